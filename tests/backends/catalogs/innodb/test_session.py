"""Settings of the session."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from tests.backends.catalogs.innodb.facets import EVENT, ROUTINES, TRIGGER, VIEW, connected, read, run
from tests.servers.database import Database

SESSIONS = [
    "SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT'",
    "SET SESSION sql_quote_show_create = OFF",
    "SET SESSION time_zone = '+09:00'",
    "SET SESSION sql_select_limit = 2",
    "SET SESSION lc_time_names = 'de_DE'",
    "SET SESSION lc_messages = 'de_DE'",
]


def test_the_session_changes_nothing_and_is_left_as_it_was(server: Database) -> None:
    everything = [
        "CREATE TABLE t (id int PRIMARY KEY, a int, `q``\"x` varchar(9) DEFAULT 'a\\\\b''c', b varchar(9), ts timestamp NOT NULL DEFAULT '2020-01-01 00:00:00', CHECK (`q``\"x` <> 'a\\\\b''c\"'))",
        VIEW,
        TRIGGER,
        *ROUTINES,
        EVENT,
    ]
    variables = "SHOW SESSION VARIABLES WHERE Variable_name NOT IN ('timestamp', 'pseudo_thread_id', 'last_insert_id', 'rand_seed1', 'rand_seed2', 'error_count', 'warning_count')"
    with connected(server.url) as connection:
        run(connection, everything)
        before = read(server.backend, connection)
        run(connection, SESSIONS)
        settings_before = connection.exec_driver_sql(variables).all()
        after = read(server.backend, connection)
        assert connection.exec_driver_sql(variables).all() == settings_before
    assert after == before
    assert len(before.tables) == len(before.views) == len(before.triggers) == 1


def test_a_connection_that_began_with_ansi_quotes(server: Database) -> None:
    def begin(connection: Any, record: object) -> None:
        connection.cursor().execute("SET SESSION sql_mode = 'ANSI_QUOTES'")

    with connected(server.url) as connection:
        run(connection, ['CREATE TABLE t (id int PRIMARY KEY, a int, `a"b` int)', VIEW, TRIGGER])
        before = read(server.backend, connection)
    engine = sa.create_engine(server.url, poolclass=sa.NullPool)
    sa.event.listen(engine, "connect", begin, insert=True)
    with engine.connect() as connection:
        assert read(server.backend, connection) == before
        assert str(sa.select(sa.column("A")).compile(connection)) == 'SELECT "A"'


def test_the_settings_are_put_back_after_a_failure(server: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("toolkit.backends.catalogs.innodb.reader.read_grants", fail)
    with connected(server.url) as connection:
        run(connection, ["SET SESSION sql_mode = 'ANSI_QUOTES'", "SET SESSION time_zone = '+09:00'"])
        with pytest.raises(RuntimeError):
            read(server.backend, connection)
        assert tuple(connection.exec_driver_sql("SELECT @@sql_mode, @@time_zone").one()) == ("ANSI_QUOTES", "+09:00")
