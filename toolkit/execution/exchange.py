"""What is sent in place of a statement, and what that does to the trash."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import Entry
from toolkit.execution.journal.records import Trashed


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """What is sent in place of a statement."""

    steps: tuple[str, ...]
    put: tuple[Trashed, ...] = ()
    """What goes to the trash with them."""
    back: tuple[str, ...] = ()
    """The ids of what comes back with them."""
    gone: tuple[str, ...] = ()
    """The ids of what is in the trash no longer, for other reasons."""
    parts: tuple[tuple[str, str], ...] = ()
    """Indexes, constraints and triggers that come back."""
    notes: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether the trash is another one afterwards."""
        return bool(self.put or self.back or self.gone)


def exchange_from(text: str | None) -> Exchange | None:
    """An exchange as the journal keeps it, in JSON; what it put is in the register of the trash."""
    if text is None:
        return None
    kept = json.loads(text)
    return Exchange(
        steps=tuple(kept["steps"]),
        put=tuple(Trashed(**entry) for entry in kept["put"]),
        back=tuple(kept["back"]),
        gone=tuple(kept["gone"]),
        parts=tuple((what, name) for what, name in kept["parts"]),
        notes=tuple(kept["notes"]),
    )


def entries_by_id(entries: Sequence[Trashed]) -> Mapping[str, Trashed]:
    """As the keeper holds them."""
    return {entry.id: entry for entry in entries}


def as_entry(trashed: Trashed) -> Entry:
    """As the backends know it."""
    table = Name(schema=trashed.schema, name=trashed.table)
    return Entry(table=table, column=trashed.column, kept=trashed.kept, record=trashed.record)
