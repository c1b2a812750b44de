"""What the checks look at, read from a live server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from tests.backends.sessions.others import least_user
from tests.conftest import MakeDatabase
from tests.preflight.builders import plan, revision, statement, table
from tests.servers.database import Database
from toolkit.backends.sessions.register import sessions_of
from toolkit.backends.sql.values import Name
from toolkit.forecast import DeclaredPool, Traffic
from toolkit.outcomes import Place
from toolkit.places import place_of
from toolkit.preflight.surveying import Survey, survey, tables_of

POOLS = (DeclaredPool(name="web"),)
TRAFFIC = Traffic(rate=5.0)
DROPS = plan(revision(statement("DROP TABLE orders", table())))


@pytest.fixture
def live(database: Database) -> Iterator[sa.Connection]:
    engine = sa.create_engine(database.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE orders (id INTEGER NOT NULL PRIMARY KEY, note VARCHAR(9))")
        yield connection


def known(live: sa.Connection, **values: Any) -> Survey:
    given = {"place": place_of(live), "pools": POOLS, "traffic": TRAFFIC, "lock_timeout": 0.7}
    return Survey(**(given | values))


def test_what_is_known_is_passed_on(live: sa.Connection, database: Database) -> None:
    found = survey(live, known(live), None)
    assert (found.pools, found.traffic, found.lock_timeout) == (POOLS, TRAFFIC, 0.7)
    assert (found.backend, found.plan) == (database.backend, None)
    assert found.database == place_of(live).url
    assert found.version == place_of(live).server_version
    assert (found.blockers, found.uses, found.rights_missing) == ((), None, ()), "without a plan no table is asked for"


def test_what_the_server_grants(live: sa.Connection) -> None:
    found = survey(live, known(live), None)
    if found.backend == "sqlite":
        assert found.limits.max_connections is None
    else:
        assert found.limits.max_connections is not None
        assert found.seats is not None


def test_who_holds_a_table_of_the_plan(live: sa.Connection, database: Database) -> None:
    if database.backend == "sqlite":
        return
    with sa.create_engine(database.url, poolclass=sa.NullPool).connect() as other:
        other.exec_driver_sql("SELECT * FROM orders").all()
        # What InnoDB tells of its transactions may be a tenth of a second old.
        time.sleep(0.2)
        sessions = sessions_of(database.backend)
        assert sessions is not None
        id_ = sessions.id(other)
        found = survey(live, known(live), DROPS)
        assert id_ in [seat.id for seat in found.blockers]
        assert not [seat for seat in found.blockers if seat.is_own]
        own = survey(live, known(live, own_sessions={id_}), DROPS)
        assert [seat.id for seat in own.blockers if seat.is_own] == [id_]
        assert [seat.id for seat in own.seats or () if seat.is_own] == [id_]
        other.rollback()
    time.sleep(0.2)
    assert id_ not in [seat.id for seat in survey(live, known(live), DROPS).blockers]


@pytest.mark.parametrize("backend", ["mysql", "mariadb"])
def test_a_pool_at_rest_holds_nothing_where_transactions_may_not_be_seen(
    make_database: MakeDatabase, backend: str
) -> None:
    database = make_database(backend)
    root = sa.create_engine(database.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with root.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE orders (id INTEGER NOT NULL PRIMARY KEY)")
    with least_user(database) as least:
        engine = sa.create_engine(least.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as asking, engine.connect() as resting:
            assert resting.scalar(sa.text("SELECT 1")) == 1
            assert survey(asking, known(asking), DROPS).blockers == ()
        engine.dispose()


def test_a_user_with_all_rights_lacks_none(live: sa.Connection) -> None:
    assert survey(live, known(live), DROPS).rights_missing == ()


def test_what_a_server_of_another_kind_tells(sqlite: Database) -> None:
    place = Place(backend="oracle", server_version="23", url="oracle://app:***@db-1/shop", database="shop")
    with sa.create_engine(sqlite.url, poolclass=sa.NullPool).connect() as connection:
        found = survey(connection, known(connection, place=place), DROPS)
    assert (found.seats, found.blockers, found.plan) == (None, (), DROPS)


def test_only_the_tables_that_are_there_are_asked_about() -> None:
    made = plan(
        revision(
            statement("ALTER TABLE b ADD c INT", table("b"), table("a", schema="s")),
            statement("CREATE TABLE new (id INT)", table("new", rows=None, bytes=None), number=2),
            statement("UPDATE changed SET c = 1", table("changed"), number=3, kind="change"),
        ),
        revision(statement("DROP TABLE b", table("b")), name="0013"),
    )
    assert {*tables_of(made)} == {Name(name="b"), Name(schema="s", name="a")}
    assert len(tables_of(made)) == 2


@pytest.mark.parametrize("backend", ["mariadb", "mysql", "postgresql"])
def test_how_many_statements_it_takes(make_database: MakeDatabase, backend: str) -> None:
    """However many tables the plan has."""
    engine = sa.create_engine(make_database(backend).url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as live:
        counts = []
        for number in (1, 30):
            sent: list[str] = []
            sa.event.listen(live, "before_cursor_execute", lambda *told, sent=sent: sent.append(told[2]))
            tables = [table(f"t{one}") for one in range(number)]
            survey(live, known(live), plan(revision(statement("DROP TABLE t0", *tables))))
            counts.append(len(sent))
    assert counts[0] == counts[1]
