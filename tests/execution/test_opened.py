"""The connections of this process are known while they are there, and are not kept because they are known."""

from __future__ import annotations

import gc
from weakref import ref

import sqlalchemy as sa

from tests.backends.sessions.others import sessions_at
from tests.conftest import MakeDatabase
from tests.execution.attempts import engine_at
from tests.servers.database import Database
from toolkit.backends.sessions.base import Sessions
from toolkit.execution.apart import apart
from toolkit.execution.opened import Opened


def test_every_connection_of_any_engine_is_known_by_the_servers_name(make_database: MakeDatabase) -> None:
    for backend in ("mysql", "mariadb", "postgresql"):
        database, opened = make_database(backend), Opened()
        sessions = sessions_at(database)
        with opened.watching(), engine_at(database).connect() as one, engine_at(database).connect() as other:
            assert opened.ids(sessions) == {sessions.id(one), sessions.id(other)}
            assert len(opened.ids(sessions)) == 2


def test_one_that_was_there_before_is_not_known(postgresql: Database) -> None:
    opened, sessions = Opened(), sessions_at(postgresql)
    with engine_at(postgresql).connect(), opened.watching(), engine_at(postgresql).connect() as later:
        assert opened.ids(sessions) == {sessions.id(later)}


def test_it_stays_known_after_the_block_and_no_other_is_added(postgresql: Database) -> None:
    opened, sessions = Opened(), sessions_at(postgresql)
    with opened.watching():
        within = engine_at(postgresql).connect()
    with within, engine_at(postgresql).connect():
        assert opened.ids(sessions) == {sessions.id(within)}


def test_one_that_was_closed_is_forgotten(postgresql: Database) -> None:
    opened, sessions = Opened(), sessions_at(postgresql)
    with opened.watching():
        with engine_at(postgresql).connect() as connection:
            driver = ref(connection.connection.driver_connection)
        del connection
        gc.collect()
        assert driver() is None
        assert opened.ids(sessions) == frozenset()


def test_a_driver_that_refuses_to_tell_hides_no_other(postgresql: Database) -> None:
    opened, sessions = Opened(), sessions_at(postgresql)
    with opened.watching(), engine_at(postgresql).connect() as ended, engine_at(postgresql).connect() as open_one:
        ended.connection.driver_connection.close()
        assert opened.ids(sessions) == {sessions.id(open_one)}
        ended.invalidate()


def test_sqlite_has_no_names_for_them(sqlite: Database) -> None:
    opened = Opened()
    with opened.watching(), engine_at(sqlite).connect():
        assert opened.ids(sessions_at(sqlite)) == frozenset()


def test_those_that_only_look_are_known_apart(make_database: MakeDatabase) -> None:
    for backend in ("mysql", "mariadb", "postgresql"):
        database, opened = make_database(backend), Opened()
        sessions, engine = sessions_at(database), engine_at(database)
        with opened.watching(), engine.connect() as one:

            def look(
                looking: sa.Connection,
                one: str = sessions.id(one),
                sessions: Sessions = sessions,
                opened: Opened = opened,
            ) -> None:
                assert opened.ids(sessions) == {one, sessions.id(looking)}
                assert opened.lookers(sessions) == {sessions.id(looking)}

            apart(engine, look)
            assert not opened.lookers(sessions) & {sessions.id(one)}
