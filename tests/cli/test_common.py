"""The options that every command takes."""

from __future__ import annotations

import importlib

import pytest

from tests.cli.conftest import Tk
from toolkit.cli.common import COMMON, FORMATS_OF, merged


def test_lists_before_and_after_the_command_are_joined() -> None:
    assert merged({"arguments": ["a"]}, {"arguments": ["b"]}) == {"arguments": ["a", "b"]}
    assert merged({"arguments": ["a"]}, {"arguments": None}) == {"arguments": ["a"]}


def test_the_later_value_wins() -> None:
    assert merged({"url": "one"}, {"url": "two"}) == {"url": "two"}
    assert merged({"url": "one"}, {"url": None}) == {"url": "one"}
    assert merged({"quiet": True}, {"quiet": False}) == {"quiet": True}


@pytest.mark.parametrize(
    "line",
    [
        "--url sqlite:///x.db migrate",
        "migrate --url sqlite:///x.db",
        "--url=sqlite:///y.db migrate --url sqlite:///x.db",
    ],
)
def test_an_option_stands_before_or_after_the_command(tk: Tk, line: str) -> None:
    assert tk.says(line).startswith("x.db is at cc33")


def test_every_common_option_is_in_the_help_of_a_command(tk: Tk) -> None:
    text = tk.says("heads --help")
    declared = [parameter.annotation.__metadata__[0] for parameter in COMMON]
    assert all((option.default, *option.param_decls)[-1] in text for option in declared)


def test_json_and_text(tk: Tk) -> None:
    assert tk.says("heads") == "cc33 (head)\n"
    assert tk.json("heads")["revisions"][0]["revision"] == "cc33"
    assert "format" in tk.complains("heads --format xml")


@pytest.mark.parametrize("command", FORMATS_OF)
def test_every_format_of_a_command_is_in_its_help_and_has_a_module(tk: Tk, command: str) -> None:
    text = tk.says(f"{command} --help")
    for name in FORMATS_OF[command]:
        assert name in text
        assert importlib.import_module(f"toolkit.reports.{name}").render


def test_other_commands_have_two(tk: Tk) -> None:
    refused = tk.complains("status --format html")
    assert refused.startswith("error[setting-invalid] `tk status` cannot answer as html.")
    assert "Use text or json here; html is for `tk check` and `tk plan` and `tk pool`." in refused
