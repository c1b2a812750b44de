from __future__ import annotations

from tests.backends.trash.sqlite.desk import Desk, desk_in
from tests.servers.database import Database
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.sqlite.references import references_of, references_to, referring_rows
from toolkit.backends.trash.sqlite.schema import Found, find_table

TABLES = (
    "CREATE TABLE p (a INT, b TEXT COLLATE NOCASE, PRIMARY KEY (a, b))",
    "CREATE TABLE c (x REFERENCES other (id) ON DELETE SET NULL, y, z, FOREIGN KEY (y, z) REFERENCES P)",
    "INSERT INTO p VALUES (1, 'k')",
    "INSERT INTO c VALUES (1, '1', 'K'), (2, 1, 'q'), (3, NULL, 'k'), (4, 1, NULL)",
)


def found(desk: Desk, name: str) -> Found:
    table = find_table(desk.connection, Name(name=name))
    assert table is not None
    return table


def test_who_refers_to_whom(sqlite: Database) -> None:
    with desk_in(sqlite.url, *TABLES) as desk:
        (reference,) = references_to(desk.connection, found(desk, "p"))
        assert (reference.child, reference.columns, reference.referred) == ("c", ("y", "z"), ())
        told = {
            (each.parent, each.columns, each.on_delete) for each in references_of(desk.connection, found(desk, "c"))
        }
        assert told == {("P", ("y", "z"), "NO ACTION"), ("other", ("x",), "SET NULL")}


def test_which_rows_refer(sqlite: Database) -> None:
    """NULL refers to nothing; types and collation are those of the parent."""
    with desk_in(sqlite.url, *TABLES) as desk:
        parent = found(desk, "p")
        assert referring_rows(desk.connection, "c", ("y", "z"), parent, ()) == (1, 1)
        assert referring_rows(desk.connection, "c", ("y",), parent, ()) == (0, 0)
        assert referring_rows(desk.connection, "c", ("y",), parent, ("none",)) == (0, 0)
