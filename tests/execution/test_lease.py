from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from tests.backends.sessions.galera import cluster
from tests.backends.sessions.pgbouncer import pooled
from tests.conftest import MakeDatabase
from tests.servers.database import Database
from tests.servers.empty_database import sessions_table
from toolkit.backends.sessions.mariadb import MariaDBSessions
from toolkit.execution.lease import Pace, lease_holder, take_lease
from toolkit.execution.passing import APART_OPTION

CHECKOUT = Path(__file__).resolve().parents[2]
KEY = "alembic_version"
QUICK = Pace(beat=0.2, expiry=3)
ASYNCHRONOUS = {"mysql": "mysql+aiomysql", "mariadb": "mysql+aiomysql", "postgresql": "postgresql+asyncpg"}

# Whoever is inside says so by the one row that fits: a second one inside would be refused, and the process fails.
_CONTENDER = """
import random, sys, time
import sqlalchemy as sa
from toolkit.backends.sessions.mariadb import MariaDBSessions
from toolkit.execution.lease import Pace, take_lease

url, turns = sys.argv[1], int(sys.argv[2])
engine = sa.create_engine(url, poolclass=sa.NullPool)
deadline = time.monotonic() + 60
while turns:
    assert time.monotonic() < deadline, "never got a turn"
    lease = take_lease(engine, None, "alembic_version", "a contender", Pace(beat=0.2, expiry=3))
    if lease is None:
        time.sleep(random.uniform(0.01, 0.1))
        continue
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO inside VALUES (1)"))
    time.sleep(random.uniform(0, 0.1))
    assert not lease.lost
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM inside"))
        connection.execute(sa.text("UPDATE turns SET n = n + 1"))
    lease.release()
    turns -= 1
"""
_HOLDER = """
import sys, time
import sqlalchemy as sa
from toolkit.backends.sessions.mariadb import MariaDBSessions
from toolkit.execution.lease import Pace, take_lease

engine = sa.create_engine(sys.argv[1], poolclass=sa.NullPool)
assert take_lease(engine, None, "alembic_version", "one that dies", Pace(beat=0.2, expiry=3)) is not None
print("taken", flush=True)
time.sleep(60)
"""


