"""The watchdog ends the statement that an application suffers from, and no other one."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from tests.backends.capacity.others import capacity_at
from tests.backends.sessions.others import private_server, seconds_until, sessions_at
from tests.conftest import MakeDatabase
from tests.execution.attempts import engine_at, run_on
from tests.execution.watching import ADD, CREATE, QUICK, reader, requests, send, slow, watched
from tests.servers.database import Database
from tests.servers.empty_database import empty_database
from toolkit.capacity import Limits, Seat
from toolkit.execution.watchdog import Watch, Watchdog

CHECKOUT = Path(__file__).resolve().parents[2]
ASYNCHRONOUS = {"mysql": "mysql+aiomysql", "mariadb": "mysql+aiomysql", "postgresql": "postgresql+asyncpg"}
_LEFT_ALONE = """
import sys, time
import sqlalchemy as sa
from toolkit.backends.capacity.register import capacity_of
from toolkit.execution.watchdog import Watch, Watchdog

backend, url = sys.argv[1:]
connection = sa.create_engine(url, poolclass=sa.NullPool).connect()
watchdog = Watchdog(connection.engine, capacity_of(backend), "1", Watch(patience=0.05, pause=30))
with watchdog.guarding("one") as ended:
    time.sleep(1)
    print("the end", flush=True)
    sys.exit(0)
"""


@pytest.fixture(params=["mysql", "mariadb", "postgresql"])
def server(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Database:
    """An empty database on each server in turn."""
    return make_database(request.param)


def watchdogs() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "tk watchdog"]


class Told:
    """The capacity of a server, with what a test tells in place of the server's own."""

    def __init__(self, database: Database, **told: Any) -> None:
        self._own, self._told = capacity_at(database), told
        self.cancels = 0

    def limits(self, connection: sa.Connection) -> Limits:
        return self._told.get("limits") or self._own.limits(connection)

    def seats(self, connection: sa.Connection) -> list[Seat]:
        change = self._told.get("seat", lambda seat: seat)
        return [change(seat) for seat in self._own.seats(connection)]

    def cancel(self, connection: sa.Connection, session: str) -> bool:
        self.cancels += 1
        return self._told["cancel"](connection) if "cancel" in self._told else self._own.cancel(connection, session)


def test_a_statement_that_keeps_too_many_waiting_is_ended_and_they_go_on(server: Database) -> None:
    with watched(server) as (connection, watchdog), reader(server), requests(server, 4) as told:
        reason = send(connection, watchdog, ADD)
        assert reason is not None
        assert reason.endswith("sessions wait, and 2 are borne")
        assert len(watchdog.waiting) > 2
        before = told.answered
        seconds_until(lambda: told.answered > before + 8, 5)
    assert told.failed == []


def test_as_many_as_are_borne_may_wait(server: Database) -> None:
    with watched(server) as (connection, watchdog), reader(server) as holder, requests(server, 2):
        timer = threading.Timer(0.8, holder.rollback)
        timer.start()
        assert send(connection, watchdog, ADD) is None


def test_those_who_wait_in_another_database_wait_for_others(server: Database, make_database: MakeDatabase) -> None:
    other = make_database(server.backend)
    run_on(other, CREATE)
    with watched(server) as (connection, watchdog), reader(other), engine_at(other).connect() as blocker:
        sessions_at(other).limit_waits(blocker, 2)
        waiting = threading.Thread(target=_refused, args=(blocker, ADD))
        waiting.start()
        with requests(other, 4):
            assert send(connection, watchdog, slow(server, 0.8)) is None
        waiting.join()


def _refused(connection: sa.Connection, sql: str) -> None:
    with pytest.raises(sa.exc.OperationalError):
        connection.exec_driver_sql(sql)


def test_what_should_take_a_moment_may_not_take_long(server: Database) -> None:
    with watched(server) as (connection, watchdog):
        assert send(connection, watchdog, slow(server, 0.7)) is None
        started = time.monotonic()
        reason = send(connection, watchdog, slow(server, 20), is_instant=True)
        assert reason is not None
        assert reason.startswith("it should take a moment, and has run for ")
        assert time.monotonic() - started < 5


