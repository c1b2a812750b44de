from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import BatchOperations, Operations

from tests.backends.trash.sqlite.desk import KEPT, Desk, desk_in
from tests.servers.database import Database
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import Entry

OLD = (
    "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INT, c)",
    "CREATE INDEX ix_b ON t (b)",
    "CREATE UNIQUE INDEX ix_both ON t (a, [B] DESC) WHERE b > 0",
    "CREATE INDEX ix_a ON t (a)",
    "INSERT INTO t VALUES (3, 'three', 33, x'00'), (1, 'one', 11, 1.0), (7, NULL, NULL, NULL)",
)


def rebuilt(desk: Desk, successor: str, copied: str) -> tuple[Entry, list[Entry]]:
    """By hand, as SQLite's manual describes it."""
    desk.run(f"CREATE TABLE s {successor}", f"INSERT INTO s {copied}")
    entry = desk.moves("t")
    return entry, desk.rebuilds(entry, "s")[1]


def test_only_what_the_successor_does_not_have_is_kept(sqlite: Database) -> None:
    with desk_in(sqlite.url, *OLD) as desk:
        before = desk.rows("SELECT id, a, typeof(b), b, typeof(c), c FROM t ORDER BY id")
        _, (b, c) = rebuilt(desk, "(id INTEGER PRIMARY KEY, a TEXT)", "SELECT id, a FROM t")
        assert {row[1] for row in desk.schema() if row[0] == "table"} == {"t", b.kept, c.kept}
        assert (b.kept, c.kept) == (f"{KEPT}_1", f"{KEPT}_2")
        assert desk.trash.size(desk.connection, b)[0] == 2
        desk.run("INSERT INTO t VALUES (9, 'nine')", "UPDATE t SET a = 'changed' WHERE id = 1")
        came = [desk.returns(c), desk.returns(b)]
        assert came[0].back == ()
        assert set(came[1].back) == {("index", "ix_b"), ("index", "ix_both")}
        assert desk.rows("SELECT id, a, typeof(b), b, typeof(c), c FROM t ORDER BY id") == [
            (1, "changed", *before[0][2:]),
            *before[1:],
            (9, "nine", "null", None, "null", None),
        ]
        assert ("index", "ix_b", "t", "CREATE INDEX ix_b ON t (b)") in desk.schema()
        assert desk.value("SELECT sql FROM sqlite_master WHERE name = 't'") == (
            'CREATE TABLE "t" (id INTEGER PRIMARY KEY, a TEXT, c, b INT)'
        )


def test_a_successor_with_all_of_it_leaves_nothing(sqlite: Database) -> None:
    with desk_in(sqlite.url, *OLD) as desk:
        copied = "SELECT id, a, CAST(b AS TEXT), c, 0 FROM t"
        _, columns = rebuilt(desk, "(id VARCHAR PRIMARY KEY, a, b TEXT, c, more)", copied)
        assert columns == []
        assert {row[1] for row in desk.schema() if row[0] == "table"} == {"t"}


@pytest.mark.parametrize(
    ("old", "rows", "successor", "copied"),
    [
        ("(a, b)", "(1, 2), (3, 4)", "(a)", "SELECT a FROM t"),
        ("(a, b)", "(1, 2), (1, 3), (1, 4)", "(a)", "SELECT a FROM t"),
        # Among others that are gone, so that the place in the new table is another.
        ("(a, b)", "(0, 'gone'), (1, 2), (0, 'gone'), (3, 4)", "(a TEXT)", "SELECT CAST(a AS TEXT) FROM t"),
        ("(id INTEGER PRIMARY KEY, a, b)", "(4, 1, 2), (2, 3, 4)", "(ident INTEGER PRIMARY KEY, a)", "SELECT id, a FROM t"),
        ("(id INTEGER PRIMARY KEY, a, b)", "(4, 1, 2), (2, 3, 4)", "(a)", "SELECT a FROM t"),
        ("(id PRIMARY KEY, a, b) WITHOUT ROWID", "(4, 1, 2), (2, 3, 4)", "(a)", "SELECT a FROM t"),
        ("(id PRIMARY KEY, a, b)", "(NULL, 1, 2), (NULL, 3, 4)", "(id PRIMARY KEY, a)", "SELECT id, a FROM t"),
    ],
)  # fmt: skip
def test_rows_find_their_values_again(sqlite: Database, old: str, rows: str, successor: str, copied: str) -> None:
    statements = (f"CREATE TABLE t {old}", f"INSERT INTO t VALUES {rows}", "DELETE FROM t WHERE b = 'gone'")
    with desk_in(sqlite.url, *statements) as desk:
        before = sorted((str(a), b) for a, b in desk.rows("SELECT a, b FROM t"))
        _, columns = rebuilt(desk, successor, copied)
        column = next(entry for entry in columns if entry.column == "b")
        desk.returns(column)
        assert sorted((str(a), b) for a, b in desk.rows("SELECT a, b FROM t")) == before


