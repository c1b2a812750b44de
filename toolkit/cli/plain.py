"""Commands whose parameters are taken as the parser gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand

if TYPE_CHECKING:
    from typer.core import TyperGroup as _Params
else:
    _Params = object


class AsParsed:
    """Stands in for Typer's conversion of values, which imports Pydantic even for parameters that were not given.

    Every parameter of ours is a string, a list of strings or a flag: the parser has them right already.
    Pydantic would be a tenth of the time of ``tk current``.
    """

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value itself; an empty tuple where a list was not given, as in Click."""
        is_list = param.multiple or param.nargs == -1
        return () if value is None and is_list else value


class Plain(_Params):
    """A command, or a group, none of whose parameters is converted."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters, that of ``--help`` too. A Typer that converts in another way is left alone."""
        parameters = super().get_params(ctx)
        for parameter in parameters:
            if hasattr(parameter, "_runtime_param"):
                parameter._runtime_param = AsParsed()
        return list(parameters)


class PlainCommand(Plain, TyperCommand):
    """A single command of this kind."""
