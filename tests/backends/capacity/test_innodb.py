from __future__ import annotations

import itertools
import threading
import time

import pytest
import sqlalchemy as sa

from tests.backends.capacity.others import POOLS, REQUESTS, account, capacity_at, reads, writes
from tests.backends.sessions.others import engine_at, seconds_until, sessions_at
from tests.servers.database import Database
from toolkit.backends.capacity.base import Capacity
from toolkit.backends.sql.values import Name
from toolkit.capacity import Seat

TIMES = 5


def pause() -> None:
    """The list of transactions is renewed only when nobody has read it for a tenth of a second."""
    time.sleep(0.15)


def test_requests_of_sqlalchemy_are_counted(alone: Database) -> None:
    capacity = capacity_at(alone)
    with engine_at(alone).connect() as asking:
        asking.exec_driver_sql("CREATE TABLE IF NOT EXISTS orders (id INT)")
        for (pool, arguments), request in itertools.product(POOLS.items(), REQUESTS):
            engine = sa.create_engine(alone.url, **arguments)
            before = capacity.counters(asking)
            for _ in range(TIMES):
                request(engine)
            after = capacity.counters(asking)
            engine.dispose()
            case = f"{request.__name__}, {pool}"
            assert (after.transactions or 0) - (before.transactions or 0) == TIMES, case
            assert (after.writes or 0) - (before.writes or 0) == (TIMES if request is writes else 0), case
            assert (after.reads or 0) - (before.reads or 0) >= TIMES, case
            assert after.at > before.at


def test_without_a_log_writes_are_commits(innodb: Database) -> None:
    capacity, engine = capacity_at(innodb), engine_at(innodb)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE orders (id INT)")
    with engine.connect() as asking:
        assert not asking.scalar(sa.text("SELECT @@GLOBAL.log_bin"))
        before = capacity.counters(asking)
        for _ in range(TIMES):
            writes(engine)
        assert (capacity.counters(asking).writes or 0) - (before.writes or 0) >= TIMES


def test_transactions_are_counted_whatever_their_sessions_do(alone: Database) -> None:
    capacity, engine = capacity_at(alone), engine_at(alone)
    with engine.connect() as asking, engine.connect() as one, engine.connect() as other, engine.connect() as idle:
        asking.exec_driver_sql("CREATE TABLE IF NOT EXISTS orders (id INT)")
        asking.exec_driver_sql("SELECT * FROM orders")
        idle.exec_driver_sql("SELECT 1")

        def told() -> int | None:
            pause()
            return capacity.in_transaction(asking)

        assert told() == 0
        one.exec_driver_sql("SELECT * FROM orders")
        other.exec_driver_sql("INSERT INTO orders VALUES (1)")
        assert told() == 2
        one.commit()
        assert told() == 1


def test_who_reads_the_log_is_a_replica(alone: Database) -> None:
    capacity = capacity_at(alone)
    with engine_at(alone).connect() as asking, engine_at(alone).connect() as following:
        assert capacity.replicas(asking) == []
        host = asking.scalar(
            sa.text("SELECT SUBSTRING_INDEX(host, ':', 1) FROM information_schema.processlist LIMIT 1")
        )
        following.exec_driver_sql("SET @master_binlog_checksum = 'NONE', @source_binlog_checksum = 'NONE'")
        # COM_BINLOG_DUMP: from the position, without flags, as the server of this number, this file.
        driver = following.connection.driver_connection
        assert driver is not None
        arguments = (4).to_bytes(4, "little") + bytes(2) + (4711).to_bytes(4, "little") + b"log.000001"
        driver._execute_command(0x12, arguments)
        seconds_until(lambda: len(capacity.replicas(asking)) == 1, limit=5)
        (replica,) = capacity.replicas(asking)
        assert replica.name.startswith(str(host))
        assert replica.lag is None
        following.invalidate()


