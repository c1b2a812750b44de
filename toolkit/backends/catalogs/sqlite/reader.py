"""The catalog of a SQLite database, in six queries and a savepoint around them, however many tables there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from toolkit.backends.catalogs.sqlite.names import names_of, objects_that_count
from toolkit.backends.catalogs.sqlite.programs import triggers, views
from toolkit.backends.catalogs.sqlite.queries import Rows, attached, rows_of, shadows
from toolkit.backends.catalogs.sqlite.tables import tables
from toolkit.backends.catalogs.sqlite.tokens import lower
from toolkit.backends.sqlite import SQLite
from toolkit.catalog.values import Catalog, Table, Trigger, Unseen, View

_MAIN = "main"


@dataclass(kw_only=True)
class _Found:
    """What was read so far."""

    schemas: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    triggers: list[Trigger] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def read_catalog(connection: Connection, schemas: Sequence[str] = ()) -> Catalog:
    """Read ``main``, whose objects have no schema, or the databases that are named."""
    found = _Found()
    read = _rows(connection, schemas or (_MAIN,), found.unread)
    for rows in read:
        _add(rows, found)
    return Catalog(
        backend="sqlite",
        server_version=SQLite().server_version(connection.dialect),
        schemas=tuple(sorted(found.schemas)),
        tables=tuple(sorted(found.tables, key=lambda table: (table.schema or "", table.name))),
        views=tuple(sorted(found.views, key=lambda view: (view.schema or "", view.name))),
        triggers=tuple(sorted(found.triggers, key=lambda trigger: (trigger.schema or "", trigger.table, trigger.name))),
        unread=tuple(found.unread),
        unseen=() if read else (Unseen(),),
    )


def _rows(connection: Connection, schemas: Sequence[str], unread: list[str]) -> Sequence[Rows]:
    try:
        with _one_state(connection):
            known = {lower(name): name for name in (*attached(connection), _MAIN)}
            missing = sorted({schema for schema in schemas if lower(schema) not in known})
            unread.extend(f"No database is attached as {name}." for name in missing)
            wanted = sorted({known[lower(schema)] for schema in schemas if lower(schema) in known})
            hidden = shadows(connection)
            return [rows_of(connection, schema, hidden) for schema in wanted]
    except OperationalError as error:
        # Locked by a writer, or a file beside the database that a read-only user would have to write.
        unread.append(f"The catalog could not be read: {error.orig}.")
        return []


@contextmanager
def _one_state(connection: Connection) -> Iterator[None]:
    """All queries see one state of the schema. A savepoint may stand in a transaction and outside of one."""
    connection.exec_driver_sql("SAVEPOINT tk_catalog")
    try:
        yield
    finally:
        connection.exec_driver_sql("RELEASE SAVEPOINT tk_catalog")


def _add(rows: Rows, found: _Found) -> None:
    schema = None if rows.schema == _MAIN else rows.schema
    if schema is not None:
        found.schemas.append(schema)
    objects, names = list(objects_that_count(rows)), names_of(rows)
    found.tables.extend(tables(objects, rows, names, schema, found.unread))
    found.views.extend(views(objects, rows, names, schema, found.unread))
    found.triggers.extend(triggers(objects, rows, names, schema, found.unread))