@pytest.fixture(params=["mysql", "mariadb", "postgresql"])
def server(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Database:
    """An empty database on each server in turn."""
    return make_database(request.param)


def engine_at(database: Database) -> sa.Engine:
    return sa.create_engine(database.url, poolclass=sa.NullPool)


def test_of_many_exactly_one_has_it_at_any_time(server: Database) -> None:
    contend([server.url], processes=8, turns=3)


def test_it_holds_behind_a_pooler_that_mixes_sessions(postgresql: Database) -> None:
    with pooled(postgresql, size=2) as database:
        contend([database.url], processes=4, turns=3)
        # A driver prepares what it sends often, in a session that is not the next transaction's.
        lease = take_lease(engine_at(database), None, KEY, "one", QUICK)
        assert lease is not None
        time.sleep(4)
        assert not lease.lost
        assert take_lease(engine_at(database), None, KEY, "other", QUICK) is None
        lease.release()
        assert lease_holder(engine_at(database), None, KEY) is None


def test_it_holds_on_a_cluster_whose_nodes_grant_the_same_lock_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with cluster(tmp_path, monkeypatch) as urls:
        first, second = (sa.create_engine(url, poolclass=sa.NullPool) for url in urls)
        with first.connect() as one, second.connect() as other:
            sessions = MariaDBSessions()
            assert "Galera cluster of 2 nodes" in str(sessions.local_only(one))
            assert None not in (sessions.hold(one, "key", "one"), sessions.hold(other, "key", "other"))
            one.exec_driver_sql("CREATE DATABASE shop")
        contend([f"{url}/shop" for url in urls], processes=6, turns=3)


def test_the_lease_of_a_killed_process_is_taken_when_it_has_expired(server: Database) -> None:
    engine = engine_at(server)
    with process_of(_HOLDER, server.url) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "taken\n"
        # It is beaten: longer than it lasts without.
        time.sleep(4)
        assert take_lease(engine, None, KEY, "the next one", QUICK) is None
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    killed = time.monotonic()
    assert take_lease(engine, None, KEY, "the next one", QUICK) is None
    while (lease := take_lease(engine, None, KEY, "the next one", QUICK)) is None:
        assert time.monotonic() - killed < 20
        time.sleep(0.1)
    assert time.monotonic() - killed > 2
    holder = lease_holder(engine, None, KEY, QUICK)
    assert holder is not None
    assert holder.program == "the next one"
    lease.release()


def test_a_stolen_lease_is_noticed_and_left_to_the_thief(server: Database) -> None:
    engine = engine_at(server)
    lease = take_lease(engine, None, KEY, "the honest one", QUICK)
    assert lease is not None
    assert not lease.lost
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE tk_lease SET token = 'stolen', holder = 'thief'"))
    wait_until(lambda: lease.lost, 5)
    lease.release()
    holder = lease_holder(engine, None, KEY)
    assert holder is not None
    assert holder.program == "thief"


def test_a_lease_that_cannot_be_beaten_is_as_good_as_lost(server: Database) -> None:
    engine = engine_at(server)
    lease = take_lease(engine, None, KEY, "one", QUICK)
    assert lease is not None
    with engine.connect() as blocking:
        blocking.execute(sa.text("UPDATE tk_lease SET holder = 'one'"))
        wait_until(lambda: lease.lost, 6)
        blocking.rollback()
    # Nobody took it meanwhile.
    wait_until(lambda: not lease.lost, 5)
    lease.release()


def test_beats_go_on_after_the_server_has_ended_the_session(server: Database) -> None:
    engine = engine_at(server)
    lease = take_lease(engine, None, KEY, "one", QUICK)
    assert lease is not None
    wait_until(lambda: bool(end_other_sessions(server)), 5)
    time.sleep(3.5)
    assert not lease.lost
    assert take_lease(engine, None, KEY, "other", QUICK) is None
    lease.release()


def test_nobody_has_it_before_and_after(server: Database) -> None:
    engine = engine_at(server)
    assert lease_holder(engine, None, KEY) is None
    assert not sa.inspect(engine).has_table("tk_lease")
    lease = take_lease(engine, None, KEY, "me@here pid 1", QUICK)
    assert lease is not None
    holder = lease_holder(engine, None, KEY)
    assert holder is not None
    assert (holder.id, holder.program) == ("", "me@here pid 1")
    assert holder.seconds is not None
    assert 0 <= holder.seconds < 10
    other = take_lease(engine, None, KEY * 30, "a long name", QUICK)
    assert other is not None
    lease.release()
    lease.release()
    other.release()
    assert lease_holder(engine, None, KEY) is None
    assert lease_holder(engine, None, KEY * 30) is None


def test_an_engine_whose_connections_are_all_in_use_will_do(server: Database) -> None:
    engine = sa.create_engine(server.url, pool_size=1, max_overflow=0, pool_timeout=1)
    with engine.connect():
        lease = take_lease(engine, None, KEY, "one", QUICK)
        assert lease is not None
        assert lease_holder(engine, None, KEY) is not None
        time.sleep(0.5)
        assert not lease.lost
        lease.release()
    engine.dispose()


def test_an_asynchronous_engine_will_do_within_its_loop_and_without(server: Database) -> None:
    url = sa.make_url(server.url).set(drivername=ASYNCHRONOUS[server.backend])
    engine = create_async_engine(url)

    def use(connection: sa.Connection) -> None:
        lease = take_lease(connection.engine, None, KEY, "one", QUICK)
        assert lease is not None
        assert take_lease(connection.engine, None, KEY, "other", QUICK) is None
        assert lease_holder(connection.engine, None, KEY) is not None
        time.sleep(0.5)
        assert not lease.lost
        lease.release()
        assert lease_holder(connection.engine, None, KEY) is None

    async def within() -> None:
        async with engine.connect() as connection:
            await connection.run_sync(use)
        await engine.dispose()

    asyncio.run(within())
    lease = take_lease(engine.sync_engine, None, KEY, "without", QUICK)
    assert lease is not None
    lease.release()


def test_the_table_stands_beside_the_version_table(postgresql: Database) -> None:
    engine = engine_at(postgresql)
    with engine.begin() as connection:
        connection.exec_driver_sql('CREATE SCHEMA "book keeping"')
    lease = take_lease(engine, "book keeping", KEY, "one", QUICK)
    assert lease is not None
    assert sa.inspect(engine).get_table_names("book keeping") == ["tk_lease"]
    assert lease_holder(engine, None, KEY) is None
    lease.release()


def test_errors_of_the_server_come_out(postgresql: Database) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="no_such_schema"):
        take_lease(engine_at(postgresql), "no_such_schema", KEY, "one", QUICK)


