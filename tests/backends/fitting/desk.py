"""A database and the questions to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.backends.catalogs.register import reader_of
from toolkit.backends.fitting.base import Fitting, Misfits, Value
from toolkit.backends.fitting.keys import Key, keys_of
from toolkit.backends.fitting.register import fitting_of
from toolkit.backends.fitting.types import spelled
from toolkit.backends.sql.values import Name
from toolkit.catalog.members import Column
from toolkit.catalog.values import Catalog, Table


@dataclass(kw_only=True)
class Desk:
    """One connection, which commits every statement."""

    connection: sa.Connection
    fitting: Fitting
    backend: str

    def run(self, *statements: str) -> None:
        for statement in statements:
            self.connection.exec_driver_sql(statement, execution_options={"no_parameters": True})

    def value(self, statement: str) -> Any:
        return self.connection.exec_driver_sql(statement, execution_options={"no_parameters": True}).scalar()

    def error_of(self, statement: str) -> str | None:
        try:
            self.run(statement)
        except sa.exc.DBAPIError as error:
            return str(error.orig)
        return None

    def catalog(self, schemas: Sequence[str] = ()) -> Catalog:
        read = reader_of(self.backend)
        assert read is not None
        return read(self.connection, schemas)

    def table(self, name: str) -> Table:
        return next(table for table in self.catalog().tables if table.name == name)

    def column(self, table: str, name: str) -> Column:
        catalog = self.catalog()
        found = next(one for one in catalog.tables if one.name == table)
        return spelled(next(column for column in found.columns if column.name == name), catalog)

    def nulls(self, column: str, table: str = "t", key: Sequence[str] = ("id",)) -> Misfits:
        return self.fitting.nulls(self.connection, Name(name=table), column, key)

    def duplicates(self, table: str = "t", like: str | None = None) -> Misfits:
        """Of the last key of the table ``like``, which is this one if not said."""
        key: Key = keys_of(self.table(like or table))[-1]
        return self.fitting.duplicates(
            self.connection,
            Name(name=table),
            [Value(column=column, source=None) for column in key.columns],
            expressions=key.expressions,
            where=key.where,
            nulls_are_equal=key.nulls_are_equal,
        )

    def orphans(self, table: str = "t", like: str | None = None, key: Sequence[str] = ("id",)) -> Misfits:
        """Of the foreign key of the table ``like``."""
        [reference] = self.table(like or table).foreign_keys
        return self.fitting.orphans(self.connection, Name(name=table), reference, key)

    def unfit(self, like: str = "u") -> tuple[str, Misfits] | None:
        """What of the column ``c`` of ``t`` does not fit into that of the table ``like``."""
        return self.unfit_between("t", *self.both(like))

    def both(self, like: str = "u") -> tuple[Column, Column]:
        """The column ``c`` of ``t``, and that of the table ``like``."""
        catalog = self.catalog()
        found = {
            table.name: spelled(column, catalog)
            for table in catalog.tables
            for column in table.columns
            if column.name == "c"
        }
        return found["t"], found[like]

    def unfit_between(self, table: str, before: Column, after: Column) -> tuple[str, Misfits] | None:
        return self.fitting.unfit(self.connection, Name(name=table), before, after, ("id",))


@contextmanager
def desk_of(database: Database) -> Iterator[Desk]:
    engine = sa.create_engine(database.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    fitting = fitting_of(database.backend)
    assert fitting is not None
    with engine.connect() as connection:
        yield Desk(connection=connection, fitting=fitting, backend=database.backend)
