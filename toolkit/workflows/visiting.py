"""Work on the databases of a project outside of a run, over connections of our own from env.py's engines."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from alembic.runtime.migration import MigrationContext
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.util import greenlet_spawn

from toolkit.events import Listener
from toolkit.execution.journal.journal import Journal
from toolkit.outcomes import Place
from toolkit.places import place_of
from toolkit.project import Project
from toolkit.workflows.standing import look
from toolkit.workflows.taking import take_turn

Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class Visited:
    """One database that env.py connects to."""

    engine: Engine
    place: Place
    schema: str | None
    version_table: str
    heads: tuple[str, ...]

    @property
    def journal(self) -> Journal:
        """Its journal, whether its tables are there or not."""
        return Journal(self.schema, self.version_table)


def visit(
    project: Project, work: Callable[[Connection, Visited], Result], turn_of: Listener | None = None
) -> tuple[Result, ...]:
    """Do the work once for each database, in a transaction that is committed.

    With ``turn_of``, which hears of waiting for it, in one's turn. Raises AnotherRunner.
    """
    found: list[Visited] = []

    def note(heads: tuple[str, ...], context: MigrationContext) -> None:
        assert context.connection is not None
        found.append(
            Visited(
                engine=context.connection.engine,
                place=place_of(context.connection),
                schema=context.version_table_schema,
                version_table=context.version_table,
                heads=heads,
            )
        )

    look(project, note)
    return tuple(_worked(project, visited, work, turn_of) for visited in found)


def _worked(
    project: Project, visited: Visited, work: Callable[[Connection, Visited], Result], turn_of: Listener | None
) -> Result:
    def connected() -> Result:
        with visited.engine.connect() as connection, _turn(project, visited, connection, turn_of), connection.begin():
            return work(connection, visited)

    if visited.engine.dialect.is_async:
        return asyncio.run(greenlet_spawn(connected))
    return connected()


@contextmanager
def _turn(project: Project, visited: Visited, connection: Connection, turn_of: Listener | None) -> Iterator[None]:
    if turn_of is None:
        yield
        return
    settings = project.settings
    hold = take_turn(connection, settings, turn_of, schema=visited.schema, version_table=visited.version_table)
    # Asking began a transaction.
    connection.commit()
    try:
        yield
    finally:
        if hold is not None:
            hold.release()
