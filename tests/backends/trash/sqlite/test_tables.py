from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import create_async_engine

from tests.backends.trash.sqlite.desk import KEPT, Desk, desk_in
from tests.servers.database import Database
from toolkit.backends.catalogs.sqlite.reader import read_catalog
from toolkit.backends.sql.values import Name
from toolkit.errors import CommandRefused

TABLES = {
    "rowid": ("CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT UNIQUE)", "INSERT INTO t VALUES (3, 'c'), (7, 'g')"),
    "autoincrement": (
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, x TEXT)",
        "INSERT INTO t VALUES (90, 'gone')",
        "DELETE FROM t",
        "INSERT INTO t (x) VALUES ('kept')",
    ),
    "without rowid": ("CREATE TABLE t (x TEXT PRIMARY KEY, id INT) WITHOUT ROWID", "INSERT INTO t VALUES ('a', 1)"),
    "generated": (
        "CREATE TABLE t (x INT, id INT GENERATED ALWAYS AS (x * 2) STORED, z INT AS (x + 1))",
        "INSERT INTO t (x) VALUES (1), (2)",
    ),
    "quoted": (
        'CREATE TABLE "T" ("id" INT, "x ""y""" INT, x CHECK ("x" <> \'REFERENCES t(id)\')) -- the end',
        "INSERT INTO T VALUES (1, 2, 3)",
    ),
    "select": ("CREATE TABLE t AS SELECT 1 AS id, 'two' AS x",),
    "named in its check": (
        "CREATE TABLE t (id INT, x INT, CHECK (t.x > 0 AND [T] . id > 0))",
        "INSERT INTO t VALUES (1, 1)",
    ),
    "refers": (
        "CREATE TABLE p (id INTEGER PRIMARY KEY, y UNIQUE)",
        """CREATE TABLE t (id INTEGER PRIMARY KEY REFERENCES t ON DELETE CASCADE MATCH FULL NOT DEFERRABLE NOT NULL,
        x INT CONSTRAINT named REFERENCES p (id) ON UPDATE SET NULL ON DELETE NO ACTION DEFERRABLE INITIALLY DEFERRED,
        y INT, CONSTRAINT other FOREIGN KEY (y) REFERENCES p (y) ON DELETE CASCADE, CHECK (y > 0)
        FOREIGN KEY (x) REFERENCES p)""",
        "INSERT INTO p VALUES (1, 1)",
        "INSERT INTO t VALUES (1, 1, 1)",
    ),
}
PARTS = (
    "CREATE INDEX ix ON t(x) WHERE x IS NOT NULL",
    'CREATE UNIQUE INDEX "the ""unique"""  ON  T  (id, x DESC)',
    "CREATE TABLE log (x)",
    "CREATE TRIGGER logged AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.x); END",
    "CREATE TRIGGER [of x] BEFORE UPDATE OF x ON t WHEN new.x IS NULL BEGIN SELECT RAISE(ABORT, 'ON u'); END",
    "CREATE TRIGGER elsewhere AFTER INSERT ON log BEGIN DELETE FROM t; END",
    "CREATE VIEW v AS SELECT x FROM t",
    "CREATE VIEW broken AS SELECT x FROM nowhere",
)


@pytest.mark.parametrize("foreign_keys", [False, True])
@pytest.mark.parametrize("kind", TABLES)
def test_a_table_comes_back_byte_for_byte(sqlite: Database, kind: str, foreign_keys: bool) -> None:
    with desk_in(sqlite.url, *TABLES[kind], *PARTS, foreign_keys=foreign_keys) as desk:
        before, rows, catalog = desk.schema(), desk.rows("SELECT * FROM t"), read_catalog(desk.connection)
        entry = desk.moves("t")
        assert not desk.trash.exists(desk.connection, Name(name="t"), None)
        assert {row[:2] for row in desk.schema() if row[0] == "trigger"} == {("trigger", "elsewhere")}
        came = desk.returns(entry)
        assert desk.schema() == before
        assert desk.rows("SELECT * FROM t") == rows
        assert read_catalog(desk.connection) == catalog
        assert came.notes == ()
        assert set(came.back) == {
            ("index", "ix"),
            ("index", 'the "unique"'),
            ("trigger", "logged"),
            ("trigger", "of x"),
        }
        assert desk.rows("PRAGMA foreign_key_check") == []
        if kind == "autoincrement":
            desk.run("INSERT INTO t (x) VALUES ('next')")
            assert desk.rows("SELECT seq FROM sqlite_sequence WHERE name = 't'") == [(92,)]
        if kind == "named in its check":
            with pytest.raises(sa.exc.IntegrityError):
                desk.run("INSERT INTO t VALUES (1, 0)")


