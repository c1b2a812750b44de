from __future__ import annotations

from tests.backends.trash.postgresql.desk import Desk
from toolkit.backends.trash.postgresql.finding import bytes_of, heirs, locate


def test_a_table_is_found_wherever_it_is(desk: Desk) -> None:
    desk.run("CREATE TABLE t (a int)")
    entry = desk.moves("t")
    desk.run(f"CREATE INDEX {entry.kept}_9 ON {entry.kept} (a)", f"ALTER TABLE {entry.kept} SET SCHEMA other")
    found = locate(desk.connection, entry)
    assert found is not None
    assert found.written == f'"other"."{entry.kept}"'
    desk.run(f"DROP TABLE other.{entry.kept}", f"CREATE VIEW {entry.kept} AS SELECT 1")
    assert locate(desk.connection, entry) is None


def test_a_column_is_found_where_its_heirs_have_it_from(desk: Desk) -> None:
    desk.run("CREATE TABLE par (a int, b int); CREATE TABLE kid () INHERITS (par)")
    entry = desk.moves("par", "a")
    desk.run("ALTER TABLE par RENAME TO zebra")
    found = locate(desk.connection, entry)
    assert found is not None
    assert found.name == "zebra"
    desk.run(*desk.trash.purge(desk.connection, entry))
    assert locate(desk.connection, entry) is None


def test_partitions_and_heirs(desk: Desk) -> None:
    desk.run(
        "CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p DEFAULT PARTITION BY LIST (a);"
        "CREATE TABLE p2 PARTITION OF p1 DEFAULT; INSERT INTO p SELECT 1 FROM generate_series(1, 5000)"
    )
    found = locate(desk.connection, desk.moves("p"))
    assert found is not None
    assert [(heir.is_partition, heir.table.kind) for heir in heirs(desk.connection, found)] == [
        (True, "p"),
        (True, "r"),
    ]
    assert bytes_of(desk.connection, found) > 5000 * 20
