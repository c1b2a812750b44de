from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.backends.sessions.innodb import InnoDBSessions
from toolkit.backends.shadows.innodb import InnoDBShadows
from toolkit.shadow.life import original_of, shadow_of


def test_charset_collation_and_mode_are_those_of_the_live_one(mysql: Database) -> None:
    engine = sa.create_engine(mysql.url, poolclass=sa.NullPool)
    with engine.connect() as live:
        live.exec_driver_sql(f"ALTER DATABASE {engine.url.database} CHARACTER SET latin1 COLLATE latin1_bin")
        live.exec_driver_sql("SET SESSION sql_mode = 'ANSI_QUOTES'")
        live.commit()
        with shadow_of(original_of(live)) as shadow:
            asked = "SELECT @@collation_database, @@SESSION.sql_mode"
            assert tuple(shadow.exec_driver_sql(asked).one()) == ("latin1_bin", "ANSI_QUOTES")


def test_one_is_dropped_while_somebody_sends_what_mysql_s_older_list_of_sessions_cannot_show(mysql: Database) -> None:
    engine = sa.create_engine(mysql.url, poolclass=sa.NullPool)
    with engine.connect() as live, engine.connect() as busy, ThreadPoolExecutor() as apart:
        session = busy.connection.driver_connection.thread_id()  # type: ignore[union-attr]
        sleeping = apart.submit(busy.exec_driver_sql, "SELECT SLEEP(60), '\U0001f600'")
        try:
            with shadow_of(original_of(live)) as shadow:
                name = shadow.scalar(sa.text("SELECT DATABASE()"))
                seen = "SELECT COUNT(*) FROM performance_schema.processlist WHERE id = :id AND state = 'User sleep'"
                deadline = time.monotonic() + 30
                while shadow.scalar(sa.text(seen), {"id": session}) == 0:
                    assert time.monotonic() < deadline
        finally:
            live.exec_driver_sql(f"KILL QUERY {session}")
        assert sleeping.result().scalar() == 1
        there = "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = :name"
        assert live.scalar(sa.text(there), {"name": name}) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE USER a",
        "grant select on *.* to a",
        "SET GLOBAL x = 1",
        "SET SESSION a = 1, GLOBAL b = 2",
        "SET @@GLOBAL.x = 1",
        "SET PERSIST_ONLY x = 1",
        "SET PASSWORD = 'x'",
        "FLUSH TABLES",
        "DROP DATABASE shop",
        "/* a; */ CREATE USER a",
        "# the user\nDROP USER a",
        "-- the user\n  ALTER USER a",
        "/*!50003 CREATE USER a */",
        "/*M! GRANT SELECT ON *.* TO a */",
    ],
)
def test_what_concerns_the_server_is_not_for_a_shadow(statement: str) -> None:
    assert InnoDBShadows(InnoDBSessions()).spelled(statement) is None


@pytest.mark.parametrize(
    "statement",
    ["SET SESSION x = 1", "SET @x = 'a, GLOBAL b'", "CREATE TABLE grants (a INT)", "ALTER DATABASE COLLATE x"],
)
def test_what_concerns_the_schema_is(statement: str) -> None:
    assert InnoDBShadows(InnoDBSessions()).spelled(statement) == statement
