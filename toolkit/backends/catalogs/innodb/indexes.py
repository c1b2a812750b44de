"""Primary keys and indexes. A unique key is ``Index(unique=True)``: the servers keep no unique constraints apart."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import groupby

from toolkit.backends.catalogs.innodb.names import is_numbered, same_name
from toolkit.backends.catalogs.innodb.rows import Row, View, pairs
from toolkit.catalog.members import ForeignKey, Index, IndexPart, PrimaryKey

STATISTICS = View(
    name="STATISTICS",
    scope="TABLE_SCHEMA",
    is_long=True,
    # Without CARDINALITY, which ANALYZE and time change.
    columns=(
        "TABLE_NAME",
        "NON_UNIQUE",
        "INDEX_NAME",
        "SEQ_IN_INDEX",
        "COLUMN_NAME",
        "COLLATION",
        "SUB_PART",
        "INDEX_TYPE",
        "COMMENT",
        "INDEX_COMMENT",
        "IS_VISIBLE",
        "IGNORED",
        "EXPRESSION",
    ),
)
_PRIMARY = "PRIMARY"
Expression = Callable[[str], str]
"""What makes a stored expression readable."""


def primary_key(rows: Iterable[Row], attributes: Mapping[str, str]) -> PrimaryKey | None:
    """The primary key among the rows of one table; it has no name of its own."""
    mine = sorted((row for row in rows if row["INDEX_NAME"] == _PRIMARY), key=_place)
    if not mine:
        return None
    method = mine[0]["INDEX_TYPE"]
    return PrimaryKey(
        name=None,
        columns=tuple(_spelled(part) for part in (_part(row, str) for row in mine)),
        options=pairs({"method": None if method == "BTREE" else method, "attributes": attributes.get(_PRIMARY)}),
        comment=mine[0]["INDEX_COMMENT"] or None,
    )


def indexes(
    rows: Iterable[Row],
    foreign_keys: Sequence[ForeignKey],
    attributes: Mapping[str, str],
    readable: Expression,
) -> tuple[Index, ...]:
    """The other indexes of one table, by name."""
    mine = sorted(
        (row for row in rows if row["INDEX_NAME"] != _PRIMARY), key=lambda row: (row["INDEX_NAME"], *_place(row))
    )
    return tuple(
        _index(name, list(parts), foreign_keys, attributes.get(name), readable)
        for name, parts in groupby(mine, key=lambda row: str(row["INDEX_NAME"]))
    )


def _index(
    name: str,
    rows: Sequence[Row],
    foreign_keys: Collection[ForeignKey],
    attributes: str | None,
    readable: Expression,
) -> Index:
    first, parts = rows[0], tuple(_part(row, readable) for row in rows)
    unique = not int(first["NON_UNIQUE"])
    plain = not unique and first["INDEX_TYPE"] == "BTREE"
    return Index(
        name=name,
        parts=parts,
        unique=unique,
        method=first["INDEX_TYPE"],
        invisible=first["IS_VISIBLE"] == "NO" or first["IGNORED"] == "YES",
        # ALTER TABLE ... DISABLE KEYS of MyISAM and Aria.
        valid="disabled" not in (first["COMMENT"] or ""),
        options=pairs({"attributes": attributes}),
        comment=first["INDEX_COMMENT"] or None,
        named_by_server=plain and any(_serves(name, parts, key) for key in foreign_keys),
    )


def _serves(name: str, parts: tuple[IndexPart, ...], key: ForeignKey) -> bool:
    """Whether the server would have made, and named, this index for the foreign key.

    It names it as the constraint or, where that has no name, as an unnamed index: after its first column.
    https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html
    """
    if parts != tuple(IndexPart(column=column) for column in key.columns):
        return False
    first = key.columns[0]
    return name == key.name or same_name(name, first) or is_numbered(name, f"{first}_")


def _part(row: Row, readable: Expression) -> IndexPart:
    expression = row["EXPRESSION"]
    return IndexPart(
        column=row["COLUMN_NAME"] if expression is None else None,
        expression=None if expression is None else readable(expression),
        descending=row["COLLATION"] == "D",
        # Spatial indexes print the size of a bounding box here.
        prefix=None if row["SUB_PART"] is None or row["INDEX_TYPE"] == "SPATIAL" else int(row["SUB_PART"]),
    )


def _spelled(part: IndexPart) -> str:
    prefix = "" if part.prefix is None else f"({part.prefix})"
    return f"{part.column or part.expression}{prefix}{' DESC' if part.descending else ''}"


def _place(row: Row) -> tuple[int]:
    return (int(row["SEQ_IN_INDEX"]),)
