from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from tests.backends.trash.sqlite.desk import desk_in
from tests.servers.database import Database
from toolkit.errors import CommandRefused

PARENT = ("CREATE TABLE p (id INTEGER PRIMARY KEY, x UNIQUE)", "INSERT INTO p VALUES (1, 1), (2, 2)")


def child(action: str, rows: str = "(1), (2), (NULL)") -> tuple[str, ...]:
    return (f"CREATE TABLE c (a REFERENCES p {action})", f"INSERT INTO c VALUES {rows}")


@pytest.mark.parametrize("action", ["", "ON DELETE RESTRICT", "ON DELETE NO ACTION"])
def test_the_server_refuses(sqlite: Database, action: str) -> None:
    with desk_in(sqlite.url, *PARENT, *child(action), foreign_keys=True) as desk:
        before = desk.schema()
        with pytest.raises(IntegrityError, match="FOREIGN KEY constraint failed"):
            desk.moves("p")
        assert desk.schema() == before
        desk.run("DELETE FROM c WHERE a IS NOT NULL")
        desk.returns(desk.moves("p"))
        assert desk.schema() == before


@pytest.mark.parametrize(
    ("action", "verb"),
    [
        ("ON DELETE CASCADE", "delete 2 rows"),
        ("ON DELETE SET NULL", "set NULL in 2 rows"),
        ("ON DELETE SET DEFAULT", "set the default in 2 rows"),
        ("ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED", "delete 2 rows"),
    ],
)
def test_rows_that_would_change(sqlite: Database, action: str, verb: str) -> None:
    with desk_in(sqlite.url, *PARENT, *child(action), foreign_keys=True) as desk:
        with pytest.raises(CommandRefused, match=f"Dropping p would {verb} of c"):
            desk.moves("p")
        assert desk.value("SELECT count(a) FROM c") == 2
        desk.run("DELETE FROM c WHERE a IS NOT NULL")
        desk.moves("p")


def test_what_only_the_commit_would_refuse(sqlite: Database) -> None:
    deferred = "DEFERRABLE INITIALLY DEFERRED"
    with desk_in(sqlite.url, *PARENT, *child(deferred), foreign_keys=True) as desk:
        with pytest.raises(CommandRefused, match="leaves 2 rows of c that refer to it"):
            desk.moves("p")
        desk.moves("c", kept="tktrash_c")
        desk.moves("p")


def test_nothing_is_refused_where_keys_are_not_enforced(sqlite: Database) -> None:
    with desk_in(sqlite.url, *PARENT, *child("ON DELETE CASCADE")) as desk:
        desk.moves("p")
        assert desk.value("SELECT count(a) FROM c") == 2


def test_the_children_first_then_the_parent_and_back(sqlite: Database) -> None:
    cascade = child("ON DELETE CASCADE")
    with desk_in(sqlite.url, *PARENT, *cascade, foreign_keys=True) as desk:
        before = desk.schema()
        moved = desk.moves("c", kept="tktrash_c")
        parent = desk.moves("p")
        assert desk.returns(parent).notes == ()
        assert desk.returns(moved).notes == ()
        assert desk.schema() == before
        assert desk.value("SELECT count(a) FROM c") == 2


def test_keys_of_several_columns_and_of_other_names(sqlite: Database) -> None:
    statements = (
        "CREATE TABLE p (a, b, [c d] COLLATE NOCASE UNIQUE, PRIMARY KEY (a, b))",
        "CREATE TABLE c (x, y, z REFERENCES P ('C D') ON DELETE CASCADE, FOREIGN KEY (x, y) REFERENCES p)",
        "INSERT INTO p VALUES (1, 2, 'k')",
        "INSERT INTO c VALUES (1, NULL, 'K')",
    )
    with desk_in(sqlite.url, *statements, foreign_keys=True) as desk:
        with pytest.raises(CommandRefused, match="delete 1 row of c"):
            desk.moves("p")
        desk.run("UPDATE c SET z = NULL")
        entry = desk.moves("p")
        desk.run("PRAGMA defer_foreign_keys = 1")
        desk.returns(entry)
        desk.run("UPDATE c SET y = 2")
        with pytest.raises(CommandRefused, match="leaves 1 row of c"):
            desk.moves("p")


def test_a_key_that_fits_nothing_refuses_nothing(sqlite: Database) -> None:
    statements = (*PARENT, "CREATE TABLE c (a, b, FOREIGN KEY (a, b) REFERENCES p, FOREIGN KEY (a) REFERENCES p (no))")
    with desk_in(sqlite.url, *statements) as desk:
        desk.run("INSERT INTO c VALUES (1, 1)")
        desk.connection.commit()
        desk.run("PRAGMA foreign_keys = 1", "BEGIN IMMEDIATE")
        desk.moves("p")


def test_a_table_that_refers_to_itself(sqlite: Database) -> None:
    tree = ("CREATE TABLE t (id INTEGER PRIMARY KEY, up REFERENCES t {})", "INSERT INTO t VALUES (1, NULL), (2, 1)")
    with desk_in(sqlite.url, tree[0].format("ON DELETE CASCADE"), tree[1], foreign_keys=True) as desk:
        before = desk.schema()
        desk.returns(desk.moves("t"))
        assert desk.schema() == before
        assert desk.value("SELECT count(*) FROM t") == 2