@pytest.mark.parametrize(
    ("successor", "copied"),
    [
        ("(other, columns)", "SELECT a, b FROM t"),
        ("(id INTEGER PRIMARY KEY, a TEXT)", "SELECT id, a FROM t WHERE 0"),
        ("(id INTEGER PRIMARY KEY, a TEXT)", "SELECT id, a FROM t WHERE id > 1"),
        ("(id INTEGER PRIMARY KEY, a TEXT, b, c)", "SELECT id + 1, a, b, c FROM t"),
        # In another order, with nothing to tell by.
        ("(a TEXT)", "SELECT a FROM t ORDER BY a"),
        ("(a PRIMARY KEY) WITHOUT ROWID", "SELECT coalesce(a, '') FROM t"),
    ],
)
def test_rows_that_are_not_in_the_successor_stay_in_the_trash(sqlite: Database, successor: str, copied: str) -> None:
    with desk_in(sqlite.url, *OLD) as desk:
        desk.run(f"CREATE TABLE s {successor}", f"INSERT INTO s {copied}")
        entry = desk.moves("t")
        assert desk.trash.rebuilt(desk.connection, entry, Name(name="s")) is None
        desk.run("ALTER TABLE s RENAME TO t")
        assert desk.trash.size(desk.connection, entry)[0] == 3


def test_as_many_rows_of_other_types(sqlite: Database) -> None:
    with desk_in(sqlite.url, "CREATE TABLE t (a TEXT)", "INSERT INTO t VALUES ('007'), ('1e3')") as desk:
        assert rebuilt(desk, "(a INT)", "SELECT CAST(a AS INT) FROM t")[1] == []
        assert desk.rows("SELECT a FROM t") == [(7,), (1,)]


def test_an_empty_table(sqlite: Database) -> None:
    with desk_in(sqlite.url, "CREATE TABLE t (a, b INT NOT NULL DEFAULT 7)", "CREATE INDEX ix ON t (b)") as desk:
        _, (b,) = rebuilt(desk, "(a)", "SELECT a FROM t")
        desk.run("INSERT INTO t VALUES (1)")
        assert desk.returns(b).back == (("index", "ix"),)
        assert desk.rows("SELECT a, b FROM t") == [(1, 7)]


@contextmanager
def batches(desk: Desk) -> Iterator[Callable[[], Operations]]:
    """Alembic over the connection; its drops and renames go as the executor sends them."""
    moved: list[Entry] = []
    desk.left = []
    is_ours = False

    def replace(cursor: object, statement: str, *_: object) -> bool | None:
        nonlocal is_ours
        if is_ours:
            return None
        is_ours = True
        try:
            if found := re.match(r"\s*DROP TABLE (\w+)", statement):
                moved.append(desk.moves(found[1], kept=f"tktrash_{len(moved)}"))
                return True
            if found := re.match(r"\s*ALTER TABLE (\w+) RENAME TO (\w+)", statement):
                assert moved[-1].table == Name(name=found[2])
                desk.left += desk.rebuilds(moved[-1], found[1])[1]
                return True
        finally:
            is_ours = False
        return None

    sa.event.listen(desk.connection.engine, "do_execute", replace)
    sa.event.listen(desk.connection.engine, "do_execute_no_params", replace)
    yield lambda: Operations(MigrationContext.configure(desk.connection))


ACTIONS = ["", "ON DELETE CASCADE", "ON DELETE SET NULL", "ON DELETE RESTRICT", "DEFERRABLE INITIALLY DEFERRED"]