def test_limits_are_told_as_ordinary_sessions_get_them(innodb: Database) -> None:
    capacity = capacity_at(innodb)
    grant = "GRANT SELECT ON `{database}`.* TO {user}"
    with account(innodb, grant, options="WITH MAX_USER_CONNECTIONS 7") as few, engine_at(few).connect() as connection:
        # What this session has set for itself is nobody else's.
        connection.exec_driver_sql("SET SESSION wait_timeout = 5, lock_wait_timeout = 1")
        limits = capacity.limits(connection)
        assert limits.max_connections == limits.granted == 151
        assert (limits.user_limit, limits.reserved, limits.database_limit) == (7, 0, None)
        assert limits.peak_used is not None
        assert 1 <= limits.peak_used <= 152
        assert limits.idle_timeout == 28800
        assert limits.lock_timeout in (31536000, 86400)
        assert (limits.idle_in_transaction_timeout, limits.statement_timeout, limits.pooler) == (None, None, None)
        told = dict(limits.settings)
        assert {"Connection_errors_max_connections", "Threads_running", "interactive_timeout"} <= set(told)
        assert told["max_user_connections (this user)"] == "7"


def test_limits_are_told_that_the_server_sets(alone: Database) -> None:
    with engine_at(alone).connect() as connection:
        limits = capacity_at(alone).limits(connection)
    assert limits.user_limit == 19
    assert (limits.statement_timeout, limits.idle_in_transaction_timeout) == (
        (50, None) if alone.backend == "mysql" else (None, 20)
    )


def test_without_a_limit_of_its_own_a_user_has_none(innodb: Database) -> None:
    with engine_at(innodb).connect() as connection:
        assert capacity_at(innodb).limits(connection).user_limit is None


def seat(capacity: Capacity, asking: sa.Connection, session: str) -> Seat | None:
    return next((seat for seat in capacity.seats(asking) if seat.id == session), None)


def test_seats_tell_what_each_one_does(innodb: Database) -> None:
    capacity, sessions, engine = capacity_at(innodb), sessions_at(innodb), engine_at(innodb)
    with engine.connect() as asking, engine.connect() as one, engine.connect() as idle:
        asking.exec_driver_sql("CREATE TABLE orders (id INT)")
        idle.exec_driver_sql("SELECT 1")
        one.exec_driver_sql("INSERT INTO orders VALUES (1)")

        def told() -> Seat | None:
            pause()
            found = seat(capacity, asking, sessions.id(one))
            return found if found is not None and found.transaction_seconds is not None else None

        seconds_until(told, limit=2)
        found = told()
        assert found is not None
        assert (found.user, found.database) == ("root", sa.make_url(innodb.url).database)
        assert (found.state, found.is_idle, found.is_waiting, found.is_own) == ("Sleep", True, False, False)
        assert 0 <= (found.transaction_seconds or 0) < 10
        assert found.query in (None, "SELECT CONNECTION_ID()")
        other = seat(capacity, asking, sessions.id(idle))
        assert other is not None
        assert (other.is_idle, other.transaction_seconds) == (True, None)
        assert seat(capacity, asking, sessions.id(asking)) is None


@pytest.mark.parametrize("statement", ["UPDATE orders SET id = 2 WHERE id = 1", "ALTER TABLE orders ADD COLUMN n INT"])
def test_who_waits_is_seen_and_can_be_cancelled(innodb: Database, statement: str) -> None:
    capacity, sessions, engine = capacity_at(innodb), sessions_at(innodb), engine_at(innodb)
    with engine.connect() as asking, engine.connect() as one, engine.connect() as other:
        one.exec_driver_sql("CREATE TABLE orders (id INT PRIMARY KEY)")
        one.exec_driver_sql("INSERT INTO orders VALUES (1)")
        one.commit()
        one.exec_driver_sql("UPDATE orders SET id = 3 WHERE id = 1")
        known = sessions.id(other)
        ended: list[BaseException] = []

        def wait() -> None:
            try:
                other.exec_driver_sql(statement)
            except sa.exc.DBAPIError as error:
                ended.append(error)

        waiting = threading.Thread(target=wait)
        waiting.start()

        def told() -> Seat | None:
            pause()
            found = seat(capacity, asking, known)
            return found if found is not None and found.is_waiting else None

        seconds_until(told, limit=5)
        found = seat(capacity, asking, known)
        assert found is not None
        assert (found.is_idle, found.query) == (False, statement)
        assert found.state.startswith("Query")
        assert not [seat_ for seat_ in capacity.seats(asking) if seat_.id == sessions.id(one) and seat_.is_waiting]
        assert capacity.cancel(asking, known)
        waiting.join(5)
        assert len(ended) == 1
        assert "interrupted" in str(ended[0])
        # It lives.
        other.rollback()
        assert sessions.id(other) == known


