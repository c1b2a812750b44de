from __future__ import annotations

import pytest

from toolkit.backends.sql.querying import go_to_main, into, query, with_query
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.values import Kind, Name


@pytest.mark.parametrize(
    ("backend", "sql", "kind"),
    [
        ("postgresql", "SELECT next, value, into_ FROM t", Kind.READ),
        ("postgresql", 'SELECT "pg_catalog"."setval" (\'s\', 1)', Kind.CHANGE),
        ("postgresql", "SELECT nextval FROM t -- nextval(1)", Kind.READ),
        ("postgresql", "SELECT 1 FROM (SELECT SETVAL('s', 1)) x", Kind.CHANGE),
        ("postgresql", "SELECT pg_try_advisory_lock(1), nextval('s')", Kind.CHANGE),
        ("postgresql", "SELECT pg_try_advisory_lock(1)", Kind.SESSION),
        ("postgresql", "SELECT (SELECT 1 INTO x)", Kind.READ),
        ("mariadb", "SELECT a FROM t WHERE a = (SELECT next value for s)", Kind.CHANGE),
        ("mysql", "SELECT RELEASE_ALL_LOCKS()", Kind.SESSION),
        ("mysql", "SELECT * INTO DUMPFILE 'x' FROM t", Kind.OPAQUE),
        ("mysql", "SELECT 'INTO OUTFILE'", Kind.READ),
        ("sqlite", "SELECT get_lock FROM t", Kind.READ),
    ],
)
def test_select(backend: str, sql: str, kind: Kind) -> None:
    assert query(Reader(sql, backend)).kind is kind


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("WITH a AS (SELECT 1) SELECT * FROM a FOR UPDATE", Kind.READ),
        ("WITH a AS (SELECT 1), b(c) AS MATERIALIZED (SELECT 2) UPDATE t SET c = 1", Kind.CHANGE),
        ("WITH a AS (UPDATE t SET c = 1 RETURNING c) SELECT * FROM a", Kind.CHANGE),
        ("WITH a AS (WITH b AS (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM b) SELECT * FROM a", Kind.CHANGE),
        ("WITH a AS (SELECT (REPLACE('a', 'b', 'c')), (INSERT('a', 1, 1, 'b'))) SELECT * FROM a", Kind.READ),
        ("WITH a AS (SELECT 'DELETE FROM t') SELECT nextval('s') FROM a", Kind.CHANGE),
    ],
)
def test_with(sql: str, kind: Kind) -> None:
    assert with_query(Reader(sql, "postgresql")).kind is kind


def test_the_statement_after_with() -> None:
    reader = Reader("WITH a AS (SELECT 1), b AS (SELECT 2) DELETE FROM t", "postgresql")
    assert not go_to_main(reader)
    assert reader.word == "DELETE"


@pytest.mark.parametrize(
    ("sql", "made"),
    [
        ("SELECT 1 INTO t", (Name(name="t"), False)),
        ("SELECT 1 INTO UNLOGGED TABLE s.t", (Name(schema="s", name="t"), False)),
        ("SELECT 1 INTO LOCAL TEMPORARY t", (Name(name="t"), True)),
        ("SELECT 1 INTO pg_temp.t", (Name(schema="pg_temp", name="t"), True)),
        ("SELECT 1", None),
    ],
)
def test_a_select_that_makes_a_table(sql: str, made: tuple[Name, bool] | None) -> None:
    assert into(Reader(sql, "postgresql")) == made
    assert into(Reader(sql, "mysql")) is None
