"""Values are taken as the parser gives them."""

from __future__ import annotations

import inspect

import pytest

from toolkit.cli.plain import AsParsed
from toolkit.cli.register import COMMANDS
from toolkit.cli.shelf import load


class Parameter:
    def __init__(self, *, multiple: bool = False, nargs: int = 1) -> None:
        self.multiple = multiple
        self.nargs = nargs


def test_a_list_that_was_not_given_is_empty() -> None:
    assert AsParsed().coerce(None, Parameter(multiple=True), None) == ()
    assert AsParsed().coerce(None, Parameter(nargs=-1), None) == ()
    assert AsParsed().coerce(None, Parameter(), None) is None


@pytest.mark.parametrize("name", COMMANDS)
def test_no_parameter_needs_a_conversion(name: str) -> None:
    """A number, a path or a choice would arrive as a string."""
    command = load(COMMANDS[name], name)
    signature = inspect.signature(command.callback.__wrapped__, eval_str=True)
    for parameter in list(signature.parameters.values())[1:]:
        assert parameter.annotation.__origin__ in (str, bool, str | None, list[str], list[str] | None)
