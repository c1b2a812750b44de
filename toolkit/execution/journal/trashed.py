"""The register of what is in the trash."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from toolkit.backends.journal import Tables
from toolkit.execution.journal.records import Trashed

KEPT = "kept"


def load_trash(connection: Connection, tables: Tables) -> Sequence[Trashed]:
    """All that is in the trash, the oldest first."""
    trash = tables.trash
    rows = connection.execute(select(trash).where(trash.c.state == KEPT).order_by(trash.c.since, trash.c.id)).mappings()
    return [
        Trashed(
            id=row["id"],
            schema=row["table_schema"],
            table=row["table_name"],
            column=row["column_name"],
            kept=row["kept"],
            revision=row["revision"],
            direction=row["direction"],
            since=row["since"],
            record=json.loads(row["record"]),
        )
        for row in rows
    ]


def put_in_trash(connection: Connection, tables: Tables, entries: Iterable[Trashed]) -> None:
    """Note what goes to the trash, in the transaction that is open."""
    rows = [
        {
            "id": entry.id,
            "table_schema": entry.schema,
            "table_name": entry.table,
            "column_name": entry.column,
            "kept": entry.kept,
            "revision": entry.revision,
            "direction": entry.direction,
            "since": entry.since,
            "state": KEPT,
            "record": json.dumps(entry.record),
        }
        for entry in entries
    ]
    if rows:
        connection.execute(insert(tables.trash), rows)


def take_from_trash(connection: Connection, tables: Tables, entries: Iterable[str], state: str) -> None:
    """Note what is there no longer: ``restored``, ``purged`` or ``rebuilt``."""
    trash = tables.trash
    for entry in entries:
        connection.execute(update(trash).where(trash.c.id == entry).values(state=state))
