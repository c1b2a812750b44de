from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.backends.impacts.told import cases, told
from tests.servers.database import Database
from toolkit.backends.impacts.postgresql import PostgreSQLImpacts
from toolkit.backends.sql.reading import read
from toolkit.impact import Blocks, Impact, Work

# What autovacuum finds out of p decides whether a foreign key looks it up or reads it whole.
SETUP = """
CREATE TYPE en AS ENUM ('x', 'y');
CREATE DOMAIN small AS int;
CREATE SCHEMA other;
CREATE TABLE other.o (a int);
CREATE TABLE p (id int PRIMARY KEY) WITH (autovacuum_enabled = off);
CREATE MATERIALIZED VIEW m AS SELECT id FROM p;
CREATE TABLE t (id int PRIMARY KEY, a int, b int NOT NULL DEFAULT 1 CONSTRAINT ck_t CHECK (b > 0), d int, nv int,
    s varchar(50), s300 varchar(300), tx text, ch char(10), n numeric(10, 2), ts timestamp, dj json, u int, ik int,
    e en DEFAULT 'x', nn int CONSTRAINT ck_nn CHECK (nn IS NOT NULL), ref int, sm small,
    CONSTRAINT fk_t FOREIGN KEY (ref) REFERENCES p (id));
ALTER TABLE t ADD CONSTRAINT fk_nv FOREIGN KEY (nv) REFERENCES p (id) NOT VALID;
ALTER TABLE t ADD CONSTRAINT ck_nv CHECK (nv > -5) NOT VALID;
CREATE INDEX ix_a ON t (a);
CREATE INDEX ix_s ON t (s);
CREATE UNIQUE INDEX uq_u ON t (u);
CREATE UNIQUE INDEX uq_ik ON t (ik);
CREATE TABLE pa (id int NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE pa1 PARTITION OF pa FOR VALUES FROM (0) TO (1000);
CREATE TABLE pa2 (id int NOT NULL CHECK (id >= 1000 AND id < 2000));
CREATE TABLE pa3 (id int NOT NULL);
"""
ROWS = """
INSERT INTO p SELECT generate_series(1, 200);
INSERT INTO t SELECT i, i, 1, i, 1, 's', 's', 't', 'c', 1, now(), '{}', i, i, 'x', 1, 1, 1 FROM generate_series(1, 200) i;
"""


