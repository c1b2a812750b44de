"""tk trash."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from toolkit.cli.common import Invocation, command
from toolkit.cli.telling import telling

ACTIONS = ("list", "restore", "purge")


def _action(value: str) -> str:
    if value not in ACTIONS:
        raise typer.BadParameter(f"{value}: choose from {', '.join(ACTIONS)}.")
    return value


Action = Annotated[str, typer.Argument(help="list, restore or purge.", callback=_action)]
What = Annotated[
    list[str] | None,
    typer.Argument(help="Entries: an id or its beginning, TABLE, or TABLE.COLUMN.", metavar="[WHAT]..."),
]
OlderThan = Annotated[
    str | None, typer.Option("--older-than", help="Purge what is in the trash for longer: 30d, 12h.", metavar="AGE")
]
As = Annotated[str | None, typer.Option("--as", help="Restore under this name.", metavar="NAME")]
Yes = Annotated[bool, typer.Option("-y", "--yes", help="Do not ask before a purge.")]


@command
def trash(
    invocation: Invocation,
    action: Action = "list",
    what: What = None,
    older_than: OlderThan = None,
    new_name: As = None,
    yes: Yes = False,
) -> None:
    """List, restore or purge what migrations dropped."""
    from toolkit.workflows.trash import list_trash, purge_trash, restore_trash

    settings = invocation.settings()
    names = tuple(what or ())
    with telling(settings) as tell:
        if action == "list":
            invocation.answer(list_trash(settings, names), settings)
        elif action == "restore":
            invocation.answer(restore_trash(settings, names, new_name, tell), settings)
        else:
            invocation.answer(purge_trash(settings, names, older_than, _asks(yes=yes), tell), settings)


def _asks(*, yes: bool) -> Callable[[str], bool]:
    """The one question of this command; without a terminal the answer is no."""
    import sys

    def agreed(question: str) -> bool:
        return yes or (sys.stdin.isatty() and sys.stderr.isatty() and typer.confirm(question, err=True))

    return agreed
