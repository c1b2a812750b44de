"""Types that a revision drops while something in the trash still has them: they are set aside too."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import PREFIX
from toolkit.backends.trash.postgresql.names import quoted

_COMMENTS = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)+", re.DOTALL)
_NAME = r'(?:"(?:[^"]|"")+"|[^\s",.;()]+)'
_QUALIFIED = rf"{_NAME}(?:\s*\.\s*{_NAME})?"
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


def dropped_types(sql: str) -> Sequence[Name]:
    """The types that a statement drops."""
    found = _DROP.fullmatch(_COMMENTS.sub(" ", sql).strip())
    return [_read(name) for name in re.findall(_QUALIFIED, found["names"])] if found else []


def made_type(sql: str) -> Name | None:
    """The type that a statement creates."""
    found = _CREATE.match(_COMMENTS.sub(" ", sql).strip())
    return _read(found["name"]) if found else None


def is_needed_by_trash(connection: Connection, name: Name) -> bool:
    """Whether things in the trash have the type, and nothing else has."""
    values = {"name": quoted(name.schema, name.name), "pattern": f"{PREFIX}%"}
    row = connection.execute(text(_NEEDED), values).mappings().first()
    return row is not None and bool(row["needs"]) and bool(row["only_trash"])


def is_type(connection: Connection, name: Name) -> bool:
    """Whether there is a type of this name."""
    question = text("SELECT to_regtype(:name) IS NOT NULL")
    return bool(connection.scalar(question, {"name": quoted(name.schema, name.name)}))


def renamed(name: Name, to: str) -> str:
    """The statement that gives a type another name."""
    return f"ALTER TYPE {quoted(name.schema, name.name)} RENAME TO {quoted(to)}"


def _read(written: str) -> Name:
    parts = [
        part[1:-1].replace('""', '"') if part.startswith('"') else part.lower() for part in re.findall(_NAME, written)
    ]
    return Name(schema=parts[0] if len(parts) > 1 else None, name=parts[-1])
