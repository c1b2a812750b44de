"""An application beside a run: a reader that holds a table, and requests that wait behind whoever wants it alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from tests.backends.capacity.others import capacity_at
from tests.backends.sessions.others import seconds_until, sessions_at
from tests.execution.attempts import Attempt, engine_at, run_on
from tests.servers.database import Database
from toolkit.backends.capacity.register import capacity_of
from toolkit.execution.passing import APART_OPTION
from toolkit.execution.patience import Patience
from toolkit.execution.watchdog import Watch, Watchdog

QUICK = Watch(waiting=2, patience=0.1, pause=0.05, instant=0.4, times=3)
CREATE = "CREATE TABLE t (id INT PRIMARY KEY, n INT)"
ADD = "ALTER TABLE t ADD COLUMN m INT"


def slow(database: Database, seconds: float) -> str:
    """A statement that works so long, and waits for nobody."""
    return f"SELECT pg_sleep({seconds})" if database.backend == "postgresql" else f"SELECT id, SLEEP({seconds}) FROM t"


@dataclass
class Requests:
    """What goes on while the table is used."""

    answered: int = 0
    failed: list[str] = field(default_factory=list)


def application(database: Database) -> sa.Engine:
    """Another program: the gate of this process does not see what it sends."""
    return engine_at(database, execution_options={APART_OPTION: True})


@contextmanager
def reader(database: Database) -> Iterator[sa.Connection]:
    """A transaction that has read the table, and is still open."""
    with application(database).connect() as connection:
        connection.exec_driver_sql("SELECT * FROM t").all()
        yield connection


@contextmanager
def requests(database: Database, sessions: int) -> Iterator[Requests]:
    """So many sessions that read the table again and again."""
    told, over = Requests(), threading.Event()

    def work() -> None:
        try:
            with application(database).connect() as connection:
                while not over.is_set():
                    connection.exec_driver_sql("SELECT COUNT(*) FROM t").all()
                    connection.rollback()
                    told.answered += 1
                    time.sleep(0.05)
        except sa.exc.DBAPIError as error:
            told.failed.append(str(error))

    threads = [threading.Thread(target=work) for _ in range(sessions)]
    for thread in threads:
        thread.start()
    try:
        seconds_until(lambda: told.answered >= 2 * sessions, 10)
        yield told
    finally:
        over.set()
        for thread in threads:
            thread.join()


@contextmanager
def watched(database: Database, watch: Watch = QUICK, **more: Any) -> Iterator[tuple[sa.Connection, Watchdog]]:
    """A connection on a table with a row, and who watches what is sent over it."""
    run_on(database, CREATE, "INSERT INTO t VALUES (1, 1)")
    with engine_at(database).connect() as connection:
        session = sessions_at(database).id(connection)
        sessions_at(database).limit_waits(connection, 20)
        connection.commit()
        watchdog = Watchdog(
            more.get("engine", connection.engine), more.get("capacity", capacity_at(database)), session, watch
        )
        try:
            yield connection, watchdog
        finally:
            watchdog.close()


def watch_attempt(attempted: Attempt, watch: Watch = QUICK) -> Patience:
    """Let the watchdog look at what the attempt sends, and nothing else end a wait."""
    sessions, capacity = attempted.sender.sessions, capacity_of(attempted.sender.backend)
    assert capacity is not None
    sessions.limit_waits(attempted.connection, 20)
    session, patience = sessions.id(attempted.connection), attempted.sender.patience
    patience.watchdog = Watchdog(attempted.connection.engine, capacity, session, watch)
    return patience


def send(connection: sa.Connection, watchdog: Watchdog, sql: str, *, is_instant: bool = False) -> str | None:
    """Send it under watch; why it was ended, if it failed for that."""
    try:
        with watchdog.guarding(sql, is_instant=is_instant) as ended:
            connection.exec_driver_sql(sql)
    except sa.exc.DBAPIError:
        connection.rollback()
        reason = ended()
        assert reason is not None
        return reason
    # On PostgreSQL it holds the table until then.
    connection.commit()
    return None