def test_what_waits_for_its_own_lock_is_not_long_at_work(server: Database) -> None:
    with watched(server) as (connection, watchdog), reader(server) as holder:
        timer = threading.Timer(1.2, holder.rollback)
        timer.start()
        assert send(connection, watchdog, ADD, is_instant=True) is None


def test_the_next_statement_is_never_hit(server: Database) -> None:
    """The first one ends by itself at about the moment when it is to be ended."""
    watch = Watch(patience=0.02, pause=0.01, instant=0.05)
    ends: Counter[bool] = Counter()
    with watched(server, watch) as (connection, watchdog):
        for step in range(16):
            ended = send(connection, watchdog, slow(server, 0.06 + 0.008 * step), is_instant=True)
            ends[ended is not None] += 1
            for _ in range(3):
                # It would be hit where it is awaited, too.
                assert len(connection.exec_driver_sql(slow(server, 0.01)).all()) == 1
            connection.rollback()
    assert ends[True]


@pytest.mark.parametrize("is_new", [True, False])
def test_a_statement_is_not_judged_by_how_long_the_one_before_it_ran(postgresql: Database, is_new: bool) -> None:
    watch = replace(QUICK, waiting=-1, patience=0.4 if is_new else 0.0)
    with watched(postgresql, watch) as (connection, watchdog):
        with watchdog.guarding("one"):
            # Nothing is sent meanwhile: the session is seen to be idle.
            time.sleep(0.6)
        reason = send(connection, watchdog, slow(postgresql, 0.3))
    assert (reason is None) is is_new


def test_what_was_ended_is_ended_once_however_long_it_takes_to_go(server: Database) -> None:
    ended: Counter[str] = Counter()
    deaf = Told(server, cancel=lambda connection: True)
    with watched(server, capacity=deaf) as (connection, watchdog):
        watchdog._ended = ended
        with watchdog.guarding("one", is_instant=True) as reason:
            connection.exec_driver_sql(slow(server, 1.5))
        assert reason() is not None
    assert (deaf.cancels, ended["one"]) == (1, 1)


def test_who_may_not_end_it_says_nothing(postgresql: Database) -> None:
    forbidden = Told(postgresql, cancel=lambda connection: False)
    with watched(postgresql, capacity=forbidden) as (connection, watchdog):
        assert send(connection, watchdog, slow(postgresql, 0.8), is_instant=True) is None
        assert watchdog.may_go_on(slow(postgresql, 0.8))
    assert forbidden.cancels > 1


def test_a_session_that_is_not_to_be_seen_is_left_alone(postgresql: Database) -> None:
    """It may be another one's by now."""
    for seat in (lambda seat: replace(seat, id="0"), lambda seat: replace(seat, is_idle=True)):
        blind = Told(postgresql, seat=seat)
        with watched(postgresql, capacity=blind) as (connection, watchdog):
            assert send(connection, watchdog, slow(postgresql, 0.8), is_instant=True) is None
        assert blind.cancels == 0
        run_on(postgresql, "DROP TABLE t")


def test_a_text_may_be_tried_again_until_it_was_ended_so_often(server: Database) -> None:
    with watched(server, replace(QUICK, times=2)) as (connection, watchdog):
        for may_go_on in (True, False):
            assert send(connection, watchdog, slow(server, 20), is_instant=True)
            assert watchdog.may_go_on(slow(server, 20)) is may_go_on
        assert watchdog.may_go_on("another one")


def test_a_server_that_fills_up_behind_a_statement_ends_it() -> None:
    """Of 15 connections 3 are kept for superusers; one is the watchdog's."""
    watch, options = replace(QUICK, waiting=1000), ("-c", "max_connections=15")
    with private_server("postgresql", *options) as alone, empty_database("postgresql", alone.url) as database:
        with (
            watched(database, watch) as (connection, watchdog),
            reader(database),
            requests(database, 9),
        ):
            assert send(connection, watchdog, ADD) == "12 of 12 connections are in use"
        run_on(database, "DROP TABLE t")
        with watched(database, watch) as (connection, watchdog):
            idle = [engine_at(database).connect() for _ in range(10)]
            # It is full, and not for the statement: nobody waits.
            assert send(connection, watchdog, slow(database, 0.8)) is None
            for one in idle:
                one.close()