def test_what_is_not_ones_own_cannot_be_cancelled(innodb: Database) -> None:
    capacity, sessions = capacity_at(innodb), sessions_at(innodb)
    with (
        account(innodb) as few,
        engine_at(innodb).connect() as root,
        engine_at(Database(backend=few.backend, url=_without_database(few))).connect() as asking,
    ):
        assert not capacity.cancel(asking, sessions.id(root))
        assert not capacity.cancel(asking, sessions.id(asking))
        assert root.scalar(sa.text("SELECT 1")) == 1


def _without_database(database: Database) -> str:
    return sa.make_url(database.url)._replace(database=None).render_as_string(hide_password=False)


def test_of_others_nothing_is_told_without_the_privilege(innodb: Database) -> None:
    capacity, sessions = capacity_at(innodb), sessions_at(innodb)
    with (
        account(innodb, "GRANT ALL ON `{database}`.* TO {user}") as few,
        engine_at(innodb).connect(),
        engine_at(few).connect() as asking,
        engine_at(few).connect() as other,
    ):
        assert [seat.id for seat in capacity.seats(asking)] == [sessions.id(other)]
        assert capacity.in_transaction(asking) is None
        (told,) = [told for told in capacity.limits(asking).unseen if "PROCESS" in told]
        assert f"GRANT PROCESS ON *.* TO '{asking.engine.url.username}'@'%';" in told


def test_the_privilege_is_enough(innodb: Database) -> None:
    capacity = capacity_at(innodb)
    grants = ("GRANT PROCESS ON *.* TO {user}", "GRANT SELECT ON `{database}`.* TO {user}")
    with account(innodb, *grants) as more, engine_at(more).connect() as asking:
        assert capacity.in_transaction(asking) is not None
        assert not [told for told in capacity.limits(asking).unseen if "PROCESS" in told]


def test_uses_are_rows_that_were_read_and_written(alone: Database) -> None:
    """By the performance schema on MySQL, by the user statistics on MariaDB, as these are on there."""
    capacity, engine = capacity_at(alone), engine_at(alone)
    wanted = (Name(name="orders"), Name(name="never"), Name(schema=sa.make_url(alone.url).database, name="ORDERS"))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS orders (id INT)")
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS never (id INT)")
    with engine.connect() as asking:
        before = capacity.uses(asking, wanted)
        writes(engine)
        reads(engine)
        after = capacity.uses(asking, wanted)
    assert before is not None
    assert after is not None
    assert [(use.schema, use.name) for use in after] == [(name.schema, name.name) for name in wanted]
    assert (after[0].writes or 0) > (before[0].writes or 0)
    assert (after[0].reads or 0) > (before[0].reads or 0)
    assert (after[1].reads, after[1].writes) == (0, 0)
    assert after[2].reads == after[0].reads


def test_who_may_write_to_a_server_that_is_read_only(alone: Database) -> None:
    capacity = capacity_at(alone)
    names = ["super_read_only", "read_only"] if alone.backend == "mysql" else ["read_only"]
    admin = sa.create_engine(alone.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with (
        admin.connect() as root,
        account(alone, "GRANT ALL ON `{database}`.* TO {user}") as few,
        engine_at(few).connect() as other,
    ):
        assert capacity.limits(root).read_only is None
        try:
            for name in names:
                root.exec_driver_sql(f"SET GLOBAL {name} = ON")
                told = [capacity.limits(one) for one in (root, other)]
                passes = [name == "read_only", False]
                assert [limits.read_only for limits in told] == [f"{name} is ON"] * 2
                assert [limits.passes_read_only for limits in told] == passes
                for one, is_let in zip((root, other), passes, strict=True):
                    assert _may_write(one) is is_let
                root.exec_driver_sql(f"SET GLOBAL {name} = OFF")
        finally:
            root.exec_driver_sql("SET GLOBAL read_only = OFF")


def _may_write(connection: sa.Connection) -> bool:
    try:
        connection.exec_driver_sql("CREATE TABLE written (id INT)")
        connection.exec_driver_sql("DROP TABLE written")
    except sa.exc.DBAPIError:
        return False
    finally:
        connection.rollback()
    return True
