"""Side tables: the values of one column, by the key of the rows that had them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from toolkit.backends.catalogs.sqlite.spelling import quoted_name
from toolkit.backends.catalogs.sqlite.tokens import lower
from toolkit.backends.trash.sqlite.schema import Column, Found, affinity, count, key_of, rowid_of

VALUE = "value"


@dataclass(frozen=True, kw_only=True)
class Key:
    """What tells the rows of a table apart."""

    columns: tuple[str, ...] = ()
    """Empty where it is the rowid."""
    types: tuple[str, ...] = ("INTEGER",)
    """As the side table declares them, so that values compare as they do in the table."""
    spelled: tuple[str, ...]
    """What to select in the table."""

    @property
    def names(self) -> tuple[str, ...]:
        """Of the key in the side table."""
        return tuple(f"key_{number}" for number in range(1, len(self.spelled) + 1))


def key_in(connection: Connection, table: Found, columns: dict[str, Column]) -> Key | None:
    """The primary key, else the rowid; None where there is neither."""
    named = key_of(columns)
    # Except for the rowid, NULL may be in a primary key: https://www.sqlite.org/quirks.html#pknull.
    told = " OR ".join(f"{quoted_name(column)} IS NULL" for column in named)
    if named and not count(connection, f"{table.spelled} WHERE {told}"):
        return key_by(named, columns)
    rowid = rowid_of(connection, table, columns)
    return None if rowid is None else Key(spelled=(rowid,))


def key_by(named: Sequence[str], columns: dict[str, Column]) -> Key:
    """A key of these columns."""
    return Key(
        columns=tuple(named),
        types=tuple(affinity(columns[lower(column)].type) for column in named),
        spelled=tuple(quoted_name(column) for column in named),
    )


def kept_aside(side: str, key: Key, query: str) -> tuple[str, str]:
    """Statements that make a side table and fill it; the query selects the key, then the value.

    The value has no type: so it keeps its storage class, whatever its column was.
    """
    declared = ", ".join(f"{quoted_name(name)} {kind}" for name, kind in zip(key.names, key.types, strict=True))
    names = ", ".join(map(quoted_name, key.names))
    return (
        f"CREATE TABLE {side} ({declared}, {quoted_name(VALUE)}, PRIMARY KEY ({names}))",
        f"INSERT OR IGNORE INTO {side} {query}",
    )


def filled(side: Found, owner: str, column: str, key: Key) -> str:
    """The statement that gives the rows of the table ``owner`` their values again."""
    pairs = zip(key.names, key.spelled, strict=True)
    same = " AND ".join(f"s.{quoted_name(name)} = o.{spelled}" for name, spelled in pairs)
    return (
        f"UPDATE {owner} AS o SET {quoted_name(column)} = s.{quoted_name(VALUE)} FROM {side.spelled} AS s WHERE {same}"  # noqa: S608
    )


def without_value(side: Found, owner: Found, key: Key) -> str:
    """The FROM clause for the rows of ``owner`` that have no value there, or NULL."""
    pairs = zip(key.names, key.spelled, strict=True)
    same = " AND ".join(f"s.{quoted_name(name)} = o.{spelled}" for name, spelled in pairs)
    return f"{owner.spelled} AS o LEFT JOIN {side.spelled} AS s ON {same} WHERE s.{quoted_name(VALUE)} IS NULL"
