"""How many rows stand against a constraint. Each answers with a number, or with what the server said instead."""

# ruff: noqa: S608  the texts are put together of names that are quoted, and of what the server printed

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.engine import Connection

from toolkit.backends.trash.postgresql.names import Relation, quoted
from toolkit.backends.trash.postgresql.sending import count


def orphans(connection: Connection, key: Mapping[str, Any], table: Relation, referred: Relation) -> int | str:
    """Rows that refer to nothing."""
    own = [f"own.{quoted(column)}" for column in key["columns"]]
    others = [f"other.{quoted(column)}" for column in key["referred_columns"]]
    # MATCH FULL takes no row that is only partly NULL.
    is_told = (" OR " if key["is_full"] else " AND ").join(f"{column} IS NOT NULL" for column in own)
    is_same = " AND ".join(f"{one} = {other}" for one, other in zip(own, others, strict=True))
    question = (
        f"SELECT count(*) FROM {_rows_of(table)} own WHERE ({is_told}) "
        f"AND NOT EXISTS (SELECT FROM {_rows_of(referred)} other WHERE {is_same})"
    )
    return count(connection, question)


def doubled(connection: Connection, table: Relation, unique: Mapping[str, Any]) -> int | str:
    """Values that occur more than once."""
    keys = unique["keys"]
    conditions = [f"({unique['predicate']})"] if unique["predicate"] else []
    conditions += [] if unique["nulls_are_equal"] else [f"({key}) IS NOT NULL" for key in keys]
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    grouped = ", ".join(f"({key})" for key in keys)
    question = f"SELECT 1 FROM {_rows_of(table)}{where} GROUP BY {grouped} HAVING count(*) > 1"
    return count(connection, f"SELECT count(*) FROM ({question}) doubled")


def empty(connection: Connection, table: Relation, columns: Sequence[str]) -> int | str:
    """Rows in which one of the columns, written as a statement has them, is NULL."""
    condition = " OR ".join(f"{column} IS NULL" for column in columns)
    return count(connection, f"SELECT count(*) FROM {_rows_of(table)} WHERE {condition}")


def broken(connection: Connection, table: Relation, expression: str) -> int | str:
    """Rows that do not satisfy a check."""
    return count(connection, f"SELECT count(*) FROM {table.written} WHERE NOT ({expression})")


def _rows_of(table: Relation) -> str:
    """Keys bind a table without its heirs, and a partitioned one with its partitions."""
    return table.written if table.kind == "p" else f"ONLY {table.written}"
