"""The history has several heads, and they are not branches that carry labels.

Two people wrote a revision on the same parent: `tk migrate` refuses to choose between them.

Instead, join them with `tk merge heads -m "join"`; label the branches of a history that keeps several on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from alembic.script import Script

from toolkit.finding import Finding, Location, Severity

NAME = "multiple-heads"


def multiple_heads(heads: Sequence[Script], locate: Callable[[str], Location]) -> Iterator[Finding]:
    """A head whose branch has a label is meant to stay one; ``locate`` knows the files of revisions."""
    unlabelled = [head for head in heads if not head.branch_labels]
    if len(heads) <= 1 or not unlabelled:
        return
    names = ", ".join(sorted(head.revision for head in heads))
    yield Finding(
        name=NAME,
        severity=Severity.ERROR,
        subject=f"heads {names}",
        fact=f"The history has {len(heads)} heads: {names}.",
        consequence="`tk migrate` stops, since head does not say which one.",
        remedy=f'tk merge {" ".join(sorted(head.revision for head in heads))} -m "join"',
        location=locate(unlabelled[0].revision),
    )
