"""A transaction in which things go to the trash and come back as the executor sends them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from toolkit.backends.catalogs.postgresql.reader import read_catalog
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import Entry, Return
from toolkit.backends.trash.postgresql.sending import send
from toolkit.backends.trash.postgresql.trash import PostgreSQLTrash
from toolkit.catalog.comparison import compare
from toolkit.catalog.values import Catalog

KEPT = "tktrash_0123abcd_{}"
_RIGHTS = """
SELECT 'relation', oid::regclass::text, relacl::text, pg_get_userbyid(relowner)::text FROM pg_class
WHERE relnamespace IN ('public'::regnamespace, 'other'::regnamespace)
UNION ALL SELECT 'column', attrelid::regclass || '.' || attname, attacl::text, '' FROM pg_attribute
WHERE attacl IS NOT NULL AND attrelid > 16383
UNION ALL SELECT 'routine', oid::regprocedure::text, proacl::text, pg_get_userbyid(proowner)::text FROM pg_proc
WHERE pronamespace IN ('public'::regnamespace, 'other'::regnamespace)
UNION ALL SELECT 'published', prrelid::regclass::text, prpubid::text, '' FROM pg_publication_rel
UNION ALL SELECT 'inherited', inhrelid::regclass::text, inhparent::regclass::text, inhseqno::text FROM pg_inherits
ORDER BY 1, 2, 3
"""
Photo = tuple[Catalog, list[tuple[Any, ...]]]


class Desk:
    """A connection, and what is done over it."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.trash = PostgreSQLTrash()

    def run(self, *statements: str) -> None:
        send(self.connection, statements)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        found = self.connection.exec_driver_sql(query, execution_options={"no_parameters": True})
        return [tuple(row) for row in found]

    def value(self, query: str) -> Any:
        return self.rows(query)[0][0]

    def photo(self) -> Photo:
        """All that the catalog has of the schemas public and other, and the rights."""
        catalog = read_catalog(self.connection, ["other"])
        assert catalog.unread == ()
        return catalog, self.rows(_RIGHTS)

    def moves(
        self, table: Name | str, column: str | None = None, *, cascade: bool = False, together: tuple[str, ...] = ()
    ) -> Entry:
        """It is in the trash, and the record has been in the journal."""
        name = table if isinstance(table, Name) else Name(name=table)
        kept = KEPT.format(column or name.name).encode()[:60].decode(errors="ignore")
        if column is None:
            all_names = frozenset({name, *(Name(name=other) for other in together)})
            move = self.trash.move_table(self.connection, name, kept, cascade=cascade, together=all_names)
        else:
            move = self.trash.move_column(self.connection, name, column, kept, cascade=cascade)
        self.run(*move.steps)
        return Entry(table=name, column=column, kept=kept, record=json.loads(json.dumps(dict(move.record))))

    def returns(self, entry: Entry, definition: str = "") -> Return:
        """It is back."""
        came = (
            self.trash.return_table(self.connection, entry)
            if entry.column is None
            else self.trash.return_column(self.connection, entry, definition)
        )
        self.run(*came.steps)
        return came

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What is done within the block is taken back, even after an error."""
        self.run("SAVEPOINT of_the_test")
        try:
            yield
        finally:
            self.run("ROLLBACK TO SAVEPOINT of_the_test", "RELEASE SAVEPOINT of_the_test")


def differences(before: Photo, after: Photo) -> list[str]:
    """What is not as it was, in words."""
    rights = [f"{sign} {row}" for sign, one, other in (("-", before, after), ("+", after, before))
              for row in one[1] if row not in other[1]]  # fmt: skip
    return [str(change) for change in compare(before[0], after[0])] + rights


def state(error: sa.exc.DBAPIError) -> str | None:
    """The five characters of SQLSTATE, whatever the driver."""
    driver = error.orig
    return getattr(driver, "sqlstate", None) or getattr(driver, "pgcode", None) or driver.args[0]["C"]
