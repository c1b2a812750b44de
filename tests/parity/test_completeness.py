"""Every command and option of Alembic and of Flask-Migrate exists: asked of the two themselves."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import click
import pytest
import typer
from alembic.config import CommandLine

from toolkit.cli.app import application
from toolkit.cli.register import ALIASES, COMMANDS
from toolkit.cli.shelf import load

OTHERWISE = {("flask db", "migrate"): "`tk migrate` applies revisions; `tk revision --autogenerate` writes them"}
"""Commands that are something else in tk, and why."""

Option = tuple[str, str, bool]
"""The command, the option as typed, and whether it takes a value."""


def alembic_options() -> Iterator[Option]:
    parser = CommandLine().parser
    yield from (("", name, takes_value) for name, takes_value in _of(parser))
    for command, subparser in _commands_of_alembic().items():
        yield from ((command, name, takes_value) for name, takes_value in _of(subparser))


def _commands_of_alembic() -> dict[str, argparse.ArgumentParser]:
    actions = CommandLine().parser._actions
    (commands,) = [action for action in actions if isinstance(action, argparse._SubParsersAction)]
    return dict(commands.choices)


def _of(parser: argparse.ArgumentParser) -> Iterator[tuple[str, bool]]:
    for action in parser._actions:
        for name in action.option_strings:
            yield name, action.nargs != 0


def flask_options() -> Iterator[Option]:
    db = pytest.importorskip("flask_migrate.cli").db
    for command in (db, *db.commands.values()):
        for parameter in command.params:
            if isinstance(parameter, click.Option) and ("flask db", command.name) not in OTHERWISE:
                for name in (*parameter.opts, *parameter.secondary_opts):
                    yield "" if command is db else command.name, name, not parameter.is_flag


OPTIONS = sorted({*alembic_options(), *flask_options()})


def spellings(name: str) -> set[str]:
    body = name.lstrip("-")
    dashes = name[: len(name) - len(body)]
    return {dashes + body, dashes + body.replace("-", "_")}


def parse(command: str, words: list[str]) -> dict[str, object]:
    """What tk's parser makes of the words; it raises where it does not know them."""
    shelf = typer.main.get_command(application())
    try:
        if not command:
            return shelf.make_context("tk", [*words, "history"]).params
        dashed = command.replace("_", "-")
        tk = load(COMMANDS[ALIASES.get(dashed, dashed)], command)
        return tk.make_context(command, list(words), parent=shelf.make_context("tk", [command])).params
    except typer.Exit:
        # --help and --version answer while they are parsed.
        return {"left": True}


@pytest.mark.parametrize("command", sorted(_commands_of_alembic()))
def test_commands_of_alembic(command: str) -> None:
    shelf = typer.main.get_command(application())
    for spelling in spellings(command):
        assert shelf.get_command(None, spelling) is not None


def test_commands_of_flask_migrate() -> None:
    db = pytest.importorskip("flask_migrate.cli").db
    shelf = typer.main.get_command(application())
    for command in db.commands:
        for spelling in spellings(command):
            assert shelf.get_command(None, spelling) is not None


@pytest.mark.parametrize(
    ("command", "option", "takes_value"), OPTIONS, ids=[f"{command} {name}" for command, name, _ in OPTIONS]
)
def test_option(command: str, option: str, takes_value: bool) -> None:
    absent = parse(command, [])
    for spelling in spellings(option):
        value = ["value"] if takes_value else []
        assert parse(command, [spelling, *value]) != absent
        if takes_value and spelling.startswith("--"):
            assert parse(command, [f"{spelling}=value"]) == parse(command, [spelling, "value"])


@pytest.mark.parametrize(("command", "option", "takes_value"), [item for item in alembic_options() if len(item[1]) > 4])
def test_what_alembic_takes_for_a_prefix_is_one(command: str, option: str, takes_value: bool) -> None:
    """Every beginning that names one of Alembic's options there names the same one here."""
    parser = _commands_of_alembic()[command] if command else CommandLine().parser
    names = [name for name, _ in _of(parser)]
    value = ["value"] if takes_value else []
    for length in range(3, len(option)):
        prefix = option[:length]
        if [name for name in names if name.startswith(prefix)] == [option]:
            assert parse(command, [prefix, *value]) == parse(command, [option, *value])


@pytest.mark.parametrize(("source", "command"), OTHERWISE)
def test_what_is_otherwise_says_so(source: str, command: str) -> None:
    with pytest.raises(Exception, match="tk revision --autogenerate"):
        parse(command, ["-m", "words"])
