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
from toolkit.execution.passing import Passing
from toolkit.execution.percents import halved

Route = Callable[[Passing], None]
"""Sends what passes; a revision's statements go by the journal and the trash."""


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

    def __init__(self, tell: Listener, route: Route | None = None) -> None:
        self.statements: list[Statement] = []
        self._tell = tell
        self._route = route
        self.revision: str | None = None
        """The one whose function runs."""
        self._is_inside = False
        """Whether a statement is on its way: what is sent now is sent for it, and is no statement of the revision."""
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
        self.revision = revision
        try:
            yield
        finally:
            self.revision = None

    def count(self, revision: str) -> int:
        """How many statements the revision has sent."""
        return self._counts[revision]

    @contextmanager
    def own(self) -> Iterator[None]:
        """Let statements of ours pass unseen within the block."""
        before, self._is_inside = self._is_inside, True
        try:
            yield
        finally:
            self._is_inside = before

    def _execute(self, cursor: Any, sql: str, parameters: Any, context: Any) -> bool:
        if self._is_inside:
            return False

        def send() -> None:
            context.dialect.do_execute(cursor, sql, parameters, context)

        return self._pass(_passing(sql, parameters, context, cursor, send))

    def _execute_bare(self, cursor: Any, sql: str, context: Any) -> bool:
        if self._is_inside:
            return False

        def send() -> None:
            context.dialect.do_execute_no_params(cursor, sql, context)

        return self._pass(_passing(sql, None, context, cursor, send))

    def _execute_many(self, cursor: Any, sql: str, parameters: Any, context: Any) -> bool:
        if self._is_inside:
            return False

        def send() -> None:
            context.dialect.do_executemany(cursor, sql, parameters, context)

        return self._pass(_passing(sql, parameters, context, cursor, send))

    def _pass(self, passing: Passing) -> bool:
        if passing.is_apart:
            return False
        revision, sql = self.revision, passing.sql
        self._tell(StatementStarted(sql=sql, revision=revision))
        started, failed = time.perf_counter(), True
        try:
            with self.own():
                if revision is None or self._route is None:
                    passing.send()
                else:
                    self._route(passing)
            failed = False
        finally:
            seconds = time.perf_counter() - started
            self._counts[revision] += 1
            self.statements.append(Statement(sql=sql, revision=revision, seconds=seconds, failed=failed))
            self._tell(StatementFinished(sql=sql, revision=revision, seconds=seconds, failed=failed))
        return True


def _passing(sql: str, parameters: Any, context: Any, cursor: Any, send: Callable[[], None]) -> Passing:
    """Only a text that goes with parameters, be they none, is formatted by its driver."""
    told = sql if parameters is None else halved(sql, context.dialect)
    return Passing(sql=told, given=sql, parameters=parameters, context=context, cursor=cursor, send=send)


Noticed = Callable[[Connection], None]


@contextmanager
def commits(noticed: Noticed) -> Iterator[None]:
    """Call ``noticed`` with the connection before every commit within the block."""

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


@contextmanager
def rollbacks(noticed: Noticed) -> Iterator[None]:
    """Call ``noticed`` with the connection at every rollback of a transaction within the block."""

    def on_rollback(connection: Connection) -> None:
        noticed(connection)

    event.listen(Engine, "rollback", on_rollback)
    try:
        yield
    finally:
        event.remove(Engine, "rollback", on_rollback)
