from __future__ import annotations

from tests.backends.trash.sqlite.desk import desk_in
from tests.servers.database import Database
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.sqlite.schema import columns_of, find_table
from toolkit.backends.trash.sqlite.sides import VALUE, filled, kept_aside, key_in, without_value


def test_there_and_back(sqlite: Database) -> None:
    statements = (
        "CREATE TABLE t (b DECIMAL, a VARCHAR(3), v REAL, PRIMARY KEY (a, b)) WITHOUT ROWID",
        "INSERT INTO t VALUES (1, 'x', 1), (2.5, 'x', NULL), ('text', '', 'word')",
    )
    with desk_in(sqlite.url, *statements) as desk:
        table = find_table(desk.connection, Name(name="t"))
        assert table is not None
        key = key_in(desk.connection, table, columns_of(desk.connection, table))
        assert key is not None
        assert (key.columns, key.types, key.names) == (("a", "b"), ("TEXT", "NUMERIC"), ("key_1", "key_2"))
        before = desk.rows("SELECT * FROM t")
        desk.run(*kept_aside('main."the side"', key, "SELECT a, b, v FROM t"))
        assert sorted(desk.rows(f'SELECT typeof({VALUE}) FROM "the side"')) == [("null",), ("real",), ("text",)]
        desk.run("UPDATE t SET v = 0", "INSERT INTO t VALUES (9, 'new', 9)")
        side = find_table(desk.connection, Name(name="the side"))
        assert side is not None
        assert desk.value(f"SELECT count(*) FROM {without_value(side, table, key)}") == 2
        desk.run(filled(side, "t", "v", key), "DELETE FROM t WHERE b = 9")
        assert desk.rows("SELECT * FROM t") == before
