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


Runs = Annotated[bool, typer.Option("--runs", help="List what was run on the database: who, when, from, to, outcome.")]


@command
def history(
    invocation: Invocation, rev_range: Range = None, indicate_current: Indicate = False, runs: Runs = False
) -> None:
    """List the revisions, newest first."""
    from toolkit.workflows.history import history as look

    settings = invocation.settings()
    if runs:
        from toolkit.workflows.runs import runs as past_runs

        invocation.answer(past_runs(settings), settings)
        return
    invocation.answer(look(settings, rev_range=rev_range, indicate_current=indicate_current), settings)