@pytest.mark.parametrize("action", ACTIONS)
def test_batch_mode_loses_no_row_of_a_child(sqlite: Database, action: str) -> None:
    statements = (
        "CREATE TABLE p (id INTEGER PRIMARY KEY, note VARCHAR(9), more INT)",
        "CREATE INDEX ix_note ON p (note)",
        "CREATE INDEX ix_more ON p (more)",
        f"CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INT REFERENCES p {action}, up REFERENCES c {action})",
        "INSERT INTO p VALUES (1, 'one', 10), (2, 'two', 20)",
        "INSERT INTO c VALUES (1, 1, NULL), (2, 2, 1), (3, NULL, 3)",
    )
    with desk_in(sqlite.url, *statements, foreign_keys=True) as desk, batches(desk) as operations:
        children, texts = desk.rows("SELECT * FROM c"), {row for row in desk.schema() if row[2] == "c"}

        def change(table: str, work: Callable[[BatchOperations], object]) -> None:
            with operations().batch_alter_table(table) as batch:
                work(batch)
            desk.connection.commit()
            desk.run("BEGIN IMMEDIATE")

        change("p", lambda batch: (batch.drop_index("ix_note"), batch.drop_column("note")))
        assert desk.rows("SELECT * FROM c") == children
        assert {row for row in desk.schema() if row[2] == "c"} == texts
        assert desk.rows("SELECT * FROM p") == [(1, 10), (2, 20)]
        change("c", lambda batch: batch.alter_column("p_id", type_=sa.String(5), existing_type=sa.Integer()))
        assert desk.rows("SELECT id, CAST(p_id AS INT), up FROM c") == children
        assert desk.rows("PRAGMA foreign_key_check") == []
        with pytest.raises(sa.exc.IntegrityError):
            desk.run("INSERT INTO c VALUES (9, 99, NULL)")
            desk.connection.commit()
        desk.connection.rollback()
        desk.run("BEGIN IMMEDIATE")
        (note,) = desk.left
        assert desk.returns(note).back == (("index", "ix_note"),)
        assert desk.rows("SELECT id, note, more FROM p") == [(1, "one", 10), (2, "two", 20)]
        assert {row[1] for row in desk.schema() if row[0] == "table"} == {"p", "c"}


def test_a_downgrade_in_batch_mode_is_filled(sqlite: Database) -> None:
    """The steps are made before the successor has the name, and sent after."""
    with desk_in(sqlite.url, *OLD) as desk:
        before = desk.rows("SELECT id, a, b, c FROM t")
        _, (b, c) = rebuilt(desk, "(id INTEGER PRIMARY KEY, a TEXT)", "SELECT id, a FROM t")
        desk.run(
            "CREATE TABLE _alembic_tmp_t (id INTEGER PRIMARY KEY, a TEXT, b INT, c)",
            "INSERT INTO _alembic_tmp_t (id, a) SELECT id, a FROM t",
        )
        entry = desk.moves("t", kept="tktrash_again")
        came = [desk.trash.return_column(desk.connection, column, "") for column in (b, c)]
        assert desk.rebuilds(entry, "_alembic_tmp_t")[1] == []
        for each in came:
            # The revision makes them itself, after the rename.
            assert each.back == ()
            desk.run(*each.steps)
        assert desk.rows("SELECT id, a, b, c FROM t") == before
        assert {row[1] for row in desk.schema()} == {"t"}


def test_where_nothing_is_in_the_trash(sqlite: Database) -> None:
    with desk_in(sqlite.url, *OLD) as desk:
        entry = Entry(table=Name(name="t"), column=None, kept=KEPT, record={})
        assert desk.trash.rebuilt(desk.connection, entry, Name(name="t")) is None


def test_a_constraint_that_the_successor_lacks_is_told_when_its_column_comes_back(sqlite: Database) -> None:
    made = (
        "CREATE TABLE t (id INTEGER PRIMARY KEY, note TEXT, pid INT, "
        'CONSTRAINT uqn UNIQUE(note,pid), CHECK (pid > 0), CONSTRAINT "note" CHECK (pid < 99))'
    )
    with desk_in(sqlite.url, made, "INSERT INTO t VALUES (1, 'one', 2)") as desk:
        _, (note,) = rebuilt(desk, "(id INTEGER PRIMARY KEY, pid INT, CHECK (pid > 0))", "SELECT id, pid FROM t")
        (told,) = desk.returns(note).notes
        assert told.startswith("CONSTRAINT uqn UNIQUE(note,pid) did not come back to t: ")
        assert desk.rows("SELECT id, note, pid FROM t") == [(1, "one", 2)]


def test_a_constraint_that_is_there_again_is_not_told(sqlite: Database) -> None:
    made = "CREATE TABLE t (id INTEGER PRIMARY KEY, note TEXT, CHECK (note <> ''))"
    with desk_in(sqlite.url, made, "INSERT INTO t VALUES (1, 'one')") as desk:
        _, (note,) = rebuilt(desk, "(id INTEGER PRIMARY KEY)", "SELECT id FROM t")
        desk.run("DROP TABLE t", """CREATE TABLE t (id INTEGER PRIMARY KEY, "note", check ("note" <> ''))""")
        desk.run("INSERT INTO t VALUES (1, 'new')")
        assert desk.returns(note).notes == ()
        assert desk.rows("SELECT id, note FROM t") == [(1, "one")]