def test_an_asynchronous_engine_will_do(server: Database) -> None:
    run_on(server, CREATE, "INSERT INTO t VALUES (1, 1)")
    url = sa.make_url(server.url).set(drivername=ASYNCHRONOUS[server.backend])
    engine = create_async_engine(url)

    def use(connection: sa.Connection) -> str | None:
        session = sessions_at(server).id(connection)
        watchdog = Watchdog(connection.engine, capacity_at(server), session, QUICK)
        try:
            return send(connection, watchdog, slow(server, 20), is_instant=True)
        finally:
            watchdog.close()

    async def within() -> str | None:
        async with engine.connect() as connection:
            reason = await connection.run_sync(use)
        await engine.dispose()
        return reason

    assert asyncio.run(within())


def test_without_a_connection_of_its_own_nothing_is_said(server: Database, capfd: pytest.CaptureFixture[str]) -> None:
    def refused() -> None:
        raise OSError("no connection left")

    elsewhere = sa.create_engine(server.url, creator=refused)
    with watched(server, engine=elsewhere) as (connection, watchdog):
        assert send(connection, watchdog, slow(server, 0.6), is_instant=True) is None
    assert capfd.readouterr() == ("", "")


def test_a_connection_that_is_lost_is_made_anew(server: Database, capfd: pytest.CaptureFixture[str]) -> None:
    lost: list[str] = []

    def lose(seat: Seat) -> Seat:
        if len(lost) < 2:
            lost.append(seat.id)
            raise OSError("the server has gone away")
        return seat

    with watched(server, capacity=Told(server, seat=lose)) as (connection, watchdog):
        assert send(connection, watchdog, slow(server, 20), is_instant=True)
    assert len(lost) == 2
    assert capfd.readouterr() == ("", "")


def test_a_session_of_its_own_that_is_ended_is_made_anew(server: Database, capfd: pytest.CaptureFixture[str]) -> None:
    sessions, looks = sessions_at(server), [0]
    watchers = Told(server)
    seats = watchers.seats

    def cut(connection: sa.Connection) -> list[Seat]:
        looks[0] += 1
        if looks[0] == 1:
            own = sessions.id(connection)
            with engine_at(server).connect() as other:
                assert sessions.end(other, own)
        return seats(connection)

    watchers.seats = cut  # type: ignore[method-assign]
    with watched(server, capacity=watchers) as (connection, watchdog):
        assert send(connection, watchdog, slow(server, 20), is_instant=True)
    assert looks[0] > 1
    assert capfd.readouterr() == ("", "")


def test_short_statements_cost_no_connection_and_no_time() -> None:
    def never() -> None:
        raise AssertionError("a connection was made")

    engine = sa.create_engine("postgresql+psycopg://", creator=never)
    watchdog = Watchdog(engine, None, "1", Watch())  # type: ignore[arg-type]  # nobody asks it
    started = time.perf_counter()
    for _ in range(2000):
        with watchdog.guarding("INSERT"):
            pass
    # Measured: 20 ms.
    assert time.perf_counter() - started < 1
    assert len(watchdogs()) >= 1
    watchdog.close()


def test_its_thread_ends_with_the_run(postgresql: Database) -> None:
    # Other tests of this process may have left runs without an end.
    others = {*watchdogs()}
    with watched(postgresql) as (connection, watchdog):
        assert {*watchdogs()} <= others
        send(connection, watchdog, slow(postgresql, 0.3))
        assert len({*watchdogs()} - others) == 1
    seconds_until(lambda: {*watchdogs()} <= others, 2)
    with watchdog.guarding("after the end"):
        pass
    seconds_until(lambda: {*watchdogs()} <= others, 2)


@pytest.mark.parametrize("backend", ["mariadb", "postgresql"])
def test_a_process_that_is_over_is_not_kept(backend: str, make_database: MakeDatabase) -> None:
    command = [sys.executable, "-c", _LEFT_ALONE, backend, make_database(backend).url]
    ended = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=20, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "the end\n", "")
