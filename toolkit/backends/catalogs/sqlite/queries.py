"""The bulk queries: the pragmas as functions (https://www.sqlite.org/pragma.html#pragfunc), joined to the schema table.

Every function is told the schema, or a temporary table of the same name would answer. Views and virtual tables are
not asked for their columns: a view of a table that is gone, or a module that is not loaded, fails the whole query.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection

from toolkit.backends.catalogs.sqlite.spelling import quoted_name

_OBJECTS = "SELECT type, name, tbl_name, rootpage <> 0, coalesce(\"sql\", '') FROM {schema}.sqlite_master"
_COLUMNS = (
    'SELECT m.name, x.name, x.type, x."notnull", x.dflt_value, x.pk, x.hidden '
    "FROM {schema}.sqlite_master AS m JOIN pragma_table_xinfo(m.name, ?) AS x "
    "WHERE m.type = 'table' AND m.rootpage <> 0 ORDER BY m.name, x.cid"
)
_PARTS = (
    'SELECT m.name, l.name, l."unique", l.origin, x.cid, x.name, x."desc", x.coll '
    "FROM {schema}.sqlite_master AS m JOIN pragma_index_list(m.name, ?) AS l JOIN pragma_index_xinfo(l.name, ?) AS x "
    "WHERE m.type = 'table' AND m.rootpage <> 0 AND x.\"key\" ORDER BY m.name, l.name, x.seqno"
)
_REFERENCES = (
    'SELECT m.name, f.id, f."table", f."from", f."to", f.on_update, f.on_delete '
    "FROM {schema}.sqlite_master AS m JOIN pragma_foreign_key_list(m.name, ?) AS f "
    "WHERE m.type = 'table' AND m.rootpage <> 0 ORDER BY m.name, f.id DESC, f.seq"
)
_DATABASES = "SELECT name FROM pragma_database_list"
# Since 3.37; before that nothing tells a shadow table.
_SHADOWS = "SELECT schema, name FROM pragma_table_list WHERE type = 'shadow'"
_TABLE_LIST_SINCE = (3, 37)


class ObjectRow(NamedTuple):
    """A row of the schema table."""

    kind: str
    name: str
    table: str
    is_stored: bool
    sql: str


class ColumnRow(NamedTuple):
    """A column of an ordinary table."""

    name: str
    type: str
    is_not_null: bool
    default: str | None
    key_position: int
    hidden: int


class PartRow(NamedTuple):
    """A key column of an index."""

    owner: str
    """The name of the index."""
    is_unique: bool
    origin: str
    column_id: int
    column: str | None
    descending: bool
    collation: str


class ReferenceRow(NamedTuple):
    """A column of a foreign key; the ids are those of the text, from the last to the first."""

    id: int
    table: str
    column: str
    referred: str | None
    on_update: str
    on_delete: str


@dataclass(frozen=True, kw_only=True)
class Rows:
    """All that the server says of one schema."""

    schema: str
    objects: Sequence[ObjectRow]
    columns: Mapping[str, Sequence[ColumnRow]]
    parts: Mapping[str, Sequence[PartRow]]
    references: Mapping[str, Sequence[ReferenceRow]]
    shadows: frozenset[str]


def attached(connection: Connection) -> frozenset[str]:
    """The names of the databases of this connection."""
    return frozenset(str(name) for (name,) in connection.exec_driver_sql(_DATABASES))


def shadows(connection: Connection) -> frozenset[tuple[str, str]]:
    """The tables, by schema and name, that virtual tables keep for themselves."""
    version: tuple[int, ...] = getattr(connection.dialect.dbapi, "sqlite_version_info", ())
    if version < _TABLE_LIST_SINCE:
        return frozenset()
    return frozenset((str(schema), str(name)) for schema, name in connection.exec_driver_sql(_SHADOWS))


def rows_of(connection: Connection, schema: str, shadows: Iterable[tuple[str, str]]) -> Rows:
    """Everything of one schema, in four queries."""

    def ask(query: str) -> Sequence[Any]:
        # Nothing but a name in quotes is put in: a table's database cannot be a parameter.
        return connection.exec_driver_sql(
            query.format(schema=quoted_name(schema)), (schema,) * query.count("?")
        ).fetchall()

    return Rows(
        schema=schema,
        objects=[ObjectRow(*row) for row in ask(_OBJECTS)],
        columns=_by_table(ask(_COLUMNS), ColumnRow),
        parts=_by_table(ask(_PARTS), PartRow),
        references=_by_table(ask(_REFERENCES), ReferenceRow),
        shadows=frozenset(name for owner, name in shadows if owner == schema),
    )


def _by_table(rows: Sequence[Any], kind: Any) -> Mapping[str, Sequence[Any]]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for table, *row in rows:
        found[table].append(kind(*row))
    return found
