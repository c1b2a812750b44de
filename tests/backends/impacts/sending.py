"""Statements that are carried out on a database of the test, and what was sent for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.backends.impacts.register import impacts_of
from toolkit.backends.sql.reading import read
from toolkit.impact import Impact


class Observed(NamedTuple):
    impact: Impact
    sent: list[str]


class Shadow:
    """A connection over which statements are observed."""

    def __init__(self, connection: sa.Connection, backend: str) -> None:
        self.connection = connection
        self.backend = backend
        self.sent: list[str] = []

    def run(self, *statements: str) -> None:
        for statement in statements:
            self.connection.exec_driver_sql(statement, execution_options={"no_parameters": True})

    def send(self, statement: str) -> None:
        self.sent.append(statement)
        self.run(statement)

    def observe(self, sql: str) -> Observed:
        impacts = impacts_of(self.backend)
        assert impacts is not None
        (statement,) = read(sql, self.backend)
        self.sent = []
        impact = impacts.observe(self.connection, statement, self.send)
        return Observed(impact, self.sent)

    def tables(self, sql: str) -> dict[str, tuple[str, str, str | None]]:
        """What is told of each table."""
        tables = self.observe(sql).impact.tables
        return {str(table): (table.work.value, table.blocks.value, table.lock) for table in tables}


@contextmanager
def shadow(database: Database) -> Iterator[Shadow]:
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield Shadow(connection, database.backend)
