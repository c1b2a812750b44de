"""The register of commands agrees with the commands."""

from __future__ import annotations

import importlib
import inspect

import pytest

from toolkit.cli.register import ALIASES, COMMANDS, SECTIONS


@pytest.mark.parametrize("name", COMMANDS)
def test_the_summary_is_the_first_line_of_the_docstring(name: str) -> None:
    entry = COMMANDS[name]
    function = getattr(importlib.import_module(entry.module), name.replace("-", "_"))
    assert inspect.getdoc(function).splitlines()[0] == entry.summary


def test_no_name_twice() -> None:
    names = [name for entries in SECTIONS.values() for entry in entries for name in (entry.name, *entry.aliases)]
    assert len(names) == len(set(names)) == len(COMMANDS) + len(ALIASES)
