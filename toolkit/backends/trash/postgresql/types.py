"""Types, sequences and functions that a revision drops while the trash still needs them: they are set aside too."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import IS_TYPE, PREFIX, Entry
from toolkit.backends.trash.postgresql.names import quoted

COMMENTS = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)+", re.DOTALL)
NAME = r'(?:"(?:[^"]|"")+"|[^\s",.;()]+)'
_QUALIFIED = rf"{NAME}(?:\s*\.\s*{NAME})?"
_DROP = re.compile(
    rf"DROP\s+(?P<word>TYPE|DOMAIN|SEQUENCE)\s+(?:IF\s+EXISTS\s+)?(?P<names>{_QUALIFIED}(?:\s*,\s*{_QUALIFIED})*)"
    r"(?:\s+(?:CASCADE|RESTRICT))?\s*;?\s*",
    re.IGNORECASE,
)
# One that is not overloaded: then its name is enough.
_DROP_FUNCTION = re.compile(
    rf"DROP\s+FUNCTION\s+(?:IF\s+EXISTS\s+)?(?P<names>{_QUALIFIED})(?:\s*\([^()]*\))?(?:\s+RESTRICT)?\s*;?\s*",
    re.IGNORECASE,
)
_CREATE = re.compile(
    rf"CREATE\s+(?:(?:TYPE|DOMAIN)\s+(?P<name>{_QUALIFIED})\s+AS\b"
    rf"|SEQUENCE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<sequence>{_QUALIFIED})"
    rf"|(?:OR\s+REPLACE\s+)?FUNCTION\s+(?P<function>{_QUALIFIED}))",
    re.IGNORECASE,
)
TYPE, SEQUENCE, FUNCTION = "TYPE", "SEQUENCE", "FUNCTION"
# Columns have the type itself or its array; defaults and constraints have values of it, or of a sequence. The checks of
# a domain are its own.
_NEEDED = """
SELECT count(*) AS needs, bool_and(coalesce(
    c.relname LIKE :pattern OR EXISTS (
        SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = needing.number AND a.attname LIKE :pattern
    ), false)) AS only_trash
FROM (
    SELECT CASE d.classid WHEN 'pg_class'::regclass THEN d.objid ELSE coalesce(f.adrelid, k.conrelid) END AS relation,
           CASE d.classid WHEN 'pg_class'::regclass THEN d.objsubid ELSE coalesce(f.adnum, k.conkey[1]) END AS number
    FROM pg_depend d
    LEFT JOIN pg_attrdef f ON d.classid = 'pg_attrdef'::regclass AND f.oid = d.objid
    LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
    WHERE d.refclassid = CAST(:catalog AS regclass) AND d.deptype <> 'i' AND d.refobjid IN ({objects})
      AND coalesce(k.contypid, 0) = 0
) AS needing
LEFT JOIN pg_class c ON c.oid = needing.relation
"""
_OBJECTS = {
    TYPE: "SELECT unnest(ARRAY[oid, typarray]) FROM pg_type WHERE oid = to_regtype(:name)",
    SEQUENCE: "SELECT oid FROM pg_class WHERE oid = to_regclass(:name) AND relkind = 'S'",
    FUNCTION: "SELECT oid FROM pg_proc WHERE oid = to_regproc(:name)",
}
_CATALOGS = {TYPE: "pg_type", SEQUENCE: "pg_class", FUNCTION: "pg_proc"}
_SCHEMA_OF_TYPE = """
SELECT n.nspname::text FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typname = CAST(:name AS name) AND t.typtype IN ('e', 'd', 'r')
"""
_SCHEMA_OF_SEQUENCE = """
SELECT n.nspname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = CAST(:name AS name) AND c.relkind = 'S'
"""
_SCHEMA_OF_FUNCTION = """
SELECT n.nspname::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.proname = CAST(:name AS name)
"""
_SCHEMAS = {TYPE: _SCHEMA_OF_TYPE, SEQUENCE: _SCHEMA_OF_SEQUENCE, FUNCTION: _SCHEMA_OF_FUNCTION}


def dropped_types(sql: str) -> Sequence[Name]:
    """The types, or sequences, or the function, that a statement drops."""
    found = _dropping(sql)
    return [_read(name) for name in re.findall(_QUALIFIED, found["names"])] if found else []


def word_of(sql: str) -> str:
    """What a statement that drops some drops."""
    found = _dropping(sql)
    word = found.groupdict().get("word", FUNCTION).upper() if found else TYPE
    return word if word in _CATALOGS else TYPE


def made_type(sql: str) -> Name | None:
    """The type, sequence or function that a statement creates."""
    found = _CREATE.match(COMMENTS.sub(" ", sql).strip())
    return _read(found["name"] or found["sequence"] or found["function"]) if found else None


def is_needed_by_trash(connection: Connection, name: Name, word: str = TYPE) -> bool:
    """Whether things in the trash have the type, count by the sequence or call the function, and nothing else does."""
    values = {"name": quoted(name.schema, name.name), "pattern": f"{PREFIX}%", "catalog": _CATALOGS[word]}
    row = connection.execute(text(_NEEDED.format(objects=_OBJECTS[word])), values).mappings().first()
    return row is not None and bool(row["needs"]) and bool(row["only_trash"])


def located(connection: Connection, entry: Entry) -> Name | None:
    """A type that is set aside, in whatever schema."""
    schema = connection.scalar(text(_SCHEMAS[_word(entry)]), {"name": entry.kept})
    return None if schema is None else Name(schema=schema, name=entry.kept)


def returning(connection: Connection, entry: Entry) -> tuple[str, ...]:
    """The statements that give it its name, and the schema that it was moved out of, again."""
    found = located(connection, entry)
    if found is None:
        return ()
    home, word = entry.table.schema, _word(entry)
    if home in (None, found.schema):
        return (renamed(found, entry.table.name, word),)
    moved = f"ALTER {word} {quoted(found.schema, found.name)} SET SCHEMA {quoted(home)}"
    return (moved, renamed(Name(schema=home, name=found.name), entry.table.name, word))


def renamed(name: Name, to: str, word: str = TYPE) -> str:
    """The statement that gives a type, or a sequence, another name."""
    return f"ALTER {word} {quoted(name.schema, name.name)} RENAME TO {quoted(to)}"


def dropped(name: Name, word: str) -> str:
    """The statement that drops one."""
    return f"DROP {word} {quoted(name.schema, name.name)}"


def purged(connection: Connection, entry: Entry) -> tuple[str, ...]:
    """The statements that drop one which is set aside."""
    kept = located(connection, entry)
    return () if kept is None else (dropped(kept, _word(entry)),)


def _word(entry: Entry) -> str:
    word = str(entry.record.get(IS_TYPE))
    return word if word in _CATALOGS else TYPE


def _dropping(sql: str) -> re.Match[str] | None:
    bare = COMMENTS.sub(" ", sql).strip()
    return _DROP.fullmatch(bare) or _DROP_FUNCTION.fullmatch(bare)


def unquoted(written: str) -> str:
    """A name as the server folds it."""
    return written[1:-1].replace('""', '"') if written.startswith('"') else written.lower()


def _read(written: str) -> Name:
    parts = [unquoted(part) for part in re.findall(NAME, written)]
    return Name(schema=parts[0] if len(parts) > 1 else None, name=parts[-1])