@pytest.fixture
def engine(postgresql: Database) -> Iterator[sa.Engine]:
    engine = sa.create_engine(postgresql.url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        _run(connection, SETUP)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    with engine.connect() as connection:
        yield connection


@pytest.fixture
def alone(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection in autocommit."""
    with engine.connect() as connection:
        yield connection.execution_options(isolation_level="AUTOCOMMIT")


def _run(connection: sa.Connection, *statements: str) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def _observed(connection: sa.Connection, sql: str) -> Impact:
    """Of the last statement of a text."""
    *before, statement = read(sql, "postgresql")
    _run(connection, *(each.sql for each in before))
    return PostgreSQLImpacts().observe(connection, statement, lambda text: _run(connection, text))


def _answer(connection: sa.Connection, sql: str) -> str:
    try:
        return told(_observed(connection, sql))
    except sa.exc.DBAPIError:
        return "refused"
    finally:
        connection.rollback()


def test_with_rows(connection: sa.Connection) -> None:
    _run(connection, ROWS)
    connection.commit()
    expected = dict(cases("postgresql.txt"))
    assert {sql: _answer(connection, sql) for sql in expected} == expected


def test_a_shadow_without_rows_answers_the_same(connection: sa.Connection) -> None:
    connection.commit()
    # The rows are what these are refused for.
    expected = {sql: answer for sql, answer in cases("postgresql.txt") if answer != "refused"}
    expected["INSERT INTO t (id, nn, ref) VALUES (-1, 1, 1)"] = "refused"
    assert {sql: _answer(connection, sql) for sql in expected} == expected


def test_outside_of_transactions(alone: sa.Connection) -> None:
    expected = {
        "CREATE INDEX CONCURRENTLY ix_new ON t (d)": "t: index, ShareUpdateExclusiveLock, nothing",
        "CREATE UNIQUE INDEX CONCURRENTLY uq_new ON other.o (a)": "other.o: index, ShareUpdateExclusiveLock, nothing",
        "REINDEX INDEX CONCURRENTLY ix_new": "t: index, ShareUpdateExclusiveLock, nothing",
        "REINDEX (CONCURRENTLY) TABLE t": "t: index, ShareUpdateExclusiveLock, nothing",
        "REINDEX SCHEMA other": "other.o: index, ShareLock, writes",
        "DROP INDEX CONCURRENTLY ix_new": "t: none, ShareUpdateExclusiveLock, nothing",
        "VACUUM t": "t: scan, ShareUpdateExclusiveLock, nothing",
        "VACUUM FULL t": "t: rewrite, AccessExclusiveLock, everything",
        "ALTER TABLE pa DETACH PARTITION pa1 CONCURRENTLY": (
            "pa1: none, AccessExclusiveLock, everything; pa: none, ShareUpdateExclusiveLock, nothing"
        ),
    }
    assert {sql: told(_observed(alone, sql)) for sql in expected} == expected
    everywhere = _observed(alone, "VACUUM")
    assert {str(table) for table in everywhere.tables} == {"m", "other.o", "p", "pa", "pa1", "pa2", "pa3", "t"}


def test_in_autocommit_a_statement_has_a_transaction_of_its_own(alone: sa.Connection) -> None:
    expected = "p: scan, ShareRowExclusiveLock, writes; t: scan, ShareRowExclusiveLock, writes"
    assert told(_observed(alone, "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (d) REFERENCES p (id)")) == expected
    assert told(_observed(alone, "ALTER TYPE en ADD VALUE 'z'")) == ""
    assert told(_observed(alone, "UPDATE t SET e = 'z'")) == "t: rows, RowExclusiveLock, nothing"
    with pytest.raises(sa.exc.DBAPIError):
        _observed(alone, "ALTER TABLE t ADD COLUMN id int")
    # It is left neither open nor failed.
    assert alone.exec_driver_sql("SELECT count(*) FROM pg_constraint WHERE conname = 'fk'").scalar() == 1


def test_a_procedure_that_commits(alone: sa.Connection) -> None:
    _run(
        alone,
        "CREATE PROCEDURE change() LANGUAGE plpgsql AS "
        "$$ BEGIN CREATE INDEX made ON t (d); COMMIT; INSERT INTO p VALUES (-7); END $$",
    )
    assert _observed(alone, "CALL change()").work is Work.INDEX
    assert alone.exec_driver_sql("SELECT count(*) FROM p").scalar() == 1


def test_the_work_is_done_once_and_the_transaction_goes_on(connection: sa.Connection) -> None:
    connection.commit()
    sent: list[str] = []
    statement = read("INSERT INTO p VALUES (-1)", "postgresql")[0]
    PostgreSQLImpacts().observe(connection, statement, lambda text: (sent.append(text), _run(connection, text))[0])
    assert sent == ["INSERT INTO p VALUES (-1)"]
    assert connection.exec_driver_sql("SELECT count(*) FROM p").scalar() == 1
    connection.rollback()
    assert connection.exec_driver_sql("SELECT count(*) FROM p").scalar() == 0


def test_what_it_blocks_is_what_others_wait_for(engine: sa.Engine) -> None:
    expected = [
        ("REINDEX INDEX ix_a", "SELECT id FROM t", True),
        ("CREATE INDEX n ON t (d)", "SELECT id FROM t", False),
        ("CREATE INDEX n ON t (d)", "DELETE FROM t", True),
        ("CREATE INDEX n ON pa (id)", "DELETE FROM pa", True),
        ("ALTER TABLE t ADD CONSTRAINT n FOREIGN KEY (d) REFERENCES p (id)", "DELETE FROM p", True),
        ("ALTER TABLE t ADD CONSTRAINT n FOREIGN KEY (d) REFERENCES p (id)", "SELECT id FROM p", False),
        ("ALTER TABLE t VALIDATE CONSTRAINT fk_nv", "DELETE FROM t", False),
        ("ALTER TABLE t ADD COLUMN x int; UPDATE t SET x = 1; CREATE INDEX n ON t (x)", "SELECT id FROM t", True),
    ]
    assert [(sql, other, _makes_wait(engine, sql, other)) for sql, other, _ in expected] == expected
    assert [(sql, other, _is_told_to(engine, sql, other)) for sql, other, _ in expected] == expected


def _makes_wait(engine: sa.Engine, sql: str, other: str) -> bool:
    with engine.connect() as connection, engine.connect() as waiting:
        _observed(connection, sql)
        _run(waiting, "SET lock_timeout = '60ms'")
        try:
            _run(waiting, other)
        except sa.exc.OperationalError:
            return True
        return False


def _is_told_to(engine: sa.Engine, sql: str, other: str) -> bool:
    with engine.connect() as connection:
        impact = _observed(connection, sql)
    blocks = next(table.blocks for table in impact.tables if table.name == other.rsplit(maxsplit=1)[-1])
    return blocks is Blocks.EVERYTHING or (blocks is Blocks.WRITES and other.startswith("DELETE"))


def test_names_are_told_as_they_were_and_relative_to_the_default_schema(connection: sa.Connection) -> None:
    _run(connection, 'CREATE TABLE "Odd %name" (a int)')
    connection.commit()
    assert (
        _answer(connection, 'ALTER TABLE "Odd %name" RENAME TO plain')
        == "Odd %name: none, AccessExclusiveLock, everything"
    )
    assert _answer(connection, "ALTER TABLE t SET SCHEMA other") == "t: none, AccessExclusiveLock, everything"
    assert _answer(connection, "SET search_path = other; UPDATE o SET a = 1") == "o: rows, RowExclusiveLock, nothing"
    assert _answer(connection, "SET search_path = other; UPDATE public.p SET id = 1") == (
        "public.p: rows, RowExclusiveLock, nothing"
    )


def test_where_nobody_counts_a_definition_is_taken_to_read_all(connection: sa.Connection) -> None:
    uncounted = "SET LOCAL track_counts = off"
    assert _answer(connection, f"{uncounted}; ALTER TABLE t ALTER COLUMN a SET NOT NULL").startswith("t: scan")
    assert _answer(connection, f"{uncounted}; ALTER TABLE t ADD COLUMN n1 int").startswith("t: scan")
    assert _answer(connection, f"{uncounted}; DROP TABLE other.o").startswith("other.o: none")
    assert _answer(connection, f"{uncounted}; CREATE INDEX n ON t (d)").startswith("t: index")


def test_other_statements_are_sent_and_have_no_impact(connection: sa.Connection) -> None:
    assert _observed(connection, "SAVEPOINT s") == Impact()
    assert _observed(connection, "ROLLBACK TO SAVEPOINT s") == Impact()
    assert _observed(connection, "SET LOCAL work_mem = '8MB'") == Impact()
    assert connection.exec_driver_sql("SHOW work_mem").scalar() == "8MB"


def test_there_is_no_clause() -> None:
    assert PostgreSQLImpacts().with_clause("DROP TABLE t", "LOCK=NONE") == "DROP TABLE t"
