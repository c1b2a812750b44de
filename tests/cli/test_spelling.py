"""Long options by other spellings."""

from __future__ import annotations

import pytest
import typer

from toolkit.cli.app import application
from toolkit.cli.register import COMMANDS
from toolkit.cli.shelf import load


def parsed(name: str, *words: str) -> dict[str, object]:
    return load(COMMANDS[name], name).make_context(name, list(words)).params


@pytest.mark.parametrize(
    ("words", "name", "value"),
    [
        (["--auto"], "autogenerate", True),
        (["--rev_id", "x"], "rev_id", "x"),
        (["--rev_id=x_y"], "rev_id", "x_y"),
        (["--rev=x"], "rev_id", "x"),
        (["--ver", "x"], "version_path", "x"),
        (["--verb"], "verbose", True),
        (["--dep", "a", "--depends_on=b"], "depends_on", ["a", "b"]),
    ],
)
def test_another_spelling(words: list[str], name: str, value: object) -> None:
    found = parsed("revision", *words)[name]
    assert (list(found) if isinstance(value, list) else found) == value


@pytest.mark.parametrize(
    "words", [["-m", "--auto"], ["--message", "--auto"], ["--message=--auto"], ["-vm", "--auto"], ["-m--auto"]]
)
def test_the_value_of_an_option_stays_as_it_is(words: list[str]) -> None:
    values = parsed("revision", *words)
    assert (values["message"], values["autogenerate"]) == ("--auto", False)


def test_what_is_after_two_dashes_stays_as_it_is() -> None:
    assert list(parsed("stamp", "--", "-1")["revisions"]) == ["-1"]  # type: ignore[call-overload]  # a list of strings


def test_a_beginning_of_two_options() -> None:
    with pytest.raises(Exception, match="--he could be --head or --help"):
        parsed("revision", "--he", "x")


def test_an_option_that_does_not_exist_is_left_to_the_parser() -> None:
    with pytest.raises(Exception, match="--nope"):
        parsed("revision", "--nope")


def test_a_hidden_option_is_no_candidate() -> None:
    with pytest.raises(Exception, match="No such option: --mes"):
        parsed("migrate", "--mes", "x")


def test_before_the_command_only_the_options_there() -> None:
    """What follows the command's name is for the command to spell out."""
    shelf = typer.main.get_command(application())
    context = shelf.make_context("tk", ["--conf", "a.ini", "--raise", "revision", "--auto"])
    assert list(context.params["config"]) == ["a.ini"]
    assert context.params["traceback"]
    assert [*context._protected_args, *context.args] == ["revision", "--auto"]
