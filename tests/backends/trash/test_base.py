"""What every server promises of its trash."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from tests.house.sources import ROOT
from tests.servers.database import Database
from toolkit.backends.journal import JOURNAL_TABLES
from toolkit.backends.own import is_our_own
from toolkit.backends.running import habits_of
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import IS_TYPE, PREFIX, Entry, Trash
from toolkit.backends.trash.register import trash_of

T = Name(name="t")
KEPT = f"{PREFIX}0123abcd_t"
KEPT_COLUMN = f"{PREFIX}0123abcd_n"


@dataclass(frozen=True)
class Desk:
    """A connection in the transaction of a revision, with the table ``t`` of two rows, and its server's trash."""

    connection: sa.Connection
    trash: Trash

    def send(self, steps: Sequence[str]) -> None:
        for step in steps:
            self.connection.exec_driver_sql(step, execution_options={"no_parameters": True})

    def rows(self, query: str = "SELECT id, n FROM t ORDER BY id") -> list[tuple[object, ...]]:
        return [tuple(row) for row in self.connection.exec_driver_sql(query)]

    def drops(self, column: str | None = None) -> Entry:
        """It is in the trash, and the record has been in the journal."""
        kept = KEPT if column is None else KEPT_COLUMN
        if column is None:
            move = self.trash.move_table(self.connection, T, kept, cascade=False, together=frozenset({T}))
        else:
            move = self.trash.move_column(
                self.connection, T, column, kept, cascade=False, together=((column, KEPT_COLUMN),)
            )
        self.send(move.steps)
        record = json.loads(json.dumps(dict(move.record)))
        assert record == dict(move.record), "values of JSON only"
        return Entry(table=T, column=column, kept=kept, record=record)


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    trash = trash_of(database.backend)
    assert trash is not None
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)")
        connection.exec_driver_sql("INSERT INTO t VALUES (1, 10), (2, NULL)")
        connection.commit()
        desk = Desk(connection, trash)
        begin = habits_of(database.backend).needs_begin
        desk.send([] if begin is None else [begin])
        yield desk


def test_a_table_goes_and_comes_back_with_its_rows(desk: Desk) -> None:
    entry = desk.drops()
    assert not desk.trash.exists(desk.connection, T, None)
    assert desk.trash.find(desk.connection, entry) is not None
    came = desk.trash.return_table(desk.connection, entry)
    desk.send(came.steps)
    assert came.notes == ()
    assert desk.rows() == [(1, 10), (2, None)]
    assert desk.trash.exists(desk.connection, T, "n")
    assert desk.trash.find(desk.connection, entry) is None


def test_a_column_goes_and_comes_back_with_its_values(desk: Desk) -> None:
    entry = desk.drops("n")
    assert desk.trash.exists(desk.connection, T, None)
    assert not desk.trash.exists(desk.connection, T, "n")
    desk.connection.exec_driver_sql("INSERT INTO t (id) VALUES (3)")
    desk.send(desk.trash.return_column(desk.connection, entry, "").steps)
    assert desk.rows() == [(1, 10), (2, None), (3, None)]


@pytest.mark.parametrize("column", [None, "n"])
def test_the_size_is_told_and_a_purge_is_for_good(desk: Desk, column: str | None) -> None:
    entry = desk.drops(column)
    rows, size = desk.trash.size(desk.connection, entry)
    assert rows == (2 if column is None else 1), "the rows of a table, the values of a column"
    assert size is None or size > 0
    desk.send(desk.trash.purge(desk.connection, entry))
    assert desk.trash.find(desk.connection, entry) is None
    assert not any(map(is_our_own, sa.inspect(desk.connection).get_table_names()))
    assert desk.trash.exists(desk.connection, T, None) is (column is not None)


def test_the_name_in_the_trash_is_no_table_of_the_user(desk: Desk) -> None:
    desk.drops()
    assert all(map(is_our_own, sa.inspect(desk.connection).get_table_names()))
    desk.connection.exec_driver_sql("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)")
    assert desk.rows() == []


def test_an_empty_table_and_a_temporary_one_are_told_apart(desk: Desk) -> None:
    desk.connection.exec_driver_sql("CREATE TEMPORARY TABLE brief (id INTEGER)")
    assert desk.trash.is_temporary(desk.connection, Name(name="brief"))
    assert not desk.trash.exists(desk.connection, Name(name="brief"), None)
    assert not desk.trash.is_temporary(desk.connection, T)
    assert not desk.trash.is_empty(desk.connection, T)
    desk.connection.exec_driver_sql("DELETE FROM t")
    assert desk.trash.is_empty(desk.connection, T)


def test_the_manual_says_what_to_leave_out() -> None:
    manual = (ROOT / "docs/running.md").read_text(encoding="utf-8")
    assert f"begin with `{PREFIX}`" in manual
    [of_journal] = re.findall(r"leaves out `(\S+)`", manual)
    assert all(re.search(of_journal, name) for name in JOURNAL_TABLES)
    assert not re.search(of_journal, KEPT), "rows in the trash are not the journal's"


def test_only_a_record_that_says_so_is_a_type() -> None:
    entry = Entry(table=T, column=None, kept=KEPT, record={IS_TYPE: True})
    assert entry.is_type
    assert not Entry(table=T, column=None, kept=KEPT, record={}).is_type
