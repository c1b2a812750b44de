"""Schemas that a revision drops: what is in the trash, or goes there with them, moves to another one first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import PREFIX, Entry, SchemaDrop
from toolkit.backends.trash.postgresql.names import quoted
from toolkit.backends.trash.postgresql.types import COMMENTS, NAME, unquoted
from toolkit.errors import CommandRefused

_DROP = re.compile(
    rf"DROP\s+SCHEMA\s+(?:IF\s+EXISTS\s+)?(?P<names>{NAME}(?:\s*,\s*{NAME})*)"
    r"(?:\s+(?P<end>CASCADE|RESTRICT))?\s*;?\s*",
    re.IGNORECASE,
)
_MOVES = {"table": "TABLE", "statistics": "STATISTICS"}
"""What has its schema for itself, by kind, and the word for it."""
_TABLES = """
SELECT n.nspname::text AS schema, c.relname::text AS name
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (CAST(:schemas AS name[])) AND c.relkind IN ('r', 'p', 'f')
  AND NOT starts_with(c.relname::text, :prefix)
  AND NOT EXISTS (SELECT FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent
                  WHERE i.inhrelid = c.oid AND p.relnamespace = c.relnamespace)
ORDER BY 1, 2
"""
_TRASH = """
SELECT 'table' AS kind, n.nspname::text AS schema, c.relname::text AS name
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (CAST(:schemas AS name[])) AND c.relkind IN ('r', 'p', 'f')
  AND starts_with(c.relname::text, :prefix)
UNION ALL
SELECT 'statistics', n.nspname::text, x.stxname::text
FROM pg_statistic_ext x JOIN pg_namespace n ON n.oid = x.stxnamespace
WHERE n.nspname = ANY (CAST(:schemas AS name[])) AND starts_with(x.stxname::text, :prefix)
UNION ALL
SELECT 'type', n.nspname::text, t.typname::text
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE n.nspname = ANY (CAST(:schemas AS name[])) AND t.typtype IN ('e', 'd', 'r')
  AND starts_with(t.typname::text, :prefix)
ORDER BY 1, 2, 3
"""
# A column has the type itself or an array of it, the table goes to the trash or is there.
_TYPES = """
SELECT DISTINCT n.nspname::text AS schema, t.typname::text AS name
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
JOIN pg_attribute a ON a.atttypid IN (t.oid, t.typarray) AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'f')
JOIN pg_namespace h ON h.oid = c.relnamespace
WHERE n.nspname = ANY (CAST(:schemas AS name[])) AND t.typtype IN ('e', 'd', 'r')
  AND NOT starts_with(t.typname::text, :prefix)
  AND (starts_with(c.relname::text, :prefix) OR starts_with(a.attname::text, :prefix)
       OR h.nspname = ANY (CAST(:schemas AS name[])))
ORDER BY 1, 2
"""
_HOME = "SELECT current_schema()"
_EXISTS = "SELECT count(*) FROM pg_namespace WHERE nspname = CAST(:name AS name)"


def dropped_schemas(connection: Connection, sql: str) -> SchemaDrop | None:
    """What a statement that drops schemas takes along; without CASCADE that is nothing, or the server refuses it."""
    found = _DROP.fullmatch(COMMENTS.sub(" ", sql).strip())
    if found is None:
        return None
    names = tuple(unquoted(name) for name in re.findall(NAME, found["names"]))
    given = {"schemas": list(names), "prefix": PREFIX}
    takes_all = (found["end"] or "").upper() == "CASCADE"
    tables = connection.execute(text(_TABLES), given).all() if takes_all else ()
    return SchemaDrop(
        names=names,
        tables=tuple(Name(schema=row.schema, name=row.name) for row in tables),
        types=tuple(Name(schema=row.schema, name=row.name) for row in connection.execute(text(_TYPES), given)),
    )


def leave_schemas(connection: Connection, drop: SchemaDrop, entries: Sequence[Entry]) -> tuple[str, ...]:
    """The statements that move all of the trash out of the schemas. Raises CommandRefused where there is no other."""
    rows = connection.execute(text(_TRASH), {"schemas": list(drop.names), "prefix": PREFIX}).all()
    leaving = [(row.kind, row.schema, row.name) for row in rows]
    for entry in entries:
        if entry.is_type:
            leaving.append(("type", entry.table.schema, entry.kept))
        else:
            renamed = [(kind, schema, new) for kind, schema, _, new in entry.record["renamed"]]
            leaving += [each for each in renamed if each[0] in _MOVES and each[1] in drop.names]
    if not leaving:
        return ()
    home = connection.scalar(text(_HOME))
    if home is None or home in drop.names:
        raise CommandRefused(
            f"The trash of schema {', '.join(drop.names)} has nowhere to go: the session works in it.",
            why="What is in the trash moves to the first schema of the search path before its own is dropped.",
            mend="Set another `search_path` in env.py, or let the drop be a real one: "
            '`--no-trash "REASON"`. Nothing was changed.',
        )
    return tuple(
        f"ALTER {_MOVES.get(kind, 'TYPE')} {quoted(schema, name)} SET SCHEMA {quoted(home)}"
        for kind, schema, name in leaving
    )


def is_home(connection: Connection, name: str) -> bool:
    """Whether it is where the trash of dropped schemas goes."""
    return bool(connection.scalar(text(_HOME)) == name)


def exists(connection: Connection, name: str) -> bool:
    """Whether there is a schema of this name."""
    return bool(connection.scalar(text(_EXISTS), {"name": name}))
