"""Types that a revision drops while something in the trash still has them: they are set aside too."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import PREFIX, Entry
from toolkit.backends.trash.postgresql.names import quoted

COMMENTS = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)+", re.DOTALL)
NAME = r'(?:"(?:[^"]|"")+"|[^\s",.;()]+)'
_QUALIFIED = rf"{NAME}(?:\s*\.\s*{NAME})?"
_DROP = re.compile(
    rf"DROP\s+(?:TYPE|DOMAIN)\s+(?:IF\s+EXISTS\s+)?(?P<names>{_QUALIFIED}(?:\s*,\s*{_QUALIFIED})*)"
    r"(?:\s+(?:CASCADE|RESTRICT))?\s*;?\s*",
    re.IGNORECASE,
)
_CREATE = re.compile(rf"CREATE\s+(?:TYPE|DOMAIN)\s+(?P<name>{_QUALIFIED})\s+AS\b", re.IGNORECASE)
# Columns have the type itself or its array; defaults and constraints have values of it.
_NEEDED = """
SELECT n.nspname::text AS schema, count(*) AS needs, bool_and(coalesce(
    c.relname LIKE :pattern OR EXISTS (
        SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = needing.number AND a.attname LIKE :pattern
    ), false)) AS only_trash
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
JOIN LATERAL (
    SELECT CASE d.classid WHEN 'pg_class'::regclass THEN d.objid ELSE coalesce(f.adrelid, k.conrelid) END AS relation,
           CASE d.classid WHEN 'pg_class'::regclass THEN d.objsubid ELSE coalesce(f.adnum, k.conkey[1]) END AS number
    FROM pg_depend d
    LEFT JOIN pg_attrdef f ON d.classid = 'pg_attrdef'::regclass AND f.oid = d.objid
    LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
    WHERE d.refclassid = 'pg_type'::regclass AND d.refobjid IN (t.oid, t.typarray) AND d.deptype <> 'i'
) AS needing ON true
LEFT JOIN pg_class c ON c.oid = needing.relation
WHERE t.oid = to_regtype(:name)
GROUP BY 1
"""
_SCHEMA = """
SELECT n.nspname::text FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typname = CAST(:name AS name) AND t.typtype IN ('e', 'd', 'r')
"""


def dropped_types(sql: str) -> Sequence[Name]:
    """The types that a statement drops."""
    found = _DROP.fullmatch(COMMENTS.sub(" ", sql).strip())
    return [_read(name) for name in re.findall(_QUALIFIED, found["names"])] if found else []


def made_type(sql: str) -> Name | None:
    """The type that a statement creates."""
    found = _CREATE.match(COMMENTS.sub(" ", sql).strip())
    return _read(found["name"]) if found else None


def is_needed_by_trash(connection: Connection, name: Name) -> bool:
    """Whether things in the trash have the type, and nothing else has."""
    values = {"name": quoted(name.schema, name.name), "pattern": f"{PREFIX}%"}
    row = connection.execute(text(_NEEDED), values).mappings().first()
    return row is not None and bool(row["needs"]) and bool(row["only_trash"])


def located(connection: Connection, entry: Entry) -> Name | None:
    """A type that is set aside, in whatever schema."""
    schema = connection.scalar(text(_SCHEMA), {"name": entry.kept})
    return None if schema is None else Name(schema=schema, name=entry.kept)


def returning(connection: Connection, entry: Entry) -> tuple[str, ...]:
    """The statements that give it its name, and the schema that it was moved out of, again."""
    found = located(connection, entry)
    if found is None:
        return ()
    home = entry.table.schema
    if home in (None, found.schema):
        return (renamed(found, entry.table.name),)
    moved = f"ALTER TYPE {quoted(found.schema, found.name)} SET SCHEMA {quoted(home)}"
    return (moved, renamed(Name(schema=home, name=found.name), entry.table.name))


def renamed(name: Name, to: str) -> str:
    """The statement that gives a type another name."""
    return f"ALTER TYPE {quoted(name.schema, name.name)} RENAME TO {quoted(to)}"


def unquoted(written: str) -> str:
    """A name as the server folds it."""
    return written[1:-1].replace('""', '"') if written.startswith('"') else written.lower()


def _read(written: str) -> Name:
    parts = [unquoted(part) for part in re.findall(NAME, written)]
    return Name(schema=parts[0] if len(parts) > 1 else None, name=parts[-1])