def test_strict_tables_too(sqlite: Database) -> None:
    strict = "CREATE TABLE t (id INTEGER PRIMARY KEY, x ANY) STRICT"
    try:
        with desk_in(sqlite.url, strict, "INSERT INTO t VALUES (1, '1'), (2, 2)") as desk:
            before = desk.schema()
            desk.returns(desk.moves("t"))
            assert desk.schema() == before
            assert desk.rows("SELECT typeof(x) FROM t ORDER BY id") == [("text",), ("integer",)]
    except OperationalError:
        with sa.create_engine("sqlite://").connect() as connection:
            assert connection.exec_driver_sql("SELECT sqlite_version()").scalar_one() < "3.37", "STRICT is newer"


@pytest.mark.parametrize("foreign_keys", [False, True])
def test_what_names_the_table_stays_as_after_a_drop(sqlite: Database, foreign_keys: bool) -> None:
    others = (
        "CREATE TABLE child (a REFERENCES t (id), b REFERENCES T DEFERRABLE INITIALLY DEFERRED)",
        "CREATE TABLE [other child] (a, FOREIGN KEY (a) REFERENCES 't' (x))",
        "CREATE VIEW v AS SELECT * FROM t",
        "CREATE TABLE log (x)",
        "CREATE TRIGGER elsewhere AFTER INSERT ON log BEGIN DELETE FROM t; END",
    )
    with desk_in(sqlite.url, *TABLES["rowid"], *others, foreign_keys=foreign_keys) as desk:
        before = {row for row in desk.schema() if row[2] != "t"}
        entry = desk.moves("t")
        assert {row for row in desk.schema() if row[2] != KEPT} == before
        with pytest.raises(OperationalError, match=r"no such table: main\.t"):
            desk.rows("SELECT * FROM v")
        desk.returns(entry)
        assert {row for row in desk.schema() if row[2] != "t"} == before
        assert desk.rows("SELECT * FROM v") == [(3, "c"), (7, "g")]
        if foreign_keys:
            with pytest.raises(sa.exc.IntegrityError):
                desk.run("INSERT INTO child (a) VALUES (1)")


def test_another_connection_sees_it_and_an_undone_move_never_was(sqlite: Database) -> None:
    child = "CREATE TABLE child (a REFERENCES t)"
    with desk_in(sqlite.url, *TABLES["refers"], child, foreign_keys=True) as desk:
        before = desk.schema()
        desk.moves("t")
        desk.connection.rollback()
        assert desk.schema() == before
        engine = sa.create_engine(sqlite.url)
        with engine.connect() as other:
            read = "SELECT count(*) FROM t"
            assert other.exec_driver_sql(read).scalar() == 1
            other.rollback()
            desk.run("BEGIN IMMEDIATE")
            entry = desk.moves("t")
            desk.connection.commit()
            with pytest.raises(OperationalError, match="no such table: t"):
                other.exec_driver_sql(read)
            # With a key of its own it could not, or would lose the row in the trash.
            other.exec_driver_sql("PRAGMA foreign_keys = 1")
            other.exec_driver_sql("DELETE FROM p")
            other.commit()
            desk.run("BEGIN IMMEDIATE")
            came = desk.returns(entry)
            assert other.exec_driver_sql("SELECT 1").scalar() == 1
            desk.connection.commit()
            assert other.exec_driver_sql(read).scalar() == 1
        engine.dispose()
        assert desk.schema() == before
        assert came.notes == (
            "1 row of t refers to rows of p that are not there any more.",
            "1 row of t refers to rows of p that are not there any more.",
            "1 row of t refers to rows of p that are not there any more.",
        )


