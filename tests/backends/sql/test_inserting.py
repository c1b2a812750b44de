from __future__ import annotations

import pytest

from tests.backends.sql.cases import inserted
from toolkit.backends.sql.inserting import rows_inserted
from toolkit.backends.sql.reader import Reader


@pytest.mark.parametrize(
    ("sql", "target", "sources"),
    [
        ("INSERT INTO t VALUES ((SELECT a FROM u))", "t", []),
        ("INSERT INTO t (a, b) SELECT a, b FROM u", "t", ["u"]),
        (
            "INSERT INTO t SELECT * FROM u AS x, s.v y LEFT JOIN w ON x.a = w.a, z WHERE a IN (1, 2)",
            "t",
            ["u", "s.v", "w", "z"],
        ),
        ("INSERT INTO t SELECT * FROM (u JOIN v ON true)", "t", ["u", "v"]),
        ("INSERT INTO t SELECT * FROM u, LATERAL (SELECT * FROM v) x", "t", ["u", "v"]),
        ("INSERT INTO t SELECT * FROM u WHERE EXISTS (SELECT 1 FROM v), a, b", "t", ["u", "v"]),
        ("INSERT INTO t SELECT * FROM u ORDER BY a, b", "t", ["u"]),
        ("INSERT INTO t SELECT a FROM u UNION ALL SELECT b, c FROM v", "t", ["u", "v"]),
        ("INSERT INTO t SELECT substring(a FROM 1), trim(both FROM b) FROM u", "t", ["u"]),
        ("INSERT INTO t SELECT * FROM ONLY u, unnest(a) x", "t", ["u"]),
        (
            "INSERT INTO t WITH q AS (SELECT * FROM u), r (a) AS NOT MATERIALIZED (SELECT 1) SELECT * FROM q, r, s.q",
            "t",
            ["u", "s.q"],
        ),
        ("INSERT INTO t (SELECT * FROM u)", "t", ["u"]),
        ("INSERT INTO t SELECT * FROM t, u, u", "t", ["t", "u"]),
        ("INSERT INTO t SELECT 'x FROM v' FROM u -- JOIN w", "t", ["u"]),
        ("INSERT INTO t DEFAULT VALUES", "t", []),
    ],
)
def test_where_rows_come_from(sql: str, target: str, sources: list[str]) -> None:
    assert rows_inserted(Reader(sql, "postgresql")) == inserted(target, *sources)


@pytest.mark.parametrize(("backend", "sql", "target"), [
    ("mysql", "INSERT LOW_PRIORITY IGNORE INTO `a`.`b` VALUES ()", "a.b"),
    ("mysql", "INSERT t PARTITION (p0) SET a = 1", "t"),
    ("mysql", "REPLACE DELAYED t VALUE (1)", "t"),
    ("sqlite", "INSERT OR ROLLBACK INTO main.t VALUES (1)", "main.t"),
])  # fmt: skip
def test_where_rows_go(backend: str, sql: str, target: str) -> None:
    assert rows_inserted(Reader(sql, backend)) == inserted(target)


def test_no_target_is_no_insert() -> None:
    assert rows_inserted(Reader("INSERT INTO %s VALUES (1)", "mysql")) is None


def test_rows_of_values_are_not_read() -> None:
    reader = Reader(f"INSERT INTO t VALUES {'(1, 2), ' * 10_000}(3, 4)", "mysql")
    rows_inserted(reader)
    assert len(reader._tokens) < 10
