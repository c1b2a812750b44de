"""Events, as routines of a kind of their own."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.backends.catalogs.innodb.names import Names
from toolkit.backends.catalogs.innodb.rows import Row, View, pairs
from toolkit.catalog.values import Routine

EVENTS = View(
    name="EVENTS",
    is_rare=True,
    scope="EVENT_SCHEMA",
    # Without STARTS: where none was asked for it is the moment of creation, and nothing tells the two apart.
    columns=(
        "EVENT_NAME",
        "TIME_ZONE",
        "EVENT_DEFINITION",
        "EVENT_TYPE",
        "INTERVAL_VALUE",
        "INTERVAL_FIELD",
        "ENDS",
        "SQL_MODE",
        "STATUS",
        "ON_COMPLETION",
        "EVENT_COMMENT",
    ),
)


def events(rows: Iterable[Row], names: Names) -> Iterable[Routine]:
    """Recurring ones: those that happen once come and go by themselves."""
    for row in rows:
        if row["EVENT_TYPE"] != "RECURRING":
            continue
        ends = "" if row["ENDS"] is None else f" ENDS '{row['ENDS']}'"
        # On a replica every event waits, as one that is disabled on that side.
        status = "DISABLED" if row["STATUS"] == "DISABLED" else "ENABLED"
        schedule = f"EVERY {row['INTERVAL_VALUE']} {row['INTERVAL_FIELD']}{ends}"
        yield Routine(
            schema=names.schema(row["EVENT_SCHEMA"]),
            name=row["EVENT_NAME"],
            signature="event",
            definition=f"{schedule} ON COMPLETION {row['ON_COMPLETION']} {status}\n{row['EVENT_DEFINITION'] or ''}",
            options=pairs({"sql_mode": row["SQL_MODE"], "time_zone": row["TIME_ZONE"]}),
            comment=row["EVENT_COMMENT"] or None,
        )
