from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tests.backends.catalogs.innodb.facets import connected, run
from tests.servers.database import Database
from toolkit.backends.catalogs.innodb.joined import _ABSENT, _CELL, _ROW, _parted, in_one_piece
from toolkit.backends.catalogs.innodb.session import own_settings

CELLS = st.none() | st.text(st.sampled_from(["a", "é", " ", "'", "\x1d", _ROW, _CELL]), max_size=3)
COMMENTS: sa.Select[Any] = (
    sa.select(sa.column("COLUMN_NAME"), sa.column("ORDINAL_POSITION"), sa.column("COLUMN_COMMENT"))
    .select_from(sa.table("COLUMNS", schema="information_schema"))
    .where(sa.column("TABLE_SCHEMA") == sa.func.database(), sa.column("TABLE_NAME") == "t")
)


@given(st.integers(1, 3).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1)))
def test_what_is_read_is_what_was_joined(rows: list[list[str | None]]) -> None:
    """Whatever stands in the texts: either as it was, or not at all."""
    cells = [[_ABSENT if cell is None else cell for cell in row] for row in rows]
    found = _parted(_ROW.join(map(_CELL.join, cells)), len(rows), len(rows[0]))
    has_separator = any(mark in cell for row in rows for cell in row if cell is not None for mark in (_ROW, _CELL))
    assert found == (None if has_separator else [list(column) for column in zip(*rows, strict=True)])


def test_texts_of_a_server(server: Database) -> None:
    with connected(server.url) as connection:
        run(connection, ["CREATE TABLE t (a INTEGER COMMENT 'é % ''x''', `b %:c` INTEGER)"])
        with own_settings(connection, {}):
            found = in_one_piece(connection, COMMENTS)
            assert found is not None
            assert sorted(zip(*found, strict=True)) == [("a", "1", "é % 'x'"), ("b %:c", "2", "")]
            assert in_one_piece(connection, COMMENTS.where(sa.column("COLUMN_NAME") == "z")) == []


@pytest.mark.parametrize("comment", [f"one{_CELL}two", f"one{_ROW}two", f"{_ROW}{_CELL}"])
def test_texts_that_have_a_separator_are_not_taken_apart(server: Database, comment: str) -> None:
    with connected(server.url) as connection:
        run(connection, [f"CREATE TABLE t (a INTEGER COMMENT '{comment}', b INTEGER)"])
        with own_settings(connection, {}):
            assert in_one_piece(connection, COMMENTS) is None


def test_what_a_server_cuts_off(server: Database) -> None:
    with connected(server.url) as connection:
        columns = ", ".join(f"column_{number} INTEGER COMMENT '{'x' * 40}'" for number in range(40))
        run(connection, [f"CREATE TABLE t ({columns})"])
        connection.exec_driver_sql("SET SESSION group_concat_max_len = 1024")
        assert in_one_piece(connection, COMMENTS) is None
        with own_settings(connection, {}):
            assert [*map(len, in_one_piece(connection, COMMENTS) or [])] == [40, 40, 40]


def test_what_a_server_refuses(server: Database) -> None:
    with connected(server.url) as connection:
        assert in_one_piece(connection, sa.select(sa.column("none")).select_from(sa.table("not_there"))) is None
        assert connection.scalar(sa.select(1)) == 1
