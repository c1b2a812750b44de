"""The way around a statement that blocks: what experienced people do in its place, on each kind of server."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping

from toolkit.backends.mariadb import MariaDB
from toolkit.backends.mysql import MySQL
from toolkit.backends.postgresql import PostgreSQL
from toolkit.backends.remedies import quoted
from toolkit.backends.sqlite import SQLite
from toolkit.impact import Work
from toolkit.preflight.holding import Holding

_NAME = r'(?:"(?:[^"]|"")+"|[\w$]+)'
_INDEX = re.compile(r"\s*CREATE\s+(UNIQUE\s+)?INDEX\s+(?:CONCURRENTLY\s+)?", re.IGNORECASE)
_NOT_NULL = re.compile(rf"\bALTER\s+(?:COLUMN\s+)?({_NAME})\s+SET\s+NOT\s+NULL", re.IGNORECASE)
_CONSTRAINT = re.compile(rf"\bADD\s+(?:CONSTRAINT\s+({_NAME})\s+)?(FOREIGN\s+KEY|CHECK)\b", re.IGNORECASE)
_UNIQUE = re.compile(rf"\bADD\s+(?:CONSTRAINT\s+({_NAME})\s+)?(UNIQUE|PRIMARY\s+KEY)\b(?!\s+USING)", re.IGNORECASE)
_FOREIGN_KEY = re.compile(r"\bADD\s+(?:CONSTRAINT\s+\S+\s+)?FOREIGN\s+KEY\b", re.IGNORECASE)
_ALTER = re.compile(
    r"\s*ALTER\s+(?:ONLINE\s+)?(?:IGNORE\s+)?TABLE\s+(?:`(?:[^`]|``)+`|[\w$]+)(?:\.(?:`(?:[^`]|``)+`|[\w$]+))?\s+",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"\s*,\s*(?:ALGORITHM|LOCK)\s*=?\s*\w+", re.IGNORECASE)
_QUIET = "Run it when nobody uses the table."
_BATCHES = (
    "Change the rows in batches of some thousand by the primary key, each with a commit of its own, "
    "before the revision or in a job of the application."
)
_EXPAND = (
    "In two releases: add a new column of the new kind, write both, fill the old rows in batches, read the new one; "
    "then drop the old one in a later revision."
)


def strategy(holding: Holding, backend: str, database: str | None) -> str:
    """For this statement, to paste as far as that is possible."""
    if holding.after and holding.table.work == Work.NONE.value:
        return (
            "Give the statements that follow it a revision of their own, and let env.py configure Alembic with "
            "transaction_per_migration=True: the lock then ends with its own revision."
        )
    if backend == PostgreSQL.name:
        return _postgresql(holding)
    if backend in (MySQL.name, MariaDB.name):
        return _innodb(holding, database or "DATABASE")
    if backend == SQLite.name:
        return 'Stop the writers for the time of the run, or let them wait longer: connect_args={"timeout": 60}'
    return _QUIET


def _postgresql(holding: Holding) -> str:
    """The ways that https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES describes."""
    sql = holding.pending.statement.sql
    if holding.table.work == Work.ROWS.value:
        return _BATCHES
    ways: Mapping[re.Pattern[str], Callable[[re.Match[str], str], str]] = {
        _INDEX: lambda found, _: _concurrently(sql, found),
        _NOT_NULL: lambda found, table: _checked_first(table, found[1]),
        _CONSTRAINT: lambda found, table: _validated_later(sql, table, found[1]),
        _UNIQUE: lambda found, table: _by_index(table, found[1], found[2]),
    }
    for pattern, way in ways.items():
        found = pattern.search(sql)
        if found is not None:
            return way(found, quoted(PostgreSQL.name, holding.table.schema, holding.table.name))
    return _EXPAND


def _concurrently(sql: str, found: re.Match[str]) -> str:
    online = f"CREATE {'UNIQUE ' if found[1] else ''}INDEX CONCURRENTLY {sql[found.end() :].strip()}"
    return f"with op.get_context().autocommit_block():\n    op.execute({online!r})"


def _checked_first(table: str, column: str) -> str:
    name = f"{column.strip(chr(34))}_not_null"
    return (
        f'ALTER TABLE {table} ADD CONSTRAINT "{name}" CHECK ({column} IS NOT NULL) NOT VALID;\n'
        f'ALTER TABLE {table} VALIDATE CONSTRAINT "{name}";  -- in a revision of its own\n'
        f"ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;  -- the check spares it the scan\n"
        f'ALTER TABLE {table} DROP CONSTRAINT "{name}";'
    )


def _validated_later(sql: str, table: str, name: str | None) -> str:
    return (
        f"{sql.strip().rstrip(';')} NOT VALID;\n"
        f"ALTER TABLE {table} VALIDATE CONSTRAINT {name or 'NAME'};  -- in a revision of its own"
    )


def _by_index(table: str, name: str | None, kind: str) -> str:
    constraint = name or "NAME"
    return (
        f"CREATE UNIQUE INDEX CONCURRENTLY {constraint} ON {table} (...);  -- in an autocommit block\n"
        f"ALTER TABLE {table} ADD CONSTRAINT {constraint} {kind.upper()} USING INDEX {constraint};"
    )


def _innodb(holding: Holding, database: str) -> str:
    """https://dev.mysql.com/doc/refman/9.7/en/innodb-online-ddl-operations.html."""
    sql = holding.pending.statement.sql
    if holding.table.work == Work.ROWS.value:
        return _BATCHES
    ways = []
    if _FOREIGN_KEY.search(sql):
        ways.append(
            "SET SESSION foreign_key_checks = 0;  -- before it, and = 1 after it: then it copies nothing, and does not "
            "look at the rows either: see orphaned-rows"
        )
    elif sql.count(",") and len(re.findall(r"\b(?:ADD|MODIFY|CHANGE|DROP)\b", sql, re.IGNORECASE)) > 1:
        ways.append("Send each of its changes as a statement of its own: the slowest one decides for all of them.")
    found = _ALTER.match(sql)
    if found is not None:
        ways.append(_online(_CLAUSE.sub("", sql[found.end() :]).strip().rstrip(";"), database, holding.table.name))
    return "\nor: ".join([*ways, _EXPAND]) if found is not None else "\nor: ".join([*ways, _QUIET])


def _online(change: str, database: str, table: str) -> str:
    """Tools that copy the table in small steps and exchange the two at the end."""
    change = shlex.quote(" ".join(change.split()))
    target = shlex.quote(f"D={database},t={table}")
    return (
        f"pt-online-schema-change --alter {change} {target} --execute\n"
        f"or: gh-ost --alter {change} --database={shlex.quote(database)} --table={shlex.quote(table)} --execute"
    )
