"""A PostgreSQL database as a catalog, by a constant number of statements."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from toolkit.backends.base import dotted
from toolkit.backends.catalogs.postgresql.columns import read_columns
from toolkit.backends.catalogs.postgresql.constraints import read_constraints
from toolkit.backends.catalogs.postgresql.database import read_extensions, read_options
from toolkit.backends.catalogs.postgresql.indexes import read_indexes
from toolkit.backends.catalogs.postgresql.relations import read_attachments, read_relations
from toolkit.backends.catalogs.postgresql.routines import read_routines
from toolkit.backends.catalogs.postgresql.sequences import read_sequences
from toolkit.backends.catalogs.postgresql.session import Session, session
from toolkit.backends.catalogs.postgresql.tables import Pieces, table_of
from toolkit.backends.catalogs.postgresql.triggers import read_triggers
from toolkit.backends.catalogs.postgresql.types import read_types
from toolkit.backends.catalogs.postgresql.views import view_of
from toolkit.catalog.values import Catalog, Unseen


def read_catalog(connection: Connection, schemas: Sequence[str] = (), *, default: str | None = None) -> Catalog:
    """The default schema, whose objects are told without it, and the schemas that are named.

    The default one is what ``current_schema()`` says, unless it is given: a role's or a database's own ``search_path``
    would decide it otherwise.
    """
    with session(connection, schemas, default) as opened:
        return _read(opened)


def _read(session: Session) -> Catalog:
    relations = read_relations(session)
    names = {row.oid: (session.schemas[row.namespace], row.name) for row in relations}
    columns, indexes = read_columns(session), read_indexes(session)
    owned, sequences = read_sequences(session, names)
    constraints = read_constraints(session, indexes.behind, {oid: schema for oid, (schema, _) in names.items()})
    pieces = Pieces(
        columns=columns,
        sequences=owned,
        indexes=indexes,
        constraints=constraints,
        attachments=read_attachments(session),
    )
    ordered = sorted(relations, key=lambda row: (names[row.oid][0] or "", row.name))
    types = read_types(session, columns, constraints.domains)
    return Catalog(
        backend=session.connection.dialect.name,
        server_version=dotted(session.connection.dialect.server_version_info),
        schemas=tuple(sorted(name for name in session.schemas.values() if name is not None)),
        tables=tuple(table_of(row, names[row.oid][0], pieces) for row in ordered if row.kind not in ("v", "m")),
        views=tuple(view_of(row, names[row.oid][0], pieces) for row in ordered if row.kind in ("v", "m")),
        triggers=read_triggers(session, names),
        sequences=sequences,
        enums=types.enums,
        domains=types.domains,
        composites=types.composites,
        routines=read_routines(session),
        extensions=read_extensions(session),
        options=read_options(session),
        unread=tuple(session.unread),
        # Whoever takes the right to read a system catalog away leaves little that can be trusted.
        unseen=(Unseen(),) if session.unread else (),
    )