def test_names_in_use_are_told(sqlite: Database) -> None:
    with desk_in(sqlite.url, *TABLES["rowid"], *PARTS) as desk:
        entry = desk.moves("t")
        desk.run("CREATE INDEX IX ON log (x)", "CREATE TRIGGER logged AFTER DELETE ON log BEGIN SELECT 1; END")
        came = desk.returns(entry)
        assert set(came.back) == {("index", 'the "unique"'), ("trigger", "of x")}
        assert came.notes == (
            "Index ix did not come back to t: the name is in use.",
            "Trigger logged did not come back to t: the name is in use.",
        )


def test_back_under_another_name(sqlite: Database) -> None:
    tree = "CREATE TABLE t (id INTEGER PRIMARY KEY, x INT REFERENCES t (id), CHECK (t.x <> 0))"
    with desk_in(sqlite.url, tree, "INSERT INTO t VALUES (1, 1)", *PARTS, foreign_keys=True) as desk:
        entry = desk.moves("t")
        desk.run("CREATE TABLE t (id INTEGER PRIMARY KEY)")
        came = desk.returns(replace(entry, table=Name(name="u")))
        text = 'CREATE TABLE "u" (id INTEGER PRIMARY KEY, x INT REFERENCES "u" (id), CHECK (x <> 0))'
        assert ("table", "u", "u", text) in desk.schema()
        assert ("index", "ix", "u", 'CREATE INDEX ix ON "u"(x) WHERE x IS NOT NULL') in desk.schema()
        assert came.notes == (
            "Trigger logged did not come back: it is about t, not about u.",
            "Trigger of x did not come back: it is about t, not about u.",
        )
        with pytest.raises(sa.exc.IntegrityError):
            desk.run("INSERT INTO u VALUES (2, 5)")


def test_an_attached_database(sqlite: Database, make_database) -> None:
    other = make_database("sqlite").url.removeprefix("sqlite:///")
    statements = (
        f"ATTACH DATABASE '{other}' AS \"the other\"",
        'CREATE TABLE "the other".t (id INTEGER PRIMARY KEY, x REFERENCES t)',
        'CREATE INDEX "the other".ix ON t (x)',
        'CREATE TRIGGER "the other".tg AFTER DELETE ON t BEGIN SELECT 1; END',
        'INSERT INTO "the other".t VALUES (1, 1)',
        "CREATE TABLE t (y)",
        "CREATE INDEX ix ON t (y)",
    )
    with desk_in(sqlite.url, *statements, foreign_keys=True) as desk:
        before, main = desk.schema("the other"), desk.schema()
        entry = desk.moves(Name(schema="the other", name="t"))
        assert desk.schema() == main
        assert desk.trash.find(desk.connection, entry) == Name(schema="the other", name=KEPT)
        assert desk.returns(entry).notes == ()
        assert (desk.schema("the other"), desk.schema()) == (before, main)
        # Without its schema a name means that of main first.
        assert desk.moves("t").record["schema"] == "main"
        assert desk.moves("t", kept="tktrash_2").record["schema"] == "the other"


def test_changes_in_the_trash_are_told(sqlite: Database) -> None:
    with desk_in(sqlite.url, *TABLES["refers"]) as desk:
        entry = desk.moves("t")
        desk.run(f"ALTER TABLE {KEPT} ADD COLUMN more")
        assert desk.returns(entry).notes == (
            "t was changed while it was in the trash: its foreign keys did not come back.",
        )
        assert desk.rows("SELECT * FROM t") == [(1, 1, 1, None)]


def defend(connection: sa.Connection, is_on: bool) -> None:
    """As libraries do that are built so; without the function for it, by refusing the switch itself."""
    own = connection.connection.driver_connection
    if hasattr(own, "setconfig"):
        own.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, is_on)
        return

    def authorize(action: int, name: str | None, value: str | None, *_: str | None) -> int:
        is_switch = action == sqlite3.SQLITE_PRAGMA and name == "writable_schema" and value == "ON"
        return sqlite3.SQLITE_DENY if is_switch else sqlite3.SQLITE_OK

    own.set_authorizer(authorize if is_on else None)


