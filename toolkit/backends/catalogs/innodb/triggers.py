"""Triggers. Their statements are kept as they were written: the server qualifies no names in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from toolkit.backends.catalogs.innodb.names import Names
from toolkit.backends.catalogs.innodb.rows import Row, View, pairs
from toolkit.catalog.values import Trigger

TRIGGERS = View(
    name="TRIGGERS",
    is_rare=True,
    scope="TRIGGER_SCHEMA",
    columns=(
        "TRIGGER_NAME",
        "EVENT_MANIPULATION",
        "EVENT_OBJECT_TABLE",
        "ACTION_ORDER",
        "ACTION_STATEMENT",
        "ACTION_ORIENTATION",
        "ACTION_TIMING",
        "SQL_MODE",
    ),
)


def triggers(rows: Iterable[Row], names: Names) -> Iterable[Trigger]:
    """All of them; their order is counted anew, since dropping one may leave a gap."""
    seen: Counter[tuple[str, str, str, str]] = Counter()
    for row in sorted(rows, key=lambda row: int(row["ACTION_ORDER"])):
        database, table = row["TRIGGER_SCHEMA"], row["EVENT_OBJECT_TABLE"]
        timing, event = row["ACTION_TIMING"], row["EVENT_MANIPULATION"]
        seen[database, table, timing, event] += 1
        yield Trigger(
            schema=names.schema(database),
            table=table,
            name=row["TRIGGER_NAME"],
            definition=f"{timing} {event} FOR EACH {row['ACTION_ORIENTATION']} {row['ACTION_STATEMENT']}",
            order=seen[database, table, timing, event],
            options=pairs({"sql_mode": row["SQL_MODE"]}),
        )
