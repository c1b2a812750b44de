"""What TABLES says, without anything that changes by itself: rows, sizes, times, the next AUTO_INCREMENT."""

from __future__ import annotations

import re
from collections.abc import Mapping

from toolkit.backends.catalogs.innodb.rows import Row, View, pairs

TABLES = View(
    name="TABLES",
    scope="TABLE_SCHEMA",
    columns=(
        "TABLE_NAME",
        "TABLE_TYPE",
        "ENGINE",
        "ROW_FORMAT",
        "TABLE_COLLATION",
        "CREATE_OPTIONS",
        "TABLE_COMMENT",
    ),
)
BASE_TABLES = frozenset({"BASE TABLE", "SYSTEM VERSIONED"})
_OPTION = re.compile(r"""(`(?:[^`]|``)*`|\w+)=('(?:[^']|'')*'|"[^"]*"|\S*)""")
# `partitioned` is told by the partitioning; SECONDARY_LOAD says whether the other engine holds the rows right now.
_LEFT_OUT = frozenset({"secondary_load"})


def charset(collation: str | None) -> str | None:
    """Every collation is called after its character set."""
    return None if collation is None else collation.partition("_")[0]


def table_options(row: Row, further: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The row format that the server uses, and beside it the one that was asked for."""
    asked = _create_options(row["CREATE_OPTIONS"] or "")
    return pairs(
        {
            **asked,
            **further,
            "engine": row["ENGINE"],
            "charset": charset(row["TABLE_COLLATION"]),
            "collation": row["TABLE_COLLATION"],
            "row_format": row["ROW_FORMAT"],
            "row_format_asked": asked.get("row_format"),
            "system_versioning": "YES" if row["TABLE_TYPE"] == "SYSTEM VERSIONED" else None,
        }
    )


def is_partitioned(row: Row) -> bool:
    """Whether there is anything to be found in PARTITIONS."""
    return "partitioned" in (row["CREATE_OPTIONS"] or "")


def _create_options(text: str) -> dict[str, str]:
    """``row_format=DYNAMIC COMPRESSION="zlib" `page_compressed`='1' partitioned``."""
    options = {match[1].strip("`").lower(): _bare(match[2]) for match in _OPTION.finditer(text)}
    return {name: value for name, value in options.items() if name not in _LEFT_OUT}


def _bare(value: str) -> str:
    return value[1:-1] if value[:1] in {"'", '"'} else value
