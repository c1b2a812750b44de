from __future__ import annotations

import os
import subprocess
import threading
import uuid
from collections.abc import Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.backends.capacity.others import POOLS, REQUESTS, account, capacity_at, writes
from tests.backends.sessions.others import engine_at, seconds_until, sessions_at
from tests.backends.sessions.pgbouncer import pooled
from tests.servers.database import Database
from tests.servers.programs import require_program
from toolkit.backends.capacity import postgresql as postgresql_capacity
from toolkit.backends.capacity.postgresql import PostgreSQLCapacity
from toolkit.capacity import Counters, Replica, Seat

TIMES = 5


def counted(asking: sa.Connection, least: int) -> Counters:
    """As soon as so many transactions are told."""
    told = list[Counters]()

    def ask() -> bool:
        told.append(PostgreSQLCapacity().counters(asking))
        return (told[-1].transactions or 0) >= least

    seconds_until(ask, limit=5)
    return told[-1]


@pytest.mark.parametrize("pool", POOLS.values(), ids=POOLS)
def test_requests_of_sqlalchemy_are_counted(postgresql: Database, pool: Mapping[str, object]) -> None:
    """What a session has counted, all of it is told when it ends."""
    capacity, expected = PostgreSQLCapacity(), TIMES * (2 if "pool_pre_ping" in pool else 1)
    with engine_at(postgresql).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE orders (id INT)")
    for request in REQUESTS:
        engine = sa.create_engine(postgresql.url, **pool)
        engine.connect().close()
        with engine_at(postgresql).connect() as asking:
            before = capacity.counters(asking)
            for _ in range(TIMES):
                request(engine)
            engine.dispose()
            least = (before.transactions or 0) + expected
            after = counted(asking, least)
        # What a new engine asks first is in a transaction of its own.
        assert expected <= (after.transactions or 0) - (before.transactions or 0) <= expected + 4, request.__name__
        if request is writes:
            # In the whole server.
            assert (after.writes or 0) - (before.writes or 0) >= TIMES
    assert capacity.counts_pings


def test_limits_are_told_as_new_sessions_of_the_user_get_them(postgresql: Database) -> None:
    capacity = capacity_at(postgresql)
    with account(
        postgresql,
        "ALTER ROLE {user} SET lock_timeout = '4s'",
        "ALTER ROLE {user} IN DATABASE {database} SET statement_timeout = '90s'",
        "ALTER DATABASE {database} SET idle_in_transaction_session_timeout = '1min'",
        "ALTER DATABASE {database} CONNECTION LIMIT 20",
        options="CONNECTION LIMIT 7",
    ) as few:
        name, database = sa.make_url(few.url).username, sa.make_url(few.url).database
        with engine_at(few).connect() as connection:
            # What this session has set for itself is nobody else's.
            connection.exec_driver_sql("SET lock_timeout = '1s'")
            limits = capacity.limits(connection)
        assert (limits.user_limit, limits.database_limit, limits.peak_used) == (7, 20, None)
        assert (limits.max_connections, limits.reserved) == (100, 3)
        assert (limits.lock_timeout, limits.statement_timeout, limits.idle_in_transaction_timeout) == (4, 90, 60)
        assert (limits.idle_timeout, limits.pooler) == (None, None)
        told = dict(limits.settings)
        assert told["numbackends"] == "1"
        assert told["lock_timeout"] == "4000ms"
        assert told[f"lock_timeout (role {name})"] == "4s"
        assert told[f"statement_timeout (role {name} in database {database})"] == "90s"
        assert told[f"idle_in_transaction_session_timeout (database {database})"] == "1min"
        # The administrator sees what the application's user gets, and is not bound himself.
        with engine_at(postgresql).connect() as root:
            limits = capacity.limits(root)
        assert (limits.user_limit, limits.lock_timeout, limits.unseen) == (None, None, ())
        assert dict(limits.settings)[f"lock_timeout (role {name})"] == "4s"


def seat(asking: sa.Connection, session: str) -> Seat | None:
    return next((seat for seat in PostgreSQLCapacity().seats(asking) if seat.id == session), None)


