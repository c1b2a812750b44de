"""A whole catalog: constant cost, housekeeping, other databases, files that cannot be read or written."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, event, make_url
from sqlalchemy.ext.asyncio import create_async_engine

from models import metadata
from tests.backends.catalogs.sqlite.reading import connected, read, run, told
from tests.servers.database import Database
from toolkit.backends.catalogs.sqlite.reader import read_catalog
from toolkit.catalog.comparison import compare

SCHEMA = """
CREATE TABLE o (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT COLLATE NOCASE UNIQUE);
CREATE TABLE t (a INT REFERENCES o, b TEXT DEFAULT 'x', CONSTRAINT ck CHECK (b IN ('x', 'y')));
CREATE INDEX i ON t (lower(b)) WHERE a > 1;
CREATE VIEW v AS SELECT a FROM t;
CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE o SET name = NEW.b; END;
CREATE VIRTUAL TABLE f USING fts5(title);
"""


@pytest.fixture
def path(sqlite: Database) -> Path:
    """A database file with the schema."""
    path = Path(str(make_url(sqlite.url).database))
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCHEMA)
    return path


def statements(connection: Connection) -> list[str]:
    sent: list[str] = []
    event.listen(connection, "before_cursor_execute", lambda *arguments: sent.append(arguments[2]))
    return sent


@pytest.mark.parametrize("count", [0, 1, 50])
def test_the_number_of_statements_is_constant(count: int) -> None:
    with connected() as connection:
        for number in range(count):
            run(
                connection,
                f"CREATE TABLE t{number} (a PRIMARY KEY, b UNIQUE, c REFERENCES t0, CHECK (c)); CREATE INDEX i{number} ON t{number} (b); CREATE VIEW v{number} AS SELECT 1",
            )
        sent = statements(connection)
        assert len(read_catalog(connection).tables) == count
    assert len(sent) == 8


def test_housekeeping_changes_nothing(path: Path) -> None:
    before = read(SCHEMA)
    with connected(f"sqlite:///{path}") as connection:
        run(
            connection,
            "INSERT INTO o (name) VALUES ('a'); INSERT INTO t VALUES (1, 'x'); INSERT INTO f VALUES ('w'); INSERT INTO o (name) VALUES ('b'); DELETE FROM o WHERE name = 'b';",
        )
        run(
            connection,
            "ANALYZE; REINDEX; VACUUM; PRAGMA optimize; PRAGMA journal_mode = WAL; PRAGMA user_version = 7; PRAGMA foreign_keys = ON; INSERT INTO f (f) VALUES ('optimize');",
        )
        run(
            connection,
            "PRAGMA case_sensitive_like = ON; PRAGMA reverse_unordered_selects = ON; PRAGMA full_column_names = ON; PRAGMA short_column_names = OFF;",
        )
        after = read_catalog(connection)
    assert list(compare(before, after)) == []
    assert after == before


def test_a_dump_that_is_restored_is_the_same(path: Path) -> None:
    plain = SCHEMA[: SCHEMA.index("CREATE VIRTUAL")]  # iterdump of a virtual table writes into sqlite_master
    with closing(sqlite3.connect(":memory:")) as source:
        source.executescript(plain)
        script = "\n".join(source.iterdump())
    assert read(script) == read(plain)


def test_the_reference_models_are_the_same_read_twice() -> None:
    with connected() as connection:
        metadata.create_all(connection)
        one = read_catalog(connection)
    assert one.unread == ()
    assert len(one.tables) == len(metadata.tables)
    for table in metadata.tables.values():
        (read_one,) = (other for other in one.tables if other.name == table.name)
        assert [column.name for column in read_one.columns] == [column.name for column in table.columns]


def test_the_order_of_making_says_nothing() -> None:
    assert read("CREATE TABLE a (x); CREATE TABLE b (x); CREATE VIEW w AS SELECT 1; CREATE VIEW v AS SELECT 1") == read(
        "CREATE VIEW v AS SELECT 1; CREATE TABLE b (x); CREATE VIEW w AS SELECT 1; CREATE TABLE a (x)"
    )


def test_other_databases_by_name() -> None:
    with connected() as connection:
        run(
            connection,
            'CREATE TABLE t (a); ATTACH \':memory:\' AS "Side 1"; CREATE TABLE "Side 1".t (b REFERENCES u (c)); CREATE VIEW "Side 1".v AS SELECT b FROM "Side 1".t; CREATE INDEX "Side 1".i ON t (lower(b))',
        )
        side = read_catalog(connection, ["side 1"])
        both = read_catalog(connection, ["main", "Side 1"])
        main = read_catalog(connection)
        absent = read_catalog(connection, ["nowhere"])
    assert side.schemas == ("Side 1",)
    assert [(table.schema, table.columns[0].name) for table in side.tables] == [("Side 1", "b")]
    assert [(view.schema, view.definition) for view in side.views] == [("Side 1", "SELECT b FROM t")]
    assert [index.name for index in side.tables[0].indexes] == ["i"]
    assert [table.schema for table in both.tables] == [None, "Side 1"]
    assert (main.schemas, [table.schema for table in main.tables]) == ((), [None])
    assert absent.unread == ("No database is attached as nowhere.",)


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
@pytest.mark.parametrize("options", ["mode=ro", "immutable=1", "mode=rw"])
def test_files_that_are_only_read(path: Path, mode: str, options: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
    with connected(f"sqlite:///file:{path}?{options}&uri=true") as connection:
        assert read_catalog(connection) == read(SCHEMA)


def test_a_writer_in_wal_mode_is_no_obstacle(path: Path) -> None:
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as writer,
        connected(f"sqlite:///file:{path}?mode=ro&uri=true") as connection,
    ):
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("BEGIN EXCLUSIVE")
        writer.execute("CREATE TABLE later (a)")
        assert read_catalog(connection) == read(SCHEMA)


def test_a_database_locked_by_a_writer_is_told(path: Path) -> None:
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as writer,
        connected(f"sqlite:///{path}", connect_args={"timeout": 0.1}) as connection,
    ):
        writer.execute("BEGIN EXCLUSIVE")
        catalog = read_catalog(connection)
        assert catalog.unread == ("The catalog could not be read: database is locked.",)
        assert catalog.tables == ()
        writer.execute("ROLLBACK")
        assert read_catalog(connection) == read(SCHEMA)


def test_reading_leaves_no_transaction_and_no_lock(path: Path) -> None:
    with (
        connected(f"sqlite:///{path}") as connection,
        closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as writer,
    ):
        read_catalog(connection)
        assert not connection.connection.driver_connection.in_transaction
        writer.execute("BEGIN EXCLUSIVE")


def test_reading_in_a_transaction_sees_it_and_leaves_it(path: Path) -> None:
    with connected(f"sqlite:///{path}") as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql("CREATE TABLE later (a)")
        changes = [told(change) for change in compare(read(SCHEMA), read_catalog(connection))]
        connection.rollback()
        assert changes == [("table", "later", None)]
        assert read_catalog(connection) == read(SCHEMA)


def test_all_is_read_of_one_moment(path: Path) -> None:
    """A schema that another connection changes between two of the queries is read as it was before."""
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        engine = create_engine(f"sqlite:///{path}")
        with engine.connect() as connection:

            @event.listens_for(connection, "after_cursor_execute")
            def disturb(connection, cursor, statement, *arguments):
                if "pragma_table_xinfo" in statement:
                    writer.execute("DROP TABLE t")

            catalog = read_catalog(connection)
        engine.dispose()
    assert catalog == read(SCHEMA)


def test_a_driver_for_async_code(path: Path) -> None:
    async def reading():
        engine = create_async_engine(f"sqlite+aiosqlite:///{path}")
        async with engine.connect() as connection:
            catalog = await connection.run_sync(read_catalog)
        await engine.dispose()
        return catalog

    assert asyncio.run(reading()) == read(SCHEMA)
