"""How a table is partitioned, as text. Row counts and sizes of the partitions are left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from toolkit.backends.catalogs.innodb.rows import Row, View
from toolkit.backends.catalogs.innodb.texts import literal, quoted

PARTITIONS = View(
    name="PARTITIONS",
    scope="TABLE_SCHEMA",
    columns=(
        "TABLE_NAME",
        "PARTITION_NAME",
        "SUBPARTITION_NAME",
        "PARTITION_ORDINAL_POSITION",
        "SUBPARTITION_ORDINAL_POSITION",
        "PARTITION_METHOD",
        "SUBPARTITION_METHOD",
        "PARTITION_EXPRESSION",
        "SUBPARTITION_EXPRESSION",
        "PARTITION_DESCRIPTION",
        "PARTITION_COMMENT",
        "TABLESPACE_NAME",
    ),
)


def partitioning(rows: Iterable[Row]) -> str | None:
    """``PARTITION BY RANGE (`id`) (PARTITION `p0` VALUES LESS THAN (10), ...)``."""
    mine = sorted((row for row in rows if row["PARTITION_METHOD"] is not None), key=_place)
    if not mine:
        return None
    first = mine[0]
    if first["PARTITION_METHOD"] == "SYSTEM_TIME":
        # Its partitions come by themselves (AUTO), and their bounds count from the moment of creation.
        return "PARTITION BY SYSTEM_TIME"
    text = f"PARTITION BY {first['PARTITION_METHOD']} ({first['PARTITION_EXPRESSION'] or ''})"
    if first["SUBPARTITION_METHOD"] is not None:
        text += f" SUBPARTITION BY {first['SUBPARTITION_METHOD']} ({first['SUBPARTITION_EXPRESSION'] or ''})"
    parts = [_partition(list(part)) for _, part in groupby(mine, key=lambda row: row["PARTITION_NAME"])]
    return f"{text} ({', '.join(parts)})"


def _partition(rows: Sequence[Row]) -> str:
    first = rows[0]
    text = f"PARTITION {quoted(first['PARTITION_NAME'])}{_values(first)}"
    if first["SUBPARTITION_NAME"] is None:
        return text + _attributes(first)
    below = (f"SUBPARTITION {quoted(row['SUBPARTITION_NAME'])}{_attributes(row)}" for row in rows)
    return f"{text} ({', '.join(below)})"


def _values(row: Row) -> str:
    description = row["PARTITION_DESCRIPTION"]
    if description is None:
        return ""
    if str(row["PARTITION_METHOD"]).startswith("LIST"):
        return " DEFAULT" if description == "DEFAULT" else f" VALUES IN ({description})"
    return f" VALUES LESS THAN ({description})"


def _attributes(row: Row) -> str:
    comment, tablespace = row["PARTITION_COMMENT"], row["TABLESPACE_NAME"]
    return (f" COMMENT {literal(comment)}" if comment else "") + (
        f" TABLESPACE {quoted(tablespace)}" if tablespace else ""
    )


def _place(row: Row) -> tuple[int, int]:
    return int(row["PARTITION_ORDINAL_POSITION"] or 0), int(row["SUBPARTITION_ORDINAL_POSITION"] or 0)
