"""Rows that stand in the way of a thing coming back as it was."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from toolkit.backends.catalogs.innodb.texts import quoted
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.innodb.printed import ForeignKey, Key, Printed
from toolkit.backends.trash.innodb.reading import number, spelled
from toolkit.backends.trash.innodb.texts import first_group, tokens


def orphans(connection: Connection, child: Name, key: ForeignKey, parent: Name) -> int:
    """Rows that refer to a row that is not there."""
    pairs = list(zip(key.columns, key.referred, strict=True))
    told = " AND ".join(f"c.{quoted(column)} IS NOT NULL" for column in key.columns)
    met = " AND ".join(f"p.{quoted(referred)} = c.{quoted(column)}" for column, referred in pairs)
    inner = f"SELECT 1 FROM {spelled(parent)} AS p WHERE {met}"  # noqa: S608
    return number(connection, f"SELECT COUNT(*) FROM {spelled(child)} AS c WHERE {told} AND NOT EXISTS ({inner})")  # noqa: S608


def alike(connection: Connection, source: str, key: Key, *, but: str = "") -> int:
    """Rows that a unique key would refuse, beyond the first of each value. ``but`` are rows that do not count."""
    values = [_value(part) for part in key.parts]
    told = " AND ".join([f"{value} IS NOT NULL" for value in values] + ([but] if but else []))
    groups = f"SELECT COUNT(*) AS n FROM {source} WHERE {told} GROUP BY {', '.join(values)} HAVING COUNT(*) > 1"  # noqa: S608
    return number(connection, f"SELECT SUM(g.n - 1) FROM ({groups}) AS g")  # noqa: S608


def breaking(connection: Connection, source: str, expression: str) -> int:
    """Rows that a CHECK would refuse."""
    return number(connection, f"SELECT COUNT(*) FROM {source} WHERE NOT {expression}")  # noqa: S608


def holding(connection: Connection, table: Name, column: str, value: str) -> int:
    """Rows with this value."""
    # Not every type compares with an expression of its own: a VECTOR does not.
    same = f"HEX({quoted(column)}) = HEX({value})" if value.startswith("(") else f"{quoted(column)} = {value}"
    return number(connection, f"SELECT COUNT(*) FROM {spelled(table)} WHERE {same}")  # noqa: S608


def highest(connection: Connection, table: Name, column: str) -> int:
    """The highest number in a column."""
    return max(0, number(connection, f"SELECT MAX({quoted(column)}) FROM {spelled(table)}"))  # noqa: S608


def with_column(table: Name, now: Printed, column: str, value: str) -> str:
    """The table with one more column, in the place of a table."""
    chosen = ", ".join([f"{value} AS {quoted(column)}", *map(quoted, now.columns)])
    return f"(SELECT {chosen} FROM {spelled(table)}) AS t"  # noqa: S608


def _value(part: str) -> str:
    """```a`(10) DESC`` as ``LEFT(`a`, 10)``, and an expression as it is."""
    first = tokens(part)[0]
    before, group, _ = first_group(part)
    if not before.strip():
        return group
    length = group[1:-1].strip()
    return f"LEFT({first}, {length})" if length.isdigit() else first
