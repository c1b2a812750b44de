"""Whether the other direction of each revision leads back, tried on the shadow after the plan itself ran there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from alembic.runtime.migration import RevisionStep

from toolkit.backends.own import without_our_own
from toolkit.catalog.comparison import Change, compare
from toolkit.catalog.values import Catalog
from toolkit.planning.seen import Reversal
from toolkit.rehearsal.confining import Unreplayable
from toolkit.rehearsal.replaying import History, Stage, only

_NO_MATTER = frozenset({"column_order"})
_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class Reversing:
    """Runs the revisions the other way."""

    history: History
    stage: Stage
    read: Callable[[], Catalog]
    version_table: str
    """It stays, whoever made it."""

    def back(self, steps: Sequence[Any], catalogs: Sequence[Catalog]) -> Iterator[Reversal]:
        """From the last step to the first that fails. ``catalogs`` are those before and after each step."""
        for step, before in zip(reversed(steps), reversed(catalogs[:-1]), strict=True):
            revision = step.revision.revision
            if not hasattr(step.revision.module, "downgrade" if step.is_upgrade else "upgrade"):
                yield Reversal(revision=revision, why_not="its file has no function for that")
                return
            other = RevisionStep(step.revision_map, step.revision, not step.is_upgrade)
            try:
                self.history.run(only([other]), "", stage=self.stage)
            except Unreplayable as error:
                yield Reversal(revision=revision, why_not=error.why)
                return
            changes = [
                change
                for change in compare(without_our_own(before), without_our_own(self.read()))
                if change.facet not in _NO_MATTER and self.version_table not in (change.owner, change.name)
            ]
            yield Reversal(revision=revision, why_not=_told(changes) if changes else None)


def _told(changes: Sequence[Change]) -> str:
    named = [f"{change.kind} {change.owner + '.' if change.owner else ''}{change.name}" for change in changes]
    shown = ", ".join(dict.fromkeys(named[:_SHOWN]))
    more = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
    return f"it does not make again as it was: {shown}{more}"
