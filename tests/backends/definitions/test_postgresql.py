from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.backends.definitions.postgresql import PostgreSQLDefinitions, leftovers
from toolkit.backends.sql.values import Name

SETUP = """
CREATE TABLE t (id int PRIMARY KEY, a int, note text);
CREATE INDEX ix ON t (a);
INSERT INTO t VALUES (1, 1, 'x');
CREATE TABLE parent (a int) PARTITION BY LIST (a);
CREATE TABLE part PARTITION OF parent FOR VALUES IN (1);
"""


@pytest.fixture
def engine(postgresql: Database) -> Iterator[sa.Engine]:
    engine = sa.create_engine(postgresql.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        _run(connection, SETUP)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    with engine.connect() as connection:
        yield connection


def _run(connection: sa.Connection, *statements: str) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def _names(*names: str) -> frozenset[Name]:
    return frozenset(Name(name=name) for name in names)


def _read(connection: sa.Connection, *names: str) -> dict[str, str]:
    return dict(PostgreSQLDefinitions().read(connection, _names(*names)))


@contextmanager
def _holding(engine: sa.Engine, statement: str) -> Iterator[None]:
    """Another session in the middle of a transaction that has done this."""
    with engine.execution_options(isolation_level="READ COMMITTED").connect() as other:
        _run(other, statement)
        yield
        other.rollback()


def _killed(engine: sa.Engine, statement: str, until: str) -> None:
    """Begin the statement, and end its session once ``until`` answers with true."""
    pids: list[int] = []

    def begin() -> None:
        with suppress(sa.exc.DBAPIError), engine.connect() as connection:
            pids.append(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
            _run(connection, statement)

    thread = threading.Thread(target=begin)
    thread.start()
    with engine.connect() as connection:
        deadline = time.monotonic() + 30
        is_waiting = "SELECT count(*) FROM pg_stat_activity WHERE pid = {} AND wait_event_type = 'Lock'"
        while not (
            pids
            and connection.exec_driver_sql(is_waiting.format(pids[0])).scalar()
            and connection.exec_driver_sql(until).scalar()
        ):
            assert thread.is_alive()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        connection.exec_driver_sql(f"SELECT pg_terminate_backend({pids[0]})")
    thread.join(timeout=30)
    assert not thread.is_alive()


INVALID = (
    "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT indisvalid AND relname = '{}'"
)


@pytest.mark.parametrize(
    ("change", "name", "key"),
    [
        ("ALTER TABLE t ADD b int", "t", "relation public.t"),
        ("ALTER TABLE t ALTER a TYPE bigint", "t", "relation public.t"),
        ("ALTER TABLE t ALTER a SET DEFAULT 4", "t", "relation public.t"),
        ("ALTER TABLE t ADD CHECK (a > 0)", "t", "relation public.t"),
        ("ALTER TABLE t ENABLE ROW LEVEL SECURITY", "t", "relation public.t"),
        ("CREATE POLICY p ON t USING (a > 1)", "t", "relation public.t"),
        ("CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING", "t", "relation public.t"),
        ("COMMENT ON COLUMN t.a IS '100% :a'", "t", "relation public.t"),
        ("GRANT SELECT ON t TO PUBLIC", "t", "relation public.t"),
        ("CREATE INDEX CONCURRENTLY n ON t (note)", "t", "relation public.t"),
        ("CREATE INDEX CONCURRENTLY n ON t (note)", "n", "relation public.n"),
        ("DROP INDEX CONCURRENTLY ix", "ix", "relation public.ix"),
        ("REINDEX INDEX CONCURRENTLY ix", "ix", "relation public.ix"),
        ("REINDEX TABLE CONCURRENTLY t", "t", "relation public.t"),
        ("VACUUM FULL t", "t", "relation public.t"),
        ("ALTER TABLE parent DETACH PARTITION part CONCURRENTLY", "part", "relation public.part"),
        ("ALTER TABLE parent DETACH PARTITION part CONCURRENTLY", "parent", "relation public.parent"),
        ("CREATE VIEW v AS SELECT 1 AS one", "v", "relation public.v"),
        ("CREATE OR REPLACE VIEW w AS SELECT 2 AS one", "w", "relation public.w"),
        ("ALTER SEQUENCE q INCREMENT 5", "q", "relation public.q"),
        ("ALTER TYPE mood ADD VALUE 'glad'", "mood", "type public.mood"),
        ("ALTER DOMAIN d ADD CHECK (value > 0)", "d", "type public.d"),
        ("CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 2'", "f", "function f()"),
        ("ALTER TABLE t DISABLE TRIGGER tr", "tr", "trigger tr of t"),
        ("ALTER TABLE t DROP CONSTRAINT t_pkey", "t_pkey", "constraint t_pkey of t -"),
        ("CREATE STATISTICS st ON a, id FROM t", "st", "statistics public.st"),
        ("CREATE SCHEMA fresh", "fresh", "schema fresh"),
        ("ALTER PUBLICATION pub ADD TABLE t", "pub", "publication pub"),
        ("COMMENT ON SCHEMA other IS 'x'", "other", "schema other"),
    ],
)
def test_a_change_changes_the_text(connection: sa.Connection, change: str, name: str, key: str) -> None:
    _run(
        connection,
        "CREATE VIEW w AS SELECT 1 AS one; CREATE SEQUENCE q; CREATE TYPE mood AS ENUM ('sad'); CREATE DOMAIN d AS int;"
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE SCHEMA other; CREATE PUBLICATION pub;"
        "CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'begin return null; end';"
        "CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION tf()",
    )
    before = _read(connection, name)
    assert _read(connection, name) == before
    _run(connection, change)
    after = _read(connection, name)
    assert before.get(key) != after.get(key)


def test_rows_change_nothing(connection: sa.Connection) -> None:
    before = _read(connection, "t", "ix", "parent", "part")
    _run(connection, "INSERT INTO t SELECT n, n, 'y' FROM generate_series(2, 99) n", "DELETE FROM t WHERE id > 50")
    _run(connection, "INSERT INTO parent VALUES (1)", "VACUUM ANALYZE t")
    assert _read(connection, "t", "ix", "parent", "part") == before


def test_an_ordinary_user_may_ask(engine: sa.Engine) -> None:
    with engine.execution_options(isolation_level="READ COMMITTED").connect() as connection:
        role = f"tk_test_{uuid.uuid4().hex[:8]}"
        _run(connection, f"CREATE ROLE {role}; SET LOCAL ROLE {role}")
        assert sorted(_read(connection, "t", "part")) == ["relation public.part", "relation public.t"]
        assert leftovers(connection, _names("t", "part")) == ()
        connection.rollback()


def test_what_is_no_object_is_nothing(connection: sa.Connection) -> None:
    assert _read(connection, "nothing", "a", "%", "it's") == {}
    assert _read(connection) == {}
    assert leftovers(connection, frozenset()) == ()


def test_a_schema_that_is_said_is_the_only_one(connection: sa.Connection) -> None:
    _run(connection, "CREATE SCHEMA other; CREATE TABLE other.t (id int); CREATE TABLE other.far (id int)")
    found = PostgreSQLDefinitions().read(connection, frozenset({Name(schema="other", name="t"), Name(name="far")}))
    assert sorted(found) == ["relation other.t"]


def test_databases(postgresql: Database, connection: sa.Connection) -> None:
    name = sa.make_url(postgresql.url).database + "_second"
    assert _read(connection, name) == {}
    try:
        _run(connection, f'CREATE DATABASE "{name}"')
        first = _read(connection, name)
        assert sorted(first) == [f"database {name}"]
        _run(connection, f'ALTER DATABASE "{name}" SET work_mem = 2000')
        assert _read(connection, name) != first
        # As a DROP DATABASE leaves it that was ended half way.
        _run(connection, f"UPDATE pg_database SET datconnlimit = -2 WHERE datname = '{name}'")
        assert leftovers(connection, _names(name)) == (f"DROP DATABASE {name}",)
    finally:
        _run(connection, f'DROP DATABASE IF EXISTS "{name}"')


def test_an_index_that_was_never_finished(engine: sa.Engine, connection: sa.Connection) -> None:
    before = _read(connection, "t", "n x")
    with _holding(engine, "INSERT INTO t VALUES (2, 2, 'y')"):
        _killed(engine, 'CREATE INDEX CONCURRENTLY "n x" ON t (note)', INVALID.format("n x"))
    assert _read(connection, "t", "n x") != before
    found = leftovers(connection, _names("t", "n x", "note"))
    assert found == ('DROP INDEX CONCURRENTLY public."n x"',)
    assert PostgreSQLDefinitions().leftovers(connection, _names("t", "n x")) == found
    _run(connection, *found)
    assert _read(connection, "t", "n x") == before
    assert leftovers(connection, _names("t", "n x")) == ()


def test_an_index_that_another_session_builds_is_left_alone(engine: sa.Engine, connection: sa.Connection) -> None:
    building = threading.Thread(target=_build, args=(engine,))
    with _holding(engine, "INSERT INTO t VALUES (2, 2, 'y')"):
        building.start()
        deadline = time.monotonic() + 30
        while not connection.exec_driver_sql(INVALID.format("n")).scalar():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert leftovers(connection, _names("n")) == ()
    building.join(timeout=30)
    assert leftovers(connection, _names("n")) == ()
    assert "relation public.n" in _read(connection, "n")


def _build(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        _run(connection, "CREATE INDEX CONCURRENTLY n ON t (note)")


@pytest.mark.parametrize(
    ("holding", "left"),
    [("INSERT INTO t VALUES (2, 2, 'y')", "ix_ccnew"), ("SELECT * FROM t", "ix_ccold")],
)
@pytest.mark.parametrize("name", ["ix", "t"])
def test_an_index_that_was_to_be_built_anew(
    engine: sa.Engine, connection: sa.Connection, holding: str, left: str, name: str
) -> None:
    before = _read(connection, "ix")
    with _holding(engine, holding):
        _killed(engine, "REINDEX INDEX CONCURRENTLY ix", INVALID.format(left))
    found = leftovers(connection, _names(name))
    assert found == (f"DROP INDEX CONCURRENTLY public.{left}",)
    _run(connection, *found)
    assert leftovers(connection, _names(name)) == ()
    # Once the new one has the name it has happened; until then it has not.
    assert (_read(connection, "ix") == before) is (left == "ix_ccnew")


def test_the_index_of_a_toast_table(engine: sa.Engine, connection: sa.Connection) -> None:
    with _holding(engine, "INSERT INTO t VALUES (2, 2, 'y')"):
        _killed(engine, "REINDEX TABLE CONCURRENTLY t", INVALID.format("ix_ccnew"))
    found = leftovers(connection, _names("t"))
    assert sum("pg_toast" in statement for statement in found) == 1
    assert len(found) == 3
    _run(connection, *found)
    assert leftovers(connection, _names("t")) == ()


def test_an_index_that_was_to_be_dropped(engine: sa.Engine, connection: sa.Connection) -> None:
    with _holding(engine, "SELECT * FROM t"):
        _killed(engine, "DROP INDEX CONCURRENTLY ix", INVALID.format("ix"))
    assert leftovers(connection, _names("ix")) == ("DROP INDEX CONCURRENTLY public.ix",)
    _run(connection, *leftovers(connection, _names("ix")))
    assert _read(connection, "ix") == {}


def test_a_partition_that_is_half_detached(engine: sa.Engine, connection: sa.Connection) -> None:
    if connection.dialect.server_version_info < (14,):
        pytest.skip("DETACH PARTITION ... CONCURRENTLY is of version 14")
    before = _read(connection, "part")
    with _holding(engine, "SELECT * FROM parent"):
        pending = "SELECT count(*) FROM pg_inherits WHERE inhdetachpending"
        _killed(engine, "ALTER TABLE parent DETACH PARTITION part CONCURRENTLY", pending)
    found = leftovers(connection, _names("parent", "part"))
    assert found == ("ALTER TABLE public.parent DETACH PARTITION public.part FINALIZE",)
    _run(connection, *found)
    assert leftovers(connection, _names("parent", "part")) == ()
    assert _read(connection, "part") != before
    assert connection.exec_driver_sql("SELECT count(*) FROM pg_inherits").scalar() == 0
