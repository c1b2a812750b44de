"""Names: as statements write them, as the search path finds them, and as the trash makes them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.catalogs.postgresql.naming import LONGEST
from toolkit.backends.sql.values import Name

TABLES = "rpf"
"""The kinds of relations that hold rows of their own, or of their partitions."""

# Without a schema: the first on the search path, whatever kind of relation it is.
_RESOLVE = """
SELECT c.oid, n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind,
       c.relpersistence = 't' AS is_temporary
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = CAST(:name AS name)
  AND CASE WHEN CAST(:schema AS text) IS NULL THEN pg_table_is_visible(c.oid)
           ELSE n.nspname = CAST(:schema AS name) OR CAST(:schema AS text) = 'pg_temp' AND n.oid = pg_my_temp_schema()
      END
"""
# Temporary tables hide others of their name, and are not what is asked for here.
_PERMANENT = """
SELECT c.oid, n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind, false AS is_temporary
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = CAST(:name AS name) AND c.relpersistence <> 't'
  AND CASE WHEN CAST(:schema AS text) IS NULL THEN n.nspname = ANY (current_schemas(false))
           ELSE n.nspname = CAST(:schema AS name) END
ORDER BY array_position(current_schemas(false), n.nspname) LIMIT 1
"""
_NAMED = """
SELECT c.oid, n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind,
       c.relpersistence = 't' AS is_temporary
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid = ANY (CAST(:oids AS oid[]))
"""


@dataclass(frozen=True, kw_only=True)
class Relation:
    """A table, or whatever else has a row in pg_class."""

    oid: int
    schema: str
    name: str
    kind: str
    is_temporary: bool = False

    @property
    def written(self) -> str:
        """As a statement writes it."""
        return quoted(self.schema, self.name)

    @property
    def is_table(self) -> bool:
        """Whether it has rows."""
        return self.kind in TABLES


def quoted(*parts: str | None) -> str:
    """As a statement writes it: ``"shop"."orders"``; a schema that is not said is left out."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts if part is not None)


def resolve(connection: Connection, name: Name) -> Relation | None:
    """What a statement means by the name."""
    return _relation(connection, _RESOLVE, name)


def resolve_permanent(connection: Connection, name: Name) -> Relation | None:
    """What a statement would mean by the name if there were no temporary tables."""
    return _relation(connection, _PERMANENT, name)


def relations(connection: Connection, oids: Collection[int]) -> Mapping[int, Relation]:
    """What these are called now, by oid."""
    rows = connection.execute(text(_NAMED), {"oids": sorted(oids)}).mappings() if oids else ()
    return {row["oid"]: Relation(**row) for row in rows}


def numbered(kept: str, number: int) -> str:
    """The name in the trash of something that goes there with a table or column."""
    suffix = f"_{number}"
    return kept.encode()[: LONGEST - len(suffix)].decode(errors="ignore") + suffix


def _relation(connection: Connection, question: str, name: Name) -> Relation | None:
    row = connection.execute(text(question), {"schema": name.schema, "name": name.name}).mappings().first()
    return None if row is None else Relation(**row)
