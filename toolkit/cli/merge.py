"""tk merge."""

from __future__ import annotations

from toolkit.cli.common import Invocation, command
from toolkit.cli.options import BranchLabel, Message, RevisionId, Splice, Targets


@command
def merge(
    invocation: Invocation,
    revisions: Targets = ["heads"],  # noqa: B006 Typer copies it
    message: Message = None,
    branch_label: BranchLabel = None,
    rev_id: RevisionId = None,
    splice: Splice = False,
) -> None:
    """Write a revision that joins several heads."""
    from toolkit.workflows.merge import merge as write

    settings = invocation.settings()
    written = write(
        settings, tuple(revisions), message=message, branch_label=branch_label, rev_id=rev_id, splice=splice
    )
    invocation.answer(written, settings)
