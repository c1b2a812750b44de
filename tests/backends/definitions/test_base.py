"""What every server promises of the definitions of its objects."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.servers.database import Database
from toolkit.backends.definitions.base import Definitions
from toolkit.backends.definitions.register import DEFINITIONS, definitions_of
from toolkit.backends.sql.values import Name

T, V, NOTHING = Name(name="t"), Name(name="v"), Name(name="no_such_thing")


@pytest.fixture(params=sorted(DEFINITIONS))
def server(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Database:
    return make_database(request.param)


@pytest.fixture
def connection(server: Database) -> Iterator[sa.Connection]:
    engine = sa.create_engine(server.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)")
        connection.exec_driver_sql("CREATE VIEW v AS SELECT id FROM t")
        yield connection


@pytest.fixture
def definitions(server: Database) -> Definitions:
    found = definitions_of(server.backend)
    assert found is not None
    return found


def test_only_what_is_there_is_told(connection: sa.Connection, definitions: Definitions) -> None:
    assert len(definitions.read(connection, {T, V, NOTHING})) == 2
    assert len(definitions.read_tables(connection, {T, V, NOTHING})) == 2


def test_of_nothing_there_is_nothing(connection: sa.Connection, definitions: Definitions) -> None:
    for asked in (set(), {NOTHING}):
        assert definitions.read(connection, asked) == {}
        assert definitions.read_tables(connection, asked) == {}
        assert list(definitions.leftovers(connection, asked)) == []


def test_a_text_changes_with_its_own_object_alone(connection: sa.Connection, definitions: Definitions) -> None:
    for read in (definitions.read, definitions.read_tables):
        [of_view], [of_table] = (read(connection, {name}).values() for name in (V, T))
        connection.exec_driver_sql("INSERT INTO t VALUES (1, 1)")
        assert [*read(connection, {T}).values()] == [of_table]
        connection.exec_driver_sql("ALTER TABLE t ADD COLUMN another INTEGER")
        assert [*read(connection, {T}).values()] != [of_table]
        assert [*read(connection, {V}).values()] == [of_view]
        connection.exec_driver_sql("ALTER TABLE t DROP COLUMN another")
        connection.exec_driver_sql("DELETE FROM t")


def test_what_is_dropped_is_told_no_more(connection: sa.Connection, definitions: Definitions) -> None:
    connection.exec_driver_sql("DROP VIEW v")
    assert len(definitions.read(connection, {T, V})) == 1
    assert len(definitions.read_tables(connection, {T, V})) == 1


def test_what_ended_well_leaves_nothing(connection: sa.Connection, definitions: Definitions) -> None:
    connection.exec_driver_sql("CREATE INDEX ix ON t (n)")
    assert list(definitions.leftovers(connection, {T, V, Name(name="ix")})) == []
