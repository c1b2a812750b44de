"""Unchanged means that it did not happen; anything else means that it did."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.execution.attempts import engine_at
from tests.servers.database import Database
from toolkit.backends.sql.reading import read
from toolkit.backends.sql.values import Name
from toolkit.execution.certainty import Certainty, Changed
from toolkit.execution.journal.records import Record, Sort, State
from toolkit.execution.passing import UNPREPARED
from toolkit.execution.sending import changed_by

T = Changed(names=frozenset({Name(name="t")}))
DEFINITIONS = [
    "ALTER TABLE t ADD COLUMN b INT",
    "ALTER TABLE t COMMENT = '100%'",
    "CREATE INDEX ix ON t (a)",
    "DROP TABLE t",
    "RENAME TABLE t TO u",
    "CREATE TABLE u (id INT)",
    "CREATE VIEW v AS SELECT a FROM t",
    "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
    "CREATE PROCEDURE p() SELECT 1",
]


@pytest.fixture(params=["mysql", "mariadb"])
def innodb(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Iterator[sa.Connection]:
    database = make_database(request.param)
    with engine_at(database).connect() as connection:
        send(connection, "CREATE TABLE t (a INT, KEY old (a))")
        yield connection


def send(connection: sa.Connection, *statements: str) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement, execution_options=UNPREPARED)


def backend_of(connection: sa.Connection) -> str:
    return "mariadb" if connection.dialect.is_mariadb else connection.dialect.name  # type: ignore[attr-defined]


def begun(before: str | None) -> Record:
    return Record(number=1, sort=Sort.DEFINITION, state=State.BEGUN, text="ALTER", digest="0", before=before)


@pytest.mark.parametrize("sql", DEFINITIONS)
def test_a_definition_has_happened_when_it_was_sent_and_not_before(innodb: sa.Connection, sql: str) -> None:
    certainty = Certainty(backend_of(innodb))
    (statement,) = read(sql, backend_of(innodb))
    record = begun(certainty.before(innodb, changed_by(statement, None, backend_of(innodb))))
    assert not certainty.happened(innodb, record)
    send(innodb, sql)
    assert certainty.happened(innodb, record)


def test_what_the_server_refused_has_not_happened(innodb: sa.Connection) -> None:
    certainty = Certainty(backend_of(innodb))
    record = begun(certainty.before(innodb, T))
    with pytest.raises(sa.exc.DBAPIError):
        send(innodb, "ALTER TABLE t ADD COLUMN b INT, ADD KEY k (nowhere)")
    assert not certainty.happened(innodb, record)


def test_rows_are_no_part_of_a_definition(innodb: sa.Connection) -> None:
    certainty = Certainty(backend_of(innodb))
    record = begun(certainty.before(innodb, T))
    send(innodb, "INSERT INTO t (a) VALUES (1)", "COMMIT")
    assert not certainty.happened(innodb, record)


def test_the_journal_is_told_digests_and_not_definitions(innodb: sa.Connection) -> None:
    send(innodb, "ALTER TABLE t COMMENT = 'confidential'")
    before = Certainty(backend_of(innodb)).before(innodb, T)
    assert before is not None
    assert "confidential" not in before
    assert len(json.loads(before)["found"]) == 1


def test_where_nothing_was_written_before_nothing_is_certain(innodb: sa.Connection) -> None:
    assert not Certainty(backend_of(innodb)).happened(innodb, begun(None))


def test_sqlite_needs_none(sqlite: Database) -> None:
    with engine_at(sqlite).connect() as connection:
        certainty = Certainty("sqlite")
        assert certainty.before(connection, T) is None
        assert not certainty.happened(connection, begun(None))
        certainty.clear_leftovers(connection, T.names)


@pytest.fixture
def autocommitting(postgresql: Database) -> Iterator[sa.Connection]:
    with engine_at(postgresql, isolation_level="AUTOCOMMIT").connect() as connection:
        send(connection, "CREATE TABLE t (a INT)", "INSERT INTO t VALUES (1), (1)")
        yield connection


def test_a_statement_outside_of_transactions_is_known_too(autocommitting: sa.Connection) -> None:
    certainty, names = Certainty("postgresql"), Changed(names=frozenset({Name(name="ix"), Name(name="t")}))
    record = begun(certainty.before(autocommitting, names))
    assert not certainty.happened(autocommitting, record)
    send(autocommitting, "CREATE INDEX CONCURRENTLY ix ON t (a)")
    assert certainty.happened(autocommitting, record)


def test_what_a_half_built_index_left_is_cleared_and_a_good_index_is_not(autocommitting: sa.Connection) -> None:
    names = [Name(name="ix"), Name(name="good"), Name(name="t")]
    send(autocommitting, "CREATE INDEX good ON t (a)")
    with pytest.raises(sa.exc.IntegrityError):
        send(autocommitting, "CREATE UNIQUE INDEX CONCURRENTLY ix ON t (a)")
    indexes = "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 't'::regclass"
    assert set(autocommitting.exec_driver_sql(indexes).scalars()) == {"ix", "good"}
    Certainty("postgresql").clear_leftovers(autocommitting, names)
    assert set(autocommitting.exec_driver_sql(indexes).scalars()) == {"good"}
