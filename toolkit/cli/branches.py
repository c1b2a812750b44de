"""tk branches."""

from __future__ import annotations

from toolkit.cli.common import Invocation, command


@command
def branches(invocation: Invocation) -> None:
    """Show the revisions where the history parts."""
    from toolkit.workflows.branches import branches as look

    settings = invocation.settings()
    invocation.answer(look(settings), settings)
