"""The history has several heads, and they are not branches that carry labels.

Two people wrote a revision on the same parent: `tk migrate` refuses to choose between them.

Instead, put yours on top of the other with `tk rebase`, or join them with `tk merge heads -m "join"`; label the
branches of a history that keeps several on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from alembic.script import Script

from toolkit.finding import Finding, Location, Severity
from toolkit.revising.contests import contests, counted, is_of_one_branch, names_of
from toolkit.revising.git import writer

NAME = "multiple-heads"


def multiple_heads(heads: Sequence[Script], locate: Callable[[str], Location]) -> Iterator[Finding]:
    """A head whose branch has a label of its own is meant to stay one; ``locate`` knows the files of revisions."""
    for contest in contests(heads):
        files = {head: locate(head.revision).file for head in contest}
        written = "; ".join(f"{head.revision}: {who}" for head in contest if (who := writer(Path(head.path))))
        rebase = "tk rebase, or " if is_of_one_branch(contest) else ""
        unlabelled = [head for head in contest if not head.branch_labels]
        yield Finding(
            name=NAME,
            severity=Severity.ERROR,
            subject=f"heads {names_of(contest)}",
            fact=f"{counted(contest)}: {', '.join(f'{head.revision} ({file})' for head, file in files.items())}.",
            consequence=f"`tk migrate` stops, since head does not say which one.{f' {written}.' if written else ''}",
            remedy=f'{rebase}tk merge {names_of(contest, " ")} -m "join"',
            location=locate((unlabelled or contest)[-1].revision),
        )