def test_what_it_sends_can_be_told_from_what_a_revision_sends(server: Database) -> None:
    sent: list[bool] = []

    def note(connection: sa.Connection, *_rest: object) -> None:
        sent.append(bool(connection.get_execution_options().get(APART_OPTION)))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        lease = take_lease(engine_at(server), None, KEY, "one", QUICK)
        assert lease is not None
        lease.release()
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    assert len(sent) > 3
    assert all(sent)


def test_the_times_are_those_of_the_server_in_any_time_zone(server: Database) -> None:
    zoned = sa.create_engine(server.url, poolclass=sa.NullPool)
    statement = "SET TIME ZONE 'Asia/Kolkata'" if server.backend == "postgresql" else "SET time_zone = '+05:30'"

    @sa.event.listens_for(zoned, "connect")
    def elsewhere(connection: object, _record: object) -> None:
        connection.cursor().execute(statement)  # type: ignore[attr-defined]
        connection.commit()  # type: ignore[attr-defined]

    lease = take_lease(zoned, None, KEY, "far away", QUICK)
    assert lease is not None
    assert take_lease(engine_at(server), None, KEY, "here", QUICK) is None
    holder = lease_holder(engine_at(server), None, KEY)
    assert holder is not None
    assert holder.seconds is not None
    assert 0 <= holder.seconds < 10
    lease.release()


def contend(urls: Sequence[str], processes: int, turns: int) -> None:
    """Let processes, each at one of the places of a database, take so many turns each, and see that none met."""
    engine = sa.create_engine(urls[0], poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE inside (id INTEGER PRIMARY KEY)"))
        connection.execute(sa.text("CREATE TABLE turns (id INTEGER PRIMARY KEY, n INTEGER)"))
        connection.execute(sa.text("INSERT INTO turns VALUES (1, 0)"))
    started = [process_of(_CONTENDER, url, str(turns)) for url, _number in zip(cycle(urls), range(processes))]
    outputs = [process.communicate(timeout=90)[1] for process in started]
    assert [process.returncode for process in started] == [0] * processes, "\n".join(outputs)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT n FROM turns")) == processes * turns
        assert connection.scalar(sa.text("SELECT COUNT(*) FROM tk_lease")) == 0


def process_of(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_until(condition: Callable[[], bool], limit: float) -> None:
    deadline = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def end_other_sessions(database: Database) -> int:
    """All others in this database; how many."""
    engine = sa.create_engine(database.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if database.backend == "postgresql":
            others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            return len(connection.execute(sa.text(f"SELECT pg_terminate_backend(pid) {others}")).all())
        listed = sessions_table(database.backend)
        others = f"SELECT id FROM {listed} WHERE db = DATABASE() AND id <> CONNECTION_ID()"
        found = connection.scalars(sa.text(others)).all()
        for session in found:
            connection.exec_driver_sql(f"KILL {session}")
        return len(found)
