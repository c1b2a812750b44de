"""docs/reference.md, made from the commands themselves: ``python -m tests.house.reference`` writes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import typer

from tests.house.sources import ROOT
from toolkit.cli.app import application
from toolkit.cli.common import COMMON
from toolkit.cli.register import SECTIONS, Entry
from toolkit.cli.shelf import load

PATH = ROOT / "docs" / "reference.md"
HEADING = """# Every command and option

Made from the commands by `nox -s docs`; a test holds it against them.

## Options of every command

They may stand before the command's name or after it, `-c` and `-n` only before it.
"""


def reference() -> str:
    """The whole page."""
    parts = [HEADING, _table(typer.main.get_command(application()).params)]
    for title, entries in SECTIONS.items():
        parts.append(f"## {title}\n")
        parts += [_section(entry) for entry in entries]
    return "\n".join(parts)


def _section(entry: Entry) -> str:
    names = " or ".join(f"`tk {name}`" for name in (entry.name, *entry.aliases))
    common = {parameter.name for parameter in COMMON}
    own = [parameter for parameter in load(entry, entry.name).params if parameter.name not in common]
    return f"### {names}\n\n{entry.summary}\n\n{_table(own)}" if own else f"### {names}\n\n{entry.summary}\n"


def _table(parameters: Iterable[Any]) -> str:
    rows = [
        f"| {_name(parameter)} | {_help(parameter)} |"
        for parameter in parameters
        if not getattr(parameter, "hidden", False)
    ]
    return "\n".join(["| | |", "|---|---|", *rows, ""]) if rows else ""


def _name(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`[{str(parameter.name).upper()}]`"
    value = f" {parameter.metavar}" if parameter.metavar else ""
    return ", ".join(
        f"`{option}{value if option.startswith('--') or len(parameter.opts) == 1 else ''}`" for option in parameter.opts
    )


def _help(parameter: Any) -> str:
    default = parameter.default
    said = f" Default: `{' '.join(default) if isinstance(default, list | tuple) else default}`." if default else ""
    return f"{parameter.help}{said}"


if __name__ == "__main__":
    PATH.write_text(reference(), encoding="utf-8")
