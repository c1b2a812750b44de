"""The server's answers, schema by schema."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.backends.catalogs.sqlite.reading import IS_OLD, connected, run
from toolkit.backends.catalogs.sqlite.queries import ObjectRow, attached, rows_of, shadows


def test_each_schema_answers_for_itself() -> None:
    """A temporary table of the same name, and one of another database, stay out of it."""
    with connected() as connection:
        run(
            connection,
            'ATTACH \':memory:\' AS "my ""x"',
            "CREATE TABLE t (a REFERENCES o (b) UNIQUE)",
            "CREATE TEMP TABLE t (t1)",
            'CREATE TABLE "my ""x".t (x1, x2)',
        )
        assert attached(connection) == {"main", "temp", 'my "x'}
        columns = {
            schema: [column.name for column in rows_of(connection, schema, ()).columns["t"]]
            for schema in ("main", "temp", 'my "x')
        }
        assert columns == {"main": ["a"], "temp": ["t1"], 'my "x': ["x1", "x2"]}
        rows = rows_of(connection, "main", ())
        assert [(row.column, row.table, row.referred) for row in rows.references["t"]] == [("a", "o", "b")]
        assert [(row.origin, row.column) for row in rows.parts["t"]] == [("u", "a")]
        assert ObjectRow("table", "t", "t", True, "CREATE TABLE t (a REFERENCES o (b) UNIQUE)") in rows.objects


@pytest.mark.skipif(IS_OLD, reason="the library cannot tell")
def test_shadows_are_told() -> None:
    with connected() as connection:
        run(connection, "CREATE VIRTUAL TABLE f USING fts5(a)")
        assert ("main", "f_data") in shadows(connection)


def test_an_older_library_is_not_asked() -> None:
    old = SimpleNamespace(dialect=SimpleNamespace(dbapi=SimpleNamespace(sqlite_version_info=(3, 36, 0))))
    assert shadows(old) == frozenset()
