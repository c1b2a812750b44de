"""The statements of a plan, one by one, and what they are called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.plan import PlannedRevision, PlannedStatement
from toolkit.preflight.circumstances import Circumstances
from toolkit.redaction import redact

SHOWN = 80
"""Characters of a statement that a sentence shows."""


@dataclass(frozen=True, kw_only=True)
class Pending:
    """A statement with the revision that sends it."""

    revision: PlannedRevision
    statement: PlannedStatement

    @property
    def label(self) -> str:
        """``0012.3``."""
        return f"{self.revision.revision}.{self.statement.number}"

    @property
    def subject(self) -> str:
        """``statement 0012.3``."""
        return f"statement {self.label}"

    @property
    def text(self) -> str:
        """The beginning of its SQL, on one line."""
        return shortened(self.statement.sql)


def pending(circumstances: Circumstances) -> Iterator[Pending]:
    """All statements of the plan, in order; none where there is no plan."""
    for revision in circumstances.plan.revisions if circumstances.plan is not None else ():
        for statement in revision.statements:
            yield Pending(revision=revision, statement=statement)


def shortened(text: str, *, limit: int = SHOWN) -> str:
    """On one line, without passwords, and no longer than a sentence bears."""
    line = " ".join(redact(text).split())
    return line if len(line) <= limit else f"{line[: limit - 3].rstrip()}..."


def listed(labels: Sequence[str], *, limit: int = 5) -> str:
    """``0012.3, 0012.4 and 7 more``."""
    more = f" and {len(labels) - limit} more" if len(labels) > limit else ""
    return ", ".join(labels[:limit]) + more
