"""Where a real DROP TABLE would be refused, or would change the rows of other tables.

Only where foreign keys are enforced: https://www.sqlite.org/foreignkeys.html#fk_schemacommands has DROP TABLE delete
the rows first, whatever that does to the rows that refer to them.
"""

from __future__ import annotations

from sqlalchemy.engine import Connection

from toolkit.backends.catalogs.sqlite.spelling import quoted_name
from toolkit.backends.catalogs.sqlite.tokens import lower
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.sqlite.references import Reference, references_to, referring_rows
from toolkit.backends.trash.sqlite.schema import Found, find_table, pragma, rehearsed
from toolkit.errors import CommandRefused

_CHANGES = {"CASCADE": "delete", "SET NULL": "set NULL in", "SET DEFAULT": "set the default in"}


def refuse_what_is_no_table(connection: Connection, table: Name, found: Found | None) -> None:
    """Let the server say why it cannot drop this; raise CommandRefused where it could, and it cannot be renamed."""
    if found is not None and found.kind == "table" and not lower(found.name).startswith("sqlite_"):
        return
    schema = f"{quoted_name(table.schema)}." if table.schema else ""
    with rehearsed(connection):
        connection.exec_driver_sql(f"DROP TABLE {schema}{quoted_name(table.name)}")
    raise CommandRefused(
        f"{table.name} cannot be moved to the trash: SQLite renames no table of its own.",
        mend="Drop it with `--no-trash`.",
    )


def refuse_as_a_drop(connection: Connection, table: Found) -> None:
    """Raise the server's own error, or CommandRefused where rows of other tables would change."""
    if not pragma(connection, "foreign_keys") or is_being_rebuilt(connection, table):
        return
    references = references_to(connection, table)
    if not references:
        return
    with rehearsed(connection):
        connection.exec_driver_sql(f"DROP TABLE {table.spelled}")
    for reference in references:
        if lower(reference.child) != lower(table.name):
            _refuse_changes(connection, table, reference)


def is_being_rebuilt(connection: Connection, table: Found) -> bool:
    """Whether Alembic's batch mode has made the table's successor, under the name that it gives it."""
    return successor_of(connection, Name(schema=table.schema, name=table.name)) is not None


def successor_of(connection: Connection, table: Name) -> Found | None:
    """The table that batch mode is about to put in the place of another."""
    return find_table(connection, Name(schema=table.schema, name=f"_alembic_tmp_{table.name}"[:50]))


def _refuse_changes(connection: Connection, table: Found, reference: Reference) -> None:
    rows, _ = referring_rows(connection, reference.child, reference.columns, table, reference.referred)
    if not rows:
        return
    counted = f"{rows:,} {'row' if rows == 1 else 'rows'} of {reference.child}"
    if reference.on_delete not in _CHANGES:
        # The server counts it, and refuses the COMMIT.
        raise CommandRefused(
            f"Dropping {table.name} leaves {counted} that refer to it.",
            why="Foreign keys are enforced, and this one is deferred: the COMMIT would be refused.",
            mend=f"Drop {reference.child} or delete these rows first, in the same revision.",
        )
    raise CommandRefused(
        f"Dropping {table.name} would {_CHANGES[reference.on_delete]} {counted}.",
        why=f"Foreign keys are enforced, and {reference.child} refers to it with ON DELETE {reference.on_delete}.",
        mend=f"Change or delete these rows of {reference.child} in the revision, before the drop. "
        'To have the server do it: `--no-trash "REASON"`.',
    )
