"""What is true of one database during a run: what was applied, and what of it is committed."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from alembic.runtime.migration import MigrationContext
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.util import greenlet_spawn

from toolkit.outcomes import DatabaseOutcome, Place, StepOutcome
from toolkit.places import place_of


class Account:
    """Kept by the executor for each database that env.py connects to."""

    def __init__(self, context: MigrationContext, before: tuple[str, ...]) -> None:
        assert context.connection is not None
        self.context = context
        self.before = before
        self.applied = before
        self.committed = before
        self.steps: list[StepOutcome] = []
        self.place: Place = place_of(context.connection)
        self.engine: Engine = context.connection.engine
        self._driver_connection = _driver_connection(context.connection)

    def note_applied(self, heads: set[str]) -> None:
        """Alembic has written these heads to the version table."""
        self.applied = tuple(sorted(heads))

    def note_commit(self, connection: Connection) -> None:
        """Some connection committed; it counts when it is ours."""
        if connection is self.context.connection or _driver_connection(connection) is self._driver_connection:
            self.committed = self.applied

    def is_settled(self) -> bool:
        """Whether what was applied is really in the database, looked up where no commit was seen."""
        if set(self.committed) != set(self.applied):
            self.committed = self._read_back()
        return set(self.committed) == set(self.applied)

    def outcome(self, heads: Collection[set[str]]) -> DatabaseOutcome:
        """What the run did here. Each of ``heads`` is what the version table may hold at the head."""
        return DatabaseOutcome(
            place=self.place,
            before=self.before,
            after=self.committed,
            steps=tuple(self.steps),
            at_head=set(self.committed) in heads,
        )

    def _read_back(self) -> tuple[str, ...]:
        def read() -> tuple[str, ...]:
            with self.engine.connect() as connection:
                options = {
                    "version_table": self.context.version_table,
                    "version_table_schema": self.context.version_table_schema,
                }
                return tuple(MigrationContext.configure(connection, opts=options).get_current_heads())

        if self.engine.dialect.is_async:
            return asyncio.run(greenlet_spawn(read))
        return read()


def _driver_connection(connection: Connection) -> object | None:
    return None if connection.closed else connection.connection.dbapi_connection
