"""One observer for many statements tells of each what a new one tells, whatever was sent in between."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.backends.impacts.told import told
from tests.servers.database import Database
from toolkit.backends.impacts.postgresql import PostgreSQLImpacts
from toolkit.backends.impacts.postgresql_state import States
from toolkit.backends.sql.reading import read

SETUP = (
    "CREATE SCHEMA other",
    "CREATE TABLE p (id int PRIMARY KEY)",
    "CREATE TABLE t (id int PRIMARY KEY, a int, s varchar(50), ref int REFERENCES p (id))",
    "CREATE INDEX ix_s ON t (s)",
    "CREATE TABLE other.o (id int PRIMARY KEY, a int)",
    "CREATE TABLE pa (id int NOT NULL) PARTITION BY RANGE (id)",
    "CREATE TABLE pa1 (id int NOT NULL)",
)
SENT = "sent: "
"""What is not observed."""
STATEMENTS = (
    "ALTER TABLE t ADD COLUMN b int",
    "CREATE INDEX ix_a ON t (a)",
    f"{SENT}ALTER TABLE t RENAME TO t2",
    "ALTER TABLE t2 ALTER COLUMN s TYPE text",
    "ALTER TABLE t2 ALTER COLUMN a TYPE bigint",
    "DROP INDEX ix_a",
    f"{SENT}COMMIT",
    f"{SENT}ALTER TABLE p RENAME TO p2",
    f"{SENT}COMMIT",
    "ALTER TABLE p2 ADD COLUMN c int NOT NULL DEFAULT 1",
    f"{SENT}SAVEPOINT s",
    f"{SENT}ALTER TABLE other.o RENAME TO o2",
    "ALTER TABLE other.o2 ALTER COLUMN a SET NOT NULL",
    f"{SENT}ROLLBACK TO SAVEPOINT s",
    "ALTER TABLE other.o ADD COLUMN x int",
    "ALTER SCHEMA other RENAME TO another",
    "ALTER TABLE another.o ALTER COLUMN a SET NOT NULL",
    f"{SENT}SET LOCAL search_path = another, public",
    "UPDATE o SET a = 1",
    "ALTER TABLE pa ATTACH PARTITION pa1 FOR VALUES FROM (0) TO (10)",
    "CREATE INDEX ON pa (id)",
    f"{SENT}COMMIT",
    "CREATE TABLE made (id int PRIMARY KEY)",
    "ALTER TABLE made ADD COLUMN x int",
    "ALTER TABLE t2 ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES made (id)",
    "DROP TABLE p2 CASCADE",
    "TRUNCATE t2",
)


@pytest.fixture
def connection(postgresql: Database) -> Iterator[sa.Connection]:
    engine = sa.create_engine(postgresql.url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        for statement in SETUP:
            connection.exec_driver_sql(statement)
        connection.commit()
        yield connection


def _told(connection: sa.Connection, impacts: PostgreSQLImpacts | None) -> list[str]:
    """By one observer, or else by a new one for each statement."""
    found = []
    for sql in STATEMENTS:
        if sql == f"{SENT}COMMIT":
            connection.commit()
        elif sql.startswith(SENT):
            connection.exec_driver_sql(sql.removeprefix(SENT))
        else:
            observer = impacts or PostgreSQLImpacts()
            (statement,) = read(sql, "postgresql")
            found.append(f"{sql} => {told(observer.observe(connection, statement, connection.exec_driver_sql))}")
    return found


def test_one_observer_tells_what_new_ones_tell(connection: sa.Connection, make_database) -> None:
    engine = sa.create_engine(make_database("postgresql").url, poolclass=sa.NullPool)
    with engine.connect() as other:
        for statement in SETUP:
            other.exec_driver_sql(statement)
        other.commit()
        expected = _told(other, None)
    assert _told(connection, PostgreSQLImpacts()) == expected
    assert any(line.endswith("t2: rewrite, AccessExclusiveLock, everything") for line in expected)


def test_what_cannot_have_changed_is_not_read_again(connection: sa.Connection) -> None:
    sent: list[str] = []
    sa.event.listen(connection.engine, "before_cursor_execute", lambda *told: sent.append(told[2]))
    states = States()
    first = states.before(connection)
    connection.exec_driver_sql("ALTER TABLE t ADD COLUMN b int")
    after = states.after(connection)
    connection.commit()
    again = states.before(connection)
    assert set(first.rows) == set(after.rows) == set(again.rows)
    assert again.held == {}
    whole, _, *parts = sent
    assert len({whole, *parts}) == 2
    assert parts[0] == parts[1]