def test_where_the_schema_table_cannot_be_written(sqlite: Database) -> None:
    plain = "CREATE TABLE plain (id INTEGER PRIMARY KEY)"
    with desk_in(sqlite.url, *TABLES["refers"], plain) as desk:
        before = desk.schema()
        entry = desk.moves("t")
        defend(desk.connection, is_on=True)
        desk.returns(desk.moves("plain", kept="tktrash_2"))
        assert ("table", "plain", "plain", 'CREATE TABLE "plain" (id INTEGER PRIMARY KEY)') in desk.schema()
        came = desk.trash.return_table(desk.connection, entry)
        assert came.notes == ("The foreign keys of t did not come back: SQLite refuses to write the schema table.",)
        assert not any("writable_schema" in step for step in came.steps)
        defend(desk.connection, is_on=False)
        desk.returns(entry)
        defend(desk.connection, is_on=True)
        with pytest.raises(CommandRefused, match="refuses to write the schema table"):
            desk.moves("t")
        # In a rebuild the keys stand in nobody's way: the table is gone in a moment.
        desk.run("CREATE TABLE _alembic_tmp_t (id)")
        desk.moves("t")
        defend(desk.connection, is_on=False)
        desk.run(f"ALTER TABLE {KEPT} RENAME TO t", "DROP TABLE _alembic_tmp_t")
        assert {row[1] for row in desk.schema()} == {row[1] for row in before}


def test_what_is_no_table_is_refused_as_the_server_does(sqlite: Database) -> None:
    with desk_in(sqlite.url, *TABLES["autoincrement"], "CREATE VIEW v AS SELECT 1", "ANALYZE") as desk:
        for name, words in (("v", "use DROP VIEW"), ("nothing", "no such table"), ("sqlite_sequence", "may not be")):
            with pytest.raises(DBAPIError, match=words):
                desk.moves(name)
        with pytest.raises(CommandRefused, match="no table of its own"):
            desk.moves("sqlite_stat1")
        assert desk.value("SELECT count(*) FROM sqlite_stat1") == 1


def test_a_temporary_trigger_goes_with_it(sqlite: Database) -> None:
    temporary = (
        "CREATE TABLE log (x)",
        "CREATE TEMP TRIGGER tg AFTER INSERT ON t BEGIN INSERT INTO log VALUES (1); END",
    )
    with desk_in(sqlite.url, *TABLES["rowid"], *temporary) as desk:
        before = desk.schema()
        entry = desk.moves("t")
        desk.run("CREATE TABLE t (x)", "INSERT INTO t VALUES (1)")
        assert desk.rows("SELECT * FROM log") == []
        desk.run("DROP TABLE t")
        desk.returns(entry)
        assert desk.schema() == before


def test_where_the_old_way_of_renaming_is_the_session_s_own(sqlite: Database) -> None:
    with desk_in(sqlite.url, *TABLES["rowid"]) as desk:
        desk.run("PRAGMA legacy_alter_table = ON", "PRAGMA writable_schema = ON")
        before = desk.schema()
        desk.returns(desk.moves("t"))
        assert desk.schema() == before
        assert desk.value("PRAGMA legacy_alter_table") == 1
        assert desk.value("PRAGMA writable_schema") == 1
        desk.run("PRAGMA legacy_alter_table = OFF", "PRAGMA writable_schema = OFF")


def test_over_aiosqlite(sqlite: Database) -> None:
    async def work() -> None:
        engine = create_async_engine(sqlite.url.replace("sqlite:", "sqlite+aiosqlite:"))
        async with engine.connect() as connection:
            await connection.run_sync(move_and_return)
        await engine.dispose()

    def move_and_return(connection: sa.Connection) -> None:
        desk = Desk(connection)
        desk.run(*TABLES["refers"], *PARTS)
        connection.commit()
        desk.run("BEGIN IMMEDIATE")
        before = desk.schema()
        desk.returns(desk.moves("t"))
        desk.returns(desk.moves("log"))
        assert desk.schema() == before
        connection.commit()

    asyncio.run(work())
