"""A table that takes the place of one in the trash: what only the old one has is kept, the rest is there twice.

https://www.sqlite.org/lang_altertable.html#otheralter describes such a rebuild; Alembic's batch mode does it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count as numbers
from typing import Any

from sqlalchemy.engine import Connection

from toolkit.backends.catalogs.sqlite.spelling import quoted_name
from toolkit.backends.catalogs.sqlite.tokens import lower
from toolkit.backends.trash.base import Entry, Rebuilt
from toolkit.backends.trash.sqlite.columns import record_of
from toolkit.backends.trash.sqlite.schema import Column, Found, columns_of, count, key_of, rowid_of, takes_name
from toolkit.backends.trash.sqlite.sides import Key, kept_aside, key_by
from toolkit.backends.trash.sqlite.texts import mentions, selects


@dataclass(frozen=True, kw_only=True)
class _Pair:
    """The old table and the new one."""

    old: Found
    new: Found
    old_columns: dict[str, Column]
    new_columns: dict[str, Column]

    def common(self) -> list[str]:
        """The columns that have values of their own in both, in quotes."""
        return [
            quoted_name(column.name)
            for name, column in self.old_columns.items()
            if not column.is_generated and name in self.new_columns and not self.new_columns[name].is_generated
        ]

    def lost(self) -> list[Column]:
        """The columns that only the old one has."""
        return [column for name, column in self.old_columns.items() if name not in self.new_columns]


@dataclass(frozen=True, kw_only=True)
class _Match:
    """How the rows of the two are told to be the same: ``o`` is the old table, ``n`` the new one."""

    key: Key
    joined: str
    """What follows FROM."""


def rebuild(connection: Connection, entry: Entry, old: Found, new: Found, filled_by: str = "") -> Rebuilt | None:
    """None unless every row of the old table is in the new one."""
    pair = _Pair(old=old, new=new, old_columns=columns_of(connection, old), new_columns=columns_of(connection, new))
    if not old.is_stored or not new.is_stored or not pair.common():
        return None
    match = next((match for match in _matches(connection, pair) if _holds(connection, pair, match)), None)
    lost = [column for column in pair.lost() if not selects(filled_by, column.name)]
    if match is None:
        # Values of other types cannot be told to be the same. With no key, and nothing to keep by one, the number does.
        is_all_there = not lost and not _surviving_key(pair) and _is_as_long(connection, pair)
        return Rebuilt(steps=(f"DROP TABLE {old.spelled}",)) if is_all_there else None
    steps: list[str] = []
    columns: list[tuple[str, str, Mapping[str, Any]]] = []
    original = Found(
        schema=new.schema, name=str(entry.record["name"]), kind="table", sql=str(entry.record["sql"]), is_stored=True
    )
    for column, kept in zip(lost, _free_names(connection, pair.new.schema, entry.kept), strict=False):
        key = ", ".join(f"n.{each}" for each in match.key.spelled)
        query = f"SELECT {key}, o.{quoted_name(column.name)} FROM {match.joined}"  # noqa: S608
        steps += kept_aside(f"{quoted_name(new.schema)}.{quoted_name(kept)}", match.key, query)
        record = record_of(original, column, match.key, _indexes(entry, pair, column))
        columns.append((column.name, kept, record))
    return Rebuilt(steps=(*steps, f"DROP TABLE {old.spelled}"), columns=tuple(columns))


def _free_names(connection: Connection, schema: str, prefix: str) -> Iterator[str]:
    """Another rebuild of the table in the same revision may have left columns too."""
    names = (f"{prefix}_{number}" for number in numbers(1))
    yield from (name for name in names if not takes_name(connection, schema, name, trigger=False))


def _matches(connection: Connection, pair: _Pair) -> Iterator[_Match]:
    """The ways in which the rows may be the same, the surest first."""
    old, new = pair.old.spelled, pair.new.spelled
    if named := _surviving_key(pair):
        same = " AND ".join(f"o.{quoted_name(column)} = n.{quoted_name(column)}" for column in named)
        yield _Match(key=key_by(named, pair.new_columns), joined=f"{old} AS o JOIN {new} AS n ON {same}")
    rowid = rowid_of(connection, pair.new, pair.new_columns)
    if rowid is None:
        return
    key = Key(spelled=(rowid,))
    old_rowid = rowid_of(connection, pair.old, pair.old_columns)
    if old_rowid is not None:
        yield _Match(key=key, joined=f"{old} AS o JOIN {new} AS n ON o.{old_rowid} = n.{rowid}")
    order = old_rowid or ", ".join(map(quoted_name, key_of(pair.old_columns)))
    # A name that no column has.
    rank = quoted_name("rank of " + " ".join(pair.old_columns))
    ranked = f"(SELECT *, row_number() OVER (ORDER BY {order}) AS {rank} FROM {old})"  # noqa: S608
    yield _Match(key=key, joined=f"{ranked} AS o JOIN {new} AS n ON o.{rank} = n.{rowid}")


def _surviving_key(pair: _Pair) -> list[str]:
    """The primary key of the old table, if the new one has all of its columns."""
    named = key_of(pair.old_columns)
    return named if all(lower(column) in pair.new_columns for column in named) else []


def _is_as_long(connection: Connection, pair: _Pair) -> bool:
    return count(connection, pair.old.spelled) <= count(connection, pair.new.spelled)


def _holds(connection: Connection, pair: _Pair, match: _Match) -> bool:
    """Whether each row of the old table has its own in the new one.

    By the primary key they are the same; by the place in the table only if all that they have in common is.
    """
    rows = count(connection, pair.old.spelled)
    if match.key.columns:
        return count(connection, match.joined) == rows
    # A rebuild may change types: then the text of a value stays the same.
    equal = " AND ".join(
        f"(o.{column} IS n.{column} OR CAST(o.{column} AS TEXT) IS CAST(n.{column} AS TEXT))"
        for column in pair.common()
    )
    return count(connection, f"{match.joined} WHERE {equal}") == rows


def _indexes(entry: Entry, pair: _Pair, column: Column) -> list[tuple[Any, ...]]:
    """The indexes that the old table had on a column, with all of its columns that they name."""
    return [
        (name, sql, [each for each in pair.old_columns if mentions(sql, each)])
        for name, sql in entry.record["indexes"]
        if mentions(sql, column.name)
    ]
