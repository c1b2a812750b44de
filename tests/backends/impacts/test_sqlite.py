from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.backends.impacts.told import cases
from tests.servers.database import Database
from toolkit.backends.impacts.base import Send
from toolkit.backends.impacts.sqlite import SQLiteImpacts
from toolkit.backends.sql.reading import read
from toolkit.impact import Blocks, Impact, Work

SETUP = """
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a INT, b INT NOT NULL, d INT, ref INT REFERENCES p(id), s TEXT,
    v INT GENERATED ALWAYS AS (ref + 1) VIRTUAL, CONSTRAINT ck_t CHECK (b > 0));
CREATE INDEX ix_a ON t(a);
CREATE TABLE c (id INTEGER PRIMARY KEY, t INT REFERENCES t(id), p INT REFERENCES p(id));
CREATE TABLE w (a INT PRIMARY KEY, b INT) WITHOUT ROWID;
CREATE VIEW vw AS SELECT a FROM w;
CREATE TRIGGER tr AFTER INSERT ON t WHEN new.id < 0 BEGIN INSERT INTO w (a, b) VALUES (new.id, 1); END;
INSERT INTO p (id) VALUES (1);
INSERT INTO c (id, p) VALUES (1, 1)
"""
ROWS = """
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
INSERT INTO t (id, a, b, d, ref, s) SELECT i, i, 1, i, 1, printf('%0200d', i) FROM n;
INSERT INTO w (a, b) SELECT id, d FROM t
"""
# On these the answer depends on whether there are rows.
OF_ROWS = ("DEFAULT CURRENT_TIMESTAMP", "DEFAULT (random())", "INT NOT NULL", "AS (a+1) STORED", "DEFAULT 1 REFERENCES")


def _is_plain(sql: str, expected: str) -> bool:
    return (
        expected != "refused" and ";" not in sql and sql.startswith(("ALTER", "CREATE", "DROP", "REINDEX", "ANALYZE"))
    )


@pytest.fixture
def engine(sqlite: Database) -> Iterator[sa.Engine]:
    engine = sa.create_engine(sqlite.url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        _run(connection, *(each.sql for each in read(SETUP, "sqlite")))
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    with engine.connect() as connection:
        yield connection


@pytest.fixture
def filled(engine: sa.Engine, connection: sa.Connection) -> sa.Connection:
    _run(connection, *(each.sql for each in read(ROWS, "sqlite")))
    connection.commit()
    return connection


def _run(connection: sa.Connection, *statements: str) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)


def _observed(connection: sa.Connection, sql: str) -> Impact:
    """Of the last statement of a text, in a transaction."""
    *before, statement = read(sql, "sqlite")
    settings = [each.sql for each in before if each.sql.startswith("PRAGMA")]
    _run(connection, *settings, "BEGIN", *(each.sql for each in before if each.sql not in settings))
    return SQLiteImpacts().observe(connection, statement, _sender(connection))


def _told(impact: Impact) -> str:
    return "; ".join(sorted(f"{table}: {table.work.value}" for table in impact.tables))


def _answer(connection: sa.Connection, sql: str) -> str:
    try:
        return _told(_observed(connection, sql))
    except sa.exc.DBAPIError:
        return "refused"
    finally:
        connection.rollback()
        _run(connection, "PRAGMA foreign_keys = OFF")


def test_with_rows(filled: sa.Connection) -> None:
    expected = dict(cases("sqlite.txt"))
    assert {sql: _answer(filled, sql) for sql in expected} == expected


def test_a_shadow_without_rows_answers_the_same(connection: sa.Connection) -> None:
    expected = {
        sql: answer
        for sql, answer in cases("sqlite.txt")
        if answer != "refused" or not any(words in sql for words in OF_ROWS)
    }
    assert {sql: _answer(connection, sql) for sql in expected} == expected


@pytest.mark.parametrize(("sql", "expected"), [case for case in cases("sqlite.txt") if _is_plain(*case)])
def test_what_is_told_as_a_moment_is_one(filled: sa.Connection, tmp_path: Path, sql: str, expected: str) -> None:
    filled.exec_driver_sql(f"VACUUM INTO '{tmp_path / 'copy'}'")
    steps, pages = _cost(tmp_path / "copy", sql)
    assert (steps > 400 or pages > 4) == any(word in expected for word in ("scan", "index", "rewrite"))
    if expected == "t: rewrite":
        assert pages > 90


def _cost(file: Path, sql: str) -> tuple[int, int]:
    """How often the engine called for progress, every ten steps, and how many pages were written."""
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.set_progress_handler(step, 10)
    connection.execute(sql)
    log = file.with_name(f"{file.name}-wal")
    pages = log.stat().st_size // 4096 if log.exists() else 0
    connection.close()
    return steps, pages


