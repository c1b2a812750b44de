"""tk rebase."""

from __future__ import annotations

from typing import Annotated

import typer

from toolkit.cli.common import Invocation, command

Line = Annotated[
    str | None,
    typer.Argument(help="The head, or the first revision, of the line that moves; else git tells.", metavar="REVISION"),
]
Onto = Annotated[str | None, typer.Option("--onto", help="The head that it moves on top of.", metavar="HEAD")]
Offline = Annotated[
    bool, typer.Option("--offline", help="Ask no database whether the revisions are applied there already.")
]


@command
def rebase(invocation: Invocation, revision: Line = None, onto: Onto = None, offline: Offline = False) -> None:
    """Move your own revisions on top of the other head."""
    from toolkit.rehearsal.aside import output_aside
    from toolkit.workflows.rebase import rebase as move

    settings = invocation.settings()
    # The answer must hold nothing else: what env.py prints is part of the story.
    with output_aside(shown=not settings.quiet):
        moved = move(settings, revision, onto=onto, offline=offline)
    invocation.answer(moved, settings)
