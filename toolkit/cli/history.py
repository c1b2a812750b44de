"""tk history."""

from __future__ import annotations

from typing import Annotated

import typer

from toolkit.cli.common import Invocation, command

Range = Annotated[
    str | None,
    typer.Option(
        "-r", "--rev-range", help="[start]:[end], each a revision, a relative target or current.", metavar="RANGE"
    ),
]
Indicate = Annotated[bool, typer.Option("-i", "--indicate-current", help="Mark the revisions that the database is at.")]


@command
def history(invocation: Invocation, rev_range: Range = None, indicate_current: Indicate = False) -> None:
    """List the revisions, newest first."""
    from toolkit.workflows.history import history as look

    settings = invocation.settings()
    invocation.answer(look(settings, rev_range=rev_range, indicate_current=indicate_current), settings)
