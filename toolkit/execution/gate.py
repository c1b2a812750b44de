"""The one place every statement of a run passes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from toolkit.events import Listener, StatementFinished, StatementStarted


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A statement that passed. Times are seconds; ``sql`` has placeholders, never values."""

    sql: str
    revision: str | None
    """The revision whose function sent it; None for env.py and for Alembic's own bookkeeping."""
    seconds: float
    failed: bool


class Gate:
    """Sends every statement to its driver itself, and records it.

    It listens to all engines of the process, not only to the one of the migration context: revisions
    also use sessions of the application, and engines of their own. SQLAlchemy asks a ``do_execute``
    listener before it calls the driver, and takes True for "already done"
    (https://docs.sqlalchemy.org/en/20/core/events.html#sqlalchemy.events.DialectEvents.do_execute).
    """

    def __init__(self, tell: Listener) -> None:
        self.statements: list[Statement] = []
        self._tell = tell
        self._revision: str | None = None
        self._counts: Counter[str | None] = Counter()

    @contextmanager
    def open(self) -> Iterator[None]:
        """Let statements pass through here until the block ends."""
        listeners = (
            ("do_execute", self._execute),
            ("do_execute_no_params", self._execute_bare),
            ("do_executemany", self._execute_many),
        )
        for name, listener in listeners:
            event.listen(Engine, name, listener)
        try:
            yield
        finally:
            for name, listener in listeners:
                event.remove(Engine, name, listener)

    @contextmanager
    def running(self, revision: str) -> Iterator[None]:
        """Note every statement that passes within the block as one of this revision's."""
        self._revision = revision
        try:
            yield
        finally:
            self._revision = None

    def count(self, revision: str) -> int:
        """How many statements the revision has sent."""
        return self._counts[revision]

    def _execute(self, cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
        return self._pass(statement, lambda: context.dialect.do_execute(cursor, statement, parameters, context))

    def _execute_bare(self, cursor: Any, statement: str, context: Any) -> bool:
        return self._pass(statement, lambda: context.dialect.do_execute_no_params(cursor, statement, context))

    def _execute_many(self, cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
        return self._pass(statement, lambda: context.dialect.do_executemany(cursor, statement, parameters, context))

    def _pass(self, sql: str, send: Callable[[], None]) -> bool:
        revision = self._revision
        self._tell(StatementStarted(sql=sql, revision=revision))
        started, failed = time.perf_counter(), True
        try:
            send()
            failed = False
        finally:
            seconds = time.perf_counter() - started
            self._counts[revision] += 1
            self.statements.append(Statement(sql=sql, revision=revision, seconds=seconds, failed=failed))
            self._tell(StatementFinished(sql=sql, revision=revision, seconds=seconds, failed=failed))
        return True


@contextmanager
def commits(noticed: Callable[[Connection], None]) -> Iterator[None]:
    """Call ``noticed`` with the connection at every commit within the block."""

    def on_commit(connection: Connection) -> None:
        noticed(connection)

    def on_commit_twophase(connection: Connection, xid: Any, is_prepared: bool) -> None:
        noticed(connection)

    event.listen(Engine, "commit", on_commit)
    event.listen(Engine, "commit_twophase", on_commit_twophase)
    try:
        yield
    finally:
        event.remove(Engine, "commit", on_commit)
        event.remove(Engine, "commit_twophase", on_commit_twophase)
