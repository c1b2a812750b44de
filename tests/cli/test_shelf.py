"""The group of commands loads one when it is called."""

from __future__ import annotations

import sys

import pytest
import typer

from tests.cli.conftest import Tk
from toolkit.cli.app import application
from toolkit.cli.register import COMMANDS
from toolkit.cli.shelf import load


@pytest.mark.parametrize(
    "name", ["ensure-version", "ensure_version", "list-templates", "list_templates", "upgrade", "migrate"]
)
def test_spellings_of_a_command(name: str) -> None:
    assert typer.main.get_command(application()).get_command(None, name) is not None


def test_no_such_command() -> None:
    assert typer.main.get_command(application()).get_command(None, "nothing") is None


def test_the_commands_stand_in_the_order_of_the_register() -> None:
    assert typer.main.get_command(application()).list_commands(None) == list(COMMANDS)


def test_only_the_command_that_is_called_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("branches", "heads"):
        monkeypatch.delitem(sys.modules, f"toolkit.cli.{name}", raising=False)
    load(COMMANDS["heads"], "heads")
    assert "toolkit.cli.heads" in sys.modules
    assert "toolkit.cli.branches" not in sys.modules


def test_help_names_a_command_as_it_was_called(tk: Tk) -> None:
    assert "tk upgrade [OPTIONS]" in tk.says("upgrade --help")