def test_a_standby_takes_no_writes(postgresql: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with engine_at(postgresql).connect() as connection:
        assert PostgreSQLCapacity().limits(connection).read_only is None
        asked = postgresql_capacity._OF_THE_USER
        assert "pg_is_in_recovery()" in asked
        monkeypatch.setattr(postgresql_capacity, "_OF_THE_USER", asked.replace("pg_is_in_recovery()", "true"))
        limits = PostgreSQLCapacity().limits(connection)
        assert (limits.read_only, limits.passes_read_only) == ("it is a standby, and in recovery", False)


def test_seats_tell_what_each_one_does(postgresql: Database) -> None:
    capacity, sessions, engine = capacity_at(postgresql), sessions_at(postgresql), engine_at(postgresql)
    with engine.connect() as asking, engine.connect() as one, engine.connect() as idle:
        sessions.call_itself(one, "the shop")
        one.exec_driver_sql("CREATE TABLE orders (id INT)")
        idle_id, one_id = sessions.id(idle), sessions.id(one)
        idle.commit()
        found = seat(asking, one_id)
        assert found is not None
        assert (found.user, found.database) == ("postgres", sa.make_url(postgresql.url).database)
        assert (found.program, found.state) == ("the shop", "idle in transaction")
        assert (found.is_idle, found.is_waiting, found.query) == (True, False, "SELECT pg_backend_pid()")
        assert 0 <= found.seconds <= (found.transaction_seconds or 0) < 10
        other = seat(asking, idle_id)
        assert other is not None
        assert (other.state, other.is_idle, other.transaction_seconds) == ("idle", True, None)
        assert sessions.id(asking) not in [seat.id for seat in capacity.seats(asking)]
        # Processes of the server itself are no clients.
        assert all(seat.user and seat.database for seat in capacity.seats(asking))


def test_who_waits_is_seen_and_can_be_cancelled(postgresql: Database) -> None:
    capacity, sessions, engine = capacity_at(postgresql), sessions_at(postgresql), engine_at(postgresql)
    with engine.connect() as asking, engine.connect() as one, engine.connect() as other:
        one.exec_driver_sql("CREATE TABLE orders (id INT)")
        one.commit()
        one.exec_driver_sql("SELECT * FROM orders")
        known, ended = sessions.id(other), list[BaseException]()

        def wait() -> None:
            try:
                other.exec_driver_sql("ALTER TABLE orders ADD COLUMN n INT")
            except sa.exc.DBAPIError as error:
                ended.append(error)

        waiting = threading.Thread(target=wait)
        waiting.start()
        seconds_until(lambda: (found := seat(asking, known)) and found.is_waiting, limit=5)
        found = seat(asking, known)
        assert found is not None
        assert (found.state, found.is_idle) == ("active", False)
        assert capacity.cancel(asking, known)
        waiting.join(5)
        assert "canceling statement" in str(ended[0])
        other.rollback()
        assert sessions.id(other) == known


def test_what_is_not_ones_own_cannot_be_cancelled(postgresql: Database) -> None:
    capacity, sessions = capacity_at(postgresql), sessions_at(postgresql)
    with (
        account(postgresql) as few,
        account(postgresql) as stranger,
        engine_at(few).connect() as asking,
        engine_at(stranger).connect() as other,
        engine_at(postgresql).connect() as root,
    ):
        assert not capacity.cancel(asking, sessions.id(root))
        assert not capacity.cancel(asking, sessions.id(other))
        assert not capacity.cancel(asking, sessions.id(asking))
        assert asking.scalar(sa.text("SELECT 1")) == 1
        assert capacity.cancel(root, sessions.id(other))


def test_transactions_of_the_present_are_counted_while_one_is_open(postgresql: Database) -> None:
    """As a role that sees its own sessions alone: those of other tests are in other databases."""
    capacity = capacity_at(postgresql)
    with account(postgresql) as few, engine_at(few).connect() as asking, engine_at(few).connect() as one:
        one.exec_driver_sql("SELECT 1")
        assert capacity.in_transaction(asking) == 1
        one.rollback()
        assert capacity.in_transaction(asking) == 0
        assert asking.in_transaction()


def test_what_others_hide_is_told_to_be_hidden(postgresql: Database) -> None:
    capacity, sessions = capacity_at(postgresql), sessions_at(postgresql)
    with (
        account(postgresql) as few,
        engine_at(postgresql).connect() as root,
        engine_at(few).connect() as asking,
        engine_at(few).connect() as own,
    ):
        known = sessions.id(root)
        assert capacity.in_transaction(asking) is None
        found = seat(asking, known)
        assert found is not None
        assert (found.user, found.state, found.query, found.is_idle) == ("postgres", "", None, False)
        assert seat(asking, sessions.id(own)) is not None
        (unseen,) = capacity.limits(asking).unseen
        name = asking.engine.url.username
        assert f"GRANT pg_read_all_stats TO {name};" in unseen
        root.exec_driver_sql(f"GRANT pg_read_all_stats TO {name}")
        root.commit()
        assert capacity.limits(asking).unseen == ()
        assert (capacity.in_transaction(asking) or 0) >= 1


def test_a_pooler_is_told(postgresql: Database) -> None:
    capacity = capacity_at(postgresql)
    with pooled(postgresql, size=1) as through, engine_at(through).connect() as connection:
        limits = capacity.limits(connection)
        assert limits.pooler == "PgBouncer or the like, which may pool transactions"
        assert [unseen for unseen in limits.unseen if "pooler" in unseen]


def test_who_streams_the_log_is_a_replica(postgresql: Database, tmp_path: Path) -> None:
    capacity, url, name = PostgreSQLCapacity(), sa.make_url(postgresql.url), f"follower_{uuid.uuid4().hex}"
    command = [require_program("pg_receivewal"), "-D", str(tmp_path), "-h", str(url.host), "-p", str(url.port)]
    with engine_at(postgresql).connect() as asking:

        def told() -> list[Replica]:
            return [replica for replica in capacity.replicas(asking) if replica.name.startswith(name)]

        assert told() == []
        following = subprocess.Popen([*command, "-U", str(url.username)], env={**os.environ, "PGAPPNAME": name})
        try:
            seconds_until(told, limit=5)
            assert told()[0].name == f"{name}@127.0.0.1"
            assert told()[0].lag is None or told()[0].lag >= 0
            # It has a seat of another kind.
            assert not [seat for seat in capacity.seats(asking) if seat.program == name]
        finally:
            following.terminate()
            following.wait()
        seconds_until(lambda: not told(), limit=5)
