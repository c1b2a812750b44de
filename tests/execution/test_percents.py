"""A percent sign in a text is one percent sign to the server, whatever its driver wants to be given."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tests.execution.attempts import attempt, rows_of, run_on
from tests.servers.database import Database
from toolkit.execution.percents import doubled, doubles, halved

FORMATS = sa.make_url("mysql+pymysql://").get_dialect()()
LEAVES = sa.make_url("sqlite://").get_dialect()()


def test_only_a_driver_that_formats_wants_two() -> None:
    assert doubles(FORMATS)
    assert not doubles(LEAVES)
    assert halved("LIKE '5%%'", LEAVES) == "LIKE '5%%'"


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT '5%%'", "SELECT '5%'"),
        ("SELECT '%%%%'", "SELECT '%%'"),
        ("SELECT %(n)s LIKE '5%%'", "SELECT %(n)s LIKE '5%'"),
        ("SELECT %s, 'a%%b', '%%s'", "SELECT %s, 'a%b', '%s'"),
    ],
)
def test_the_server_gets_one(sql: str, told: str) -> None:
    assert halved(sql, FORMATS) == told
    assert doubled(told, sql) == sql
    assert doubled(told.replace("SELECT", "SELECT ALL"), sql) == sql.replace("SELECT", "SELECT ALL")


@given(st.text(alphabet="%( )sbnx'"))
def test_the_way_back_is_the_same_text(literal: str) -> None:
    sql = f"SELECT %(n)s, '{literal.replace('%', '%%')}'"
    assert doubled(halved(sql, FORMATS), sql) == sql


def test_where_a_sign_came_in_between_it_is_told_by_its_looks() -> None:
    assert doubled("SELECT %(n)s, '5%', '%x'", "SELECT %(n)s, '5%%'") == "SELECT %(n)s, '5%%', '%%x'"


def test_each_statement_of_a_text_arrives_as_it_was_written(database: Database) -> None:
    run_on(database, "CREATE TABLE t (id INT, note VARCHAR(20))")
    with attempt(database) as attempted:
        insert = "INSERT INTO t VALUES (1, '60% off'); INSERT INTO t VALUES (2, '%%')"
        attempted.connection.execute(sa.text(insert))
        attempted.connection.commit()
    assert rows_of(database, "SELECT id, note FROM t ORDER BY id") == [(1, "60% off"), (2, "%%")]


def test_what_is_dropped_is_found_by_its_name(database: Database) -> None:
    table = sa.Table("50%", sa.MetaData(), sa.Column("id", sa.Integer), sa.Column("%s", sa.Integer))
    with attempt(database) as attempted:
        attempted.connection.execute(sa.schema.CreateTable(table))
        attempted.connection.execute(table.insert(), {"id": 1, "%s": 2})
        attempted.connection.commit()
        attempted.sender.leave(0.0)
    with attempt(database, "bb22") as attempted:
        attempted.connection.execute(sa.schema.DropTable(table))
        attempted.connection.commit()
        keeper = attempted.sender.keeper
        assert keeper is not None
        assert [str(entry) for entry in keeper.entries.values()] == ["table 50%"]