def test_whoever_writes_the_file_keeps_others_from_writing(connection: sa.Connection) -> None:
    written = _observed(connection, "CREATE INDEX n ON t(d)").tables[0]
    assert (written.blocks, written.lock) == (Blocks.WRITES, "write lock of the file")
    connection.rollback()
    copied = _observed(connection, "CREATE TEMPORARY TABLE n AS SELECT * FROM t").tables[0]
    assert (copied.work, copied.blocks, copied.lock) == (Work.SCAN, Blocks.NOTHING, None)


def test_vacuum_writes_everything_anew(connection: sa.Connection, tmp_path: Path) -> None:
    impacts, send = SQLiteImpacts(), _sender(connection)
    everything = impacts.observe(connection, read("VACUUM", "sqlite")[0], send)
    assert _told(everything) == "c: rewrite; p: rewrite; t: rewrite; w: rewrite"
    assert everything.blocks is Blocks.WRITES
    copy = impacts.observe(connection, read(f"VACUUM INTO '{tmp_path / 'copy'}'", "sqlite")[0], send)
    assert (copy.work, copy.blocks) == (Work.SCAN, Blocks.NOTHING)
    assert (tmp_path / "copy").exists()


def test_a_statement_with_parameters_is_done_once(connection: sa.Connection) -> None:
    statement = read("INSERT INTO w (a, b) VALUES (?, ?)", "sqlite")[0]
    sent: list[str] = []

    def send(sql: str) -> None:
        sent.append(sql)
        connection.exec_driver_sql(sql, (1, 2))

    impact = SQLiteImpacts().observe(connection, statement, send)
    assert (_told(impact), sent) == ("w: rows", [statement.sql])
    assert connection.exec_driver_sql("SELECT a, b FROM w").all() == [(1, 2)]


def test_tables_of_another_file_and_names_that_need_quotes(connection: sa.Connection, tmp_path: Path) -> None:
    _run(connection, f"ATTACH '{tmp_path / 'other'}' AS \"the other\"")
    _run(connection, 'CREATE TABLE "the other"."odd ""t" (id INTEGER PRIMARY KEY, a INT)', 'CREATE TABLE "T%" (a INT)')
    connection.commit()
    assert _answer(connection, 'ALTER TABLE "the other"."odd ""t" DROP COLUMN a') == 'the other.odd "t: rewrite'
    assert _answer(connection, 'CREATE INDEX "the other".n ON "odd ""t"(a)') == 'the other.odd "t: index'
    assert _answer(connection, "UPDATE [t%] SET a = 1") == "T%: rows"
    assert _answer(connection, "ALTER TABLE [t%] ADD b INT CHECK (b > 0)") == "T%: scan"


def test_what_acts_while_it_is_prepared_is_not_asked_about(connection: sa.Connection) -> None:
    connection.rollback()
    sent: list[str] = []
    statement = read("PRAGMA user_version = 7", "sqlite")[0]
    assert SQLiteImpacts().observe(connection, statement, sent.append) == Impact()
    assert sent == [statement.sql]
    assert connection.exec_driver_sql("PRAGMA user_version").scalar() == 0


def test_what_is_refused_is_refused_in_the_words_of_the_statement(connection: sa.Connection) -> None:
    with pytest.raises(sa.exc.OperationalError, match="no such table: gone") as refused:
        _observed(connection, "ALTER TABLE gone ADD COLUMN a INT")
    assert refused.value.statement == "ALTER TABLE gone ADD COLUMN a INT"


def test_there_is_no_clause() -> None:
    assert SQLiteImpacts().with_clause("DROP TABLE t", "LOCK=NONE") == "DROP TABLE t"


def _sender(connection: sa.Connection) -> Send:
    return lambda sql: _run(connection, sql)


def test_a_statement_that_was_asked_about_before_is_asked_about_anew(filled: sa.Connection) -> None:
    """A prepared program that is only told is not prepared again when the schema has changed: it tells of the old one."""
    [fill] = read("INSERT INTO _new (a) SELECT a FROM t", "sqlite")
    told = []
    for columns, name in (("id INTEGER PRIMARY KEY, a INT", "x"), ("a INT", "y")):
        _run(filled, "BEGIN", f"CREATE TABLE _new ({columns})")
        told.append(_told(SQLiteImpacts().observe(filled, fill, _sender(filled))))
        _run(filled, "DROP TABLE t", f"CREATE TABLE {name} (a INT)", "ALTER TABLE _new RENAME TO t")
        filled.commit()
    assert told == ["_new: rows; t: scan"] * 2
