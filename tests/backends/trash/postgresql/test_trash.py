"""Whatever shape a table has: what goes to the trash comes back as it was, and purged it is as if it had been dropped."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings

from tests.backends.trash.postgresql.desk import Desk, differences, state
from tests.backends.trash.postgresql.shapes import NAME, Shape, T, shapes
from toolkit.backends.sql.values import Name

pytestmark = pytest.mark.filterwarnings("ignore")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _check(desk: Desk, drop: str, column: str | None, cascade: bool) -> None:
    before = desk.photo()
    rows = desk.rows(f"SELECT * FROM {T} t ORDER BY t")
    refused = None
    with desk.undone():
        try:
            desk.run(drop)
        except sa.exc.DBAPIError as error:
            refused = error
        else:
            dropped = desk.photo()
    if refused is not None:
        with desk.undone(), pytest.raises(sa.exc.DBAPIError) as told:
            desk.moves(NAME, column, cascade=cascade)
        assert state(told.value) == state(refused)
        return
    entry = desk.moves(NAME, column, cascade=cascade)
    assert not desk.trash.exists(desk.connection, entry.table, column)
    assert desk.trash.find(desk.connection, entry) is not None
    with desk.undone():
        desk.run(*desk.trash.purge(desk.connection, entry))
        assert differences(dropped, desk.photo()) == []
    came = desk.returns(entry)
    assert came.notes == ()
    assert differences(before, desk.photo()) == []
    assert desk.rows(f"SELECT * FROM {T} t ORDER BY t") == rows


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shape=shapes())
def test_a_table_of_any_shape(desk: Desk, shape: Shape) -> None:
    with desk.undone():
        desk.run(*shape.statements)
        _check(desk, f"DROP TABLE {T}{' CASCADE' if shape.cascade else ''}", None, shape.cascade)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shape=shapes())
def test_a_column_of_any_shape(desk: Desk, shape: Shape) -> None:
    with desk.undone():
        desk.run(*shape.statements)
        cascade = " CASCADE" if shape.cascade else ""
        _check(desk, f"ALTER TABLE {T} DROP COLUMN {_quoted(shape.column)}{cascade}", shape.column, shape.cascade)


def test_what_is_there(desk: Desk) -> None:
    desk.run("CREATE TABLE t (a int); CREATE VIEW v AS SELECT 1 AS a; CREATE TEMPORARY TABLE passing (a int)")
    desk.run("CREATE TABLE other.far (a int)")

    def exists(name: str, column: str | None = None, schema: str | None = None) -> bool:
        return desk.trash.exists(desk.connection, Name(schema=schema, name=name), column)

    assert exists("t")
    assert exists("t", "a", "public")
    assert not exists("t", "xmin")
    assert not exists("t", "b")
    assert not exists("v")
    assert not exists("passing")
    assert not exists("far")
    assert exists("far", "a", "other")
    assert not exists("T")
    desk.run("CREATE TEMPORARY TABLE t (b int)")
    assert exists("t", "a")


def test_whose_constraint_it_is(desk: Desk) -> None:
    desk.run("CREATE TABLE one (n int CONSTRAINT positive CHECK (n > 0)); CREATE TABLE two (n int)")
    found = [desk.trash.has_constraint(desk.connection, Name(name=name), "positive") for name in ("one", "two", "none")]
    assert found == [True, False, False]


def test_what_is_temporary(desk: Desk) -> None:
    desk.run("CREATE TABLE t (a int); CREATE TEMPORARY TABLE passing (a int)")

    def is_temporary(name: str, schema: str | None = None) -> bool:
        return desk.trash.is_temporary(desk.connection, Name(schema=schema, name=name))

    assert is_temporary("passing")
    assert not is_temporary("t")
    assert not is_temporary("nothing")
    desk.run("CREATE TEMPORARY TABLE t (a int)")
    assert is_temporary("t")
    assert not is_temporary("t", "public")


def test_what_is_empty(desk: Desk) -> None:
    desk.run('CREATE TABLE "%s t" (a int); CREATE TABLE kid () INHERITS ("%s t")')
    assert desk.trash.is_empty(desk.connection, Name(name="%s t"))
    desk.run("INSERT INTO kid VALUES (1)")
    assert not desk.trash.is_empty(desk.connection, Name(schema="public", name="%s t"))


def test_sizes(desk: Desk) -> None:
    desk.run("CREATE TABLE t (a int, b text); INSERT INTO t VALUES (1, NULL), (2, 'abc')")
    with desk.undone():
        assert desk.trash.size(desk.connection, desk.moves("t", "b")) == (1, 4)
        assert desk.trash.size(desk.connection, desk.moves("t", "a")) == (2, 8)
    rows, size = desk.trash.size(desk.connection, desk.moves("t"))
    assert rows == 2
    assert size is not None
    assert size >= 8192


def test_nobody_rebuilds_tables_here(desk: Desk) -> None:
    desk.run("CREATE TABLE t (a int); CREATE TABLE u (a int)")
    assert desk.trash.rebuilt(desk.connection, desk.moves("t"), Name(name="u")) is None
