"""The group of all commands: help needs only their names, and a command is imported when it is called."""

from __future__ import annotations

import importlib
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from toolkit.cli.plain import Plain, PlainCommand
from toolkit.cli.register import ALIASES, COMMANDS, SECTIONS, Entry
from toolkit.cli.spelling import spelled_out


class Command(PlainCommand):
    """A command whose long options may be shortened, and spelled with underscores."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse, every option spelled out first."""
        return super().parse_args(ctx, list(spelled_out(ctx, options_of(self, ctx), args)))


class Shelf(Plain, TyperGroup):
    """A Typer group that loads its commands from the register, one at a time."""

    # Typer's own annotations name a context of the Click that it bundles, or of Click itself, by its version.

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse what stands before the command's name, every option spelled out first."""
        return super().parse_args(ctx, list(spelled_out(ctx, options_of(self, ctx), args, stop=True)))

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in the order of the register."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, name: str) -> Any:
        """The command, loaded; ``ensure_version`` and ``upgrade`` are other spellings."""
        dashed = name.replace("_", "-")
        entry = COMMANDS.get(ALIASES.get(dashed, dashed))
        return None if entry is None else load(entry, dashed)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the first argument names."""
        # Typer suggests a near name from this mapping.
        self.commands = dict.fromkeys([*COMMANDS, *ALIASES])  # type: ignore[assignment]  # only the names are read
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The sections of the register."""
        for title, entries in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(", ".join((entry.name, *entry.aliases)), entry.summary) for entry in entries])


def options_of(command: TyperCommand | TyperGroup, context: Any) -> list[Any]:
    """The options of a command, help among them, without its arguments."""
    return [parameter for parameter in command.get_params(context) if parameter.param_type_name == "option"]


def load(entry: Entry, called: str) -> TyperCommand:
    """Import the module of a command and make Typer's command of its function."""
    module = importlib.import_module(entry.module)
    function = getattr(module, entry.name.replace("-", "_"))
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    settings = {"ignore_unknown_options": True} if getattr(module, "TAKES_RELATIVE_TARGETS", False) else {}
    app.command(called, cls=Command, context_settings=settings)(function)
    command: Any = typer.main.get_command(app)
    return command  # type: ignore[no-any-return]  # Typer's types stop here
