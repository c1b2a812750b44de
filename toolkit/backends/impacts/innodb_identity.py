"""By which numbers InnoDB knows a table and its indexes: a table that was written anew has another one."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from toolkit.backends.sessions.innodb import code_of

# Told only with the privilege PROCESS, and 1109 where the server has no such table.
_UNREADABLE = frozenset({1044, 1109, 1142, 1227})
# InnoDB writes every other character as @ and a code: https://dev.mysql.com/doc/refman/9.1/en/identifier-mapping.html
_ENCODED = re.compile(r"[^A-Za-z0-9_]")


@dataclass(frozen=True, kw_only=True)
class Identity:
    """The numbers of a table, of which each partition has one."""

    tables: frozenset[int] = frozenset()
    indexes: frozenset[tuple[int, int]] = frozenset()
    """Each after that of its table. MySQL tells none of a table with partitions."""

    def is_rewritten(self, later: Identity) -> bool:
        """Whether something was written anew. A partition that is only added or dropped moves no row."""
        return bool(self.tables - later.tables and later.tables - self.tables)

    def has_more_indexes(self, later: Identity) -> bool:
        """Whether an index was built on what was there."""
        return any(table in self.tables for table, _index in later.indexes - self.indexes)


def identity(connection: Connection, prefix: str, names: Collection[tuple[str, str]]) -> Identity | None:
    """Of tables by database and name, together; None where that may not be read.

    ``prefix`` is that of the server's tables about InnoDB.
    """
    patterns = [pattern for name in names for pattern in _patterns(*name)]
    asked = " OR ".join(f"t.name LIKE :name_{number} ESCAPE '|'" for number in range(len(patterns)))
    statement = f"""
        SELECT t.table_id AS table_id, i.index_id AS index_id
        FROM information_schema.{prefix}_tables t
        LEFT JOIN information_schema.{prefix}_indexes i ON i.table_id = t.table_id WHERE {asked}
    """  # noqa: S608
    parameters = {f"name_{number}": pattern for number, pattern in enumerate(patterns)}
    try:
        rows = connection.execute(text(statement), parameters).all()
    except DBAPIError as error:
        if code_of(error) not in _UNREADABLE:
            raise
        return None
    return Identity(
        tables=frozenset(int(row[0]) for row in rows),
        indexes=frozenset((int(row[0]), int(row[1])) for row in rows if row[1] is not None),
    )


def _patterns(database: str, name: str) -> tuple[str, str]:
    """The table, and its partitions. They may match others too, which change as little as this one does."""
    whole = f"{_encoded(database)}/{_encoded(name)}"
    return whole, f"{whole}#p#%"


def _encoded(name: str) -> str:
    return _ENCODED.sub("@%", name).replace("_", "|_")
