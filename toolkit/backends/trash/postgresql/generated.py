"""Generated columns in the trash: they let go of a column whose type changes, and are computed again at home."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import PREFIX, Bound
from toolkit.backends.trash.postgresql.names import Relation, quoted, resolve_permanent
from toolkit.backends.trash.postgresql.types import COMMENTS, NAME, unquoted

DEFINITION, TOLD = "generated", "comment"
"""In the record of a column that has let go: what it is to be again."""
_TABLE = re.compile(
    rf"ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?(?P<table>{NAME}(?:\s*\.\s*{NAME})?)\s*\*?\s+(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_TYPE = re.compile(rf"\bALTER\s+(?:COLUMN\s+)?(?P<column>{NAME})\s+(?:SET\s+DATA\s+)?TYPE\b", re.IGNORECASE)
_GENERATED = """
SELECT DISTINCT g.attname::text AS kept, format_type(g.atttypid, g.atttypmod) AS type,
       CASE WHEN g.attcollation NOT IN (0, t.typcollation) THEN g.attcollation::regcollation::text END AS collation,
       pg_get_expr(f.adbin, f.adrelid) AS expression,
       CASE g.attgenerated WHEN 's' THEN 'STORED' ELSE 'VIRTUAL' END AS way,
       quote_literal(col_description(g.attrelid, g.attnum)) AS comment
FROM pg_attribute a
JOIN pg_attribute g ON g.attrelid = a.attrelid AND g.attgenerated <> '' AND g.attname LIKE :pattern
    AND NOT g.attisdropped
JOIN pg_type t ON t.oid = g.atttypid
JOIN pg_attrdef f ON f.adrelid = g.attrelid AND f.adnum = g.attnum
JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
    AND (d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid
         OR d.classid = 'pg_class'::regclass AND d.objid = g.attrelid AND d.objsubid = g.attnum)
WHERE a.attrelid = CAST(:oid AS oid) AND a.attname = ANY (CAST(:columns AS name[])) AND g.attnum <> a.attnum
"""


def retyped(sql: str) -> tuple[Name, Sequence[str]] | None:
    """The table, and those of its columns, whose type a statement changes."""
    found = _TABLE.fullmatch(COMMENTS.sub(" ", sql).strip())
    columns = [unquoted(one["column"]) for one in _TYPE.finditer(found["rest"])] if found else []
    if found is None or not columns:
        return None
    parts = [unquoted(part) for part in re.findall(NAME, found["table"])]
    return Name(schema=parts[0] if len(parts) > 1 else None, name=parts[-1]), columns


def generated(connection: Connection, table: Relation, columns: Sequence[str]) -> Sequence[Bound]:
    """The columns in the trash that are generated from these."""
    given = {"oid": table.oid, "columns": list(columns), "pattern": f"{PREFIX}%"}
    return [
        Bound(
            kept=row.kept,
            step=f"ALTER TABLE {table.written} ALTER COLUMN {quoted(row.kept)} DROP EXPRESSION",
            record={
                DEFINITION: f"{row.type}{f' COLLATE {row.collation}' if row.collation else ''} "
                f"GENERATED ALWAYS AS ({row.expression}) {row.way}",
                TOLD: row.comment,
            },
        )
        for row in connection.execute(text(_GENERATED), given)
    ]


def bound(connection: Connection, sql: str) -> Sequence[Bound]:
    """The columns in the trash that a statement must be let go of by: it changes a type."""
    found = retyped(sql)
    table = resolve_permanent(connection, found[0]) if found else None
    return generated(connection, table, found[1]) if found and table else ()
