"""Parameters taken as the parser gives them."""

from __future__ import annotations

from typing import Any


class AsParsed:
    """Stands in for Typer's conversion of values, which imports Pydantic even for parameters that were not given.

    Every parameter of ours is a string, a list of strings or a flag: the parser has them right already.
    Pydantic would be a tenth of the time of ``tk current``.
    """

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value itself; an empty tuple where a list was not given, as in Click."""
        is_list = param.multiple or param.nargs == -1
        return () if value is None and is_list else value


def take_as_parsed(command: Any) -> Any:
    """Let no parameter of the command be converted. A Typer that converts in another way is left alone."""
    for parameter in command.params:
        if hasattr(parameter, "_runtime_param"):
            parameter._runtime_param = AsParsed()
    return command
