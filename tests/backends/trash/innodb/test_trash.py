from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.exc import DBAPIError

from tests.backends.trash.innodb.desk import Desk, desk_of
from tests.servers.database import Database
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import Entry
from toolkit.backends.trash.register import trash_of


def _exists(desk: Desk, table: str, column: str | None = None) -> bool:
    return desk.trash.exists(desk.connection, Name(name=table), column)


def test_both_servers_have_it() -> None:
    assert type(trash_of("mysql")) is type(trash_of("mariadb"))


def test_what_exists(desk: Desk) -> None:
    desk.run(
        "CREATE TABLE t (id INT)", "CREATE VIEW v AS SELECT id FROM t", "CREATE TEMPORARY TABLE temporary_one (id INT)"
    )
    assert _exists(desk, "t")
    assert _exists(desk, "t", "id")
    assert not _exists(desk, "t", "other")
    assert not _exists(desk, "v")
    assert not _exists(desk, "v", "id")
    assert not _exists(desk, "temporary_one")
    assert not _exists(desk, "nothing")
    assert desk.trash.exists(desk.connection, Name(schema=desk.value("SELECT DATABASE()"), name="t"), "id")
    assert not desk.trash.exists(desk.connection, Name(schema="nowhere", name="t"), None)


def test_what_is_temporary(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id INT)", "CREATE TABLE hidden (id INT)", "CREATE VIEW v AS SELECT id FROM t")
    desk.run("CREATE TEMPORARY TABLE hidden (id INT)", "CREATE TEMPORARY TABLE alone (id INT)")
    told = {
        name: desk.trash.is_temporary(desk.connection, Name(name=name)) for name in ("t", "hidden", "alone", "v", "x")
    }
    assert told == {"t": False, "hidden": True, "alone": True, "v": False, "x": False}


def test_what_is_empty(innodb: Database) -> None:
    with desk_of(innodb, autocommit=False) as desk, desk_of(innodb, autocommit=False) as other:
        desk.run("CREATE TABLE t (id INT PRIMARY KEY)")
        # A snapshot that is older than what the other one writes.
        assert desk.value("SELECT COUNT(*) FROM t") == 0
        other.run("INSERT INTO t VALUES (1)")
        table = Name(name="t")
        assert not desk.trash.is_empty(desk.connection, table), "somebody is writing"
        other.connection.commit()
        assert desk.value("SELECT COUNT(*) FROM t") == 0
        assert not desk.trash.is_empty(desk.connection, table)
        desk.connection.rollback()
        desk.run("DELETE FROM t", "COMMIT")
        assert desk.trash.is_empty(desk.connection, table)


def test_tables_are_found_measured_and_purged(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id INT PRIMARY KEY, c TEXT)", "INSERT INTO t VALUES (1, 'x'), (2, NULL)")
    entry = desk.drop_table()
    assert desk.trash.find(desk.connection, entry) == Name(name=entry.kept)
    rows, size = desk.trash.size(desk.connection, entry)
    assert rows == 2
    assert size is not None
    assert size >= 16384
    assert desk.trash.purge(desk.connection, entry) == (f"DROP TABLE `{entry.kept}`",)
    desk.run(*desk.trash.purge(desk.connection, entry))
    assert desk.trash.find(desk.connection, entry) is None
    assert desk.trash.purge(desk.connection, entry) == ()
    assert desk.trash.size(desk.connection, entry) == (None, None)


def test_columns_are_found_wherever_their_table_is(desk: Desk) -> None:
    desk.run(
        "CREATE TABLE t (id INT PRIMARY KEY, c VARCHAR(9))", "INSERT INTO t VALUES (1, 'abc'), (2, NULL), (3, 'é')"
    )
    entry = desk.drop_column()
    desk.run("RENAME TABLE t TO other")
    assert desk.trash.find(desk.connection, entry) == Name(name="other")
    assert desk.trash.size(desk.connection, entry) == (2, 5)
    assert desk.trash.purge(desk.connection, entry) == (f"ALTER TABLE `other` DROP COLUMN `{entry.kept}`",)
    desk.restore(replace(entry, table=Name(name="other")))
    assert desk.rows("SELECT c FROM other ORDER BY id") == [("abc",), (None,), ("é",)]
    assert desk.trash.find(desk.connection, entry) is None


def test_nothing_is_rebuilt(desk: Desk) -> None:
    entry = Entry(table=Name(name="t"), column=None, kept="kept", record={})
    assert desk.trash.rebuilt(desk.connection, entry, Name(name="u")) is None


@pytest.mark.parametrize("what", ["is_empty", "is_temporary"])
def test_a_lost_connection_is_told(innodb: Database, what: str) -> None:
    with desk_of(innodb) as desk, desk_of(innodb) as other:
        desk.run("CREATE TABLE t (id INT)")
        other.run(f"KILL {desk.value('SELECT CONNECTION_ID()')}")
        with pytest.raises(DBAPIError):
            getattr(desk.trash, what)(desk.connection, Name(name="t"))
