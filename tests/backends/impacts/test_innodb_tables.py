from __future__ import annotations

import pytest

from tests.backends.impacts.sending import Shadow
from toolkit.backends.impacts.innodb_tables import touched
from toolkit.backends.sql.reading import read

ROWS, SCANNED, MOMENT = "rows nothing ROW", "scan nothing ROW", "none reads and writes EXCLUSIVE"
SHARED = "none writes SHARED"
STATEMENTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("UPDATE t SET a = 1 WHERE b IN (SELECT id FROM u)", {"t": ROWS}),
    ("UPDATE LOW_PRIORITY IGNORE t AS x SET x.a = 1, x.b = 2 ORDER BY a, b LIMIT 5", {"t": ROWS}),
    ("UPDATE t JOIN u ON t.id = u.id SET u.a = t.a", {"u": ROWS}),
    ("UPDATE t AS x, u y SET x.a = 1, y.b = (SELECT MAX(id) FROM w)", {"t": ROWS, "u": ROWS}),
    ("UPDATE t LEFT JOIN (SELECT id FROM u) AS d USING (id) SET b = 1", {"t": ROWS}),
    ("UPDATE (t JOIN u ON t.id = u.id) CROSS JOIN w SET w.a = 1", {"w": ROWS}),
    ("DELETE FROM t WHERE id > 5", {"t": ROWS}),
    ("DELETE FROM t", {"t": ROWS}),
    ("DELETE x FROM t AS x JOIN u ON u.id = x.id WHERE u.a = 1", {"t": ROWS}),
    ("DELETE t.*, y FROM t, u AS y WHERE t.id = y.id", {"t": ROWS, "u": ROWS}),
    ("DELETE FROM x USING t AS x JOIN u ON u.id = x.id", {"t": ROWS}),
    ("INSERT INTO t (id) VALUES (7)", {"t": ROWS}),
    ("INSERT INTO t (id) SELECT id + 90 FROM u JOIN w USING (id)", {"t": ROWS, "u": SCANNED, "w": SCANNED}),
    ("REPLACE INTO t (id) VALUES (7)", {"t": ROWS}),
    ("TRUNCATE TABLE t", {"t": MOMENT}),
    ("DROP TABLE t, u", {"t": MOMENT, "u": MOMENT}),
    ("RENAME TABLE t TO t9", {"t": MOMENT}),
    ("CREATE TABLE n AS SELECT id FROM t", {"t": "scan nothing NONE"}),
    ("CREATE TABLE n LIKE t", {}),
    ("LOCK TABLES t READ, u AS y WRITE", {"t": SHARED, "u": MOMENT}),
    ("FLUSH TABLES t, u WITH READ LOCK", {"t": SHARED, "u": SHARED}),
    ("ANALYZE LOCAL TABLE t", {"t": "none nothing NONE"}),
    ("SET @a = 1", {}),
    ("FLUSH TABLES", {}),
)
MYSQL = (
    ("WITH c AS (SELECT id FROM u) UPDATE t, c SET t.a = 1 WHERE t.id = c.id", {"t": ROWS}),
    ("WITH c AS (SELECT id FROM u) DELETE FROM t WHERE id IN (SELECT id FROM c)", {"t": ROWS}),
    ("ANALYZE TABLE t UPDATE HISTOGRAM ON a", {"t": "scan nothing NONE"}),
)
MARIADB = (
    ("CREATE OR REPLACE TABLE t (id INT)", {"t": MOMENT}),
    ("ANALYZE TABLE t PERSISTENT FOR ALL", {"t": "scan nothing NONE"}),
    ("SET STATEMENT lock_wait_timeout = 5 FOR UPDATE t SET a = 1", {"t": ROWS}),
    ("DELETE FROM t WHERE id = 5 RETURNING id", {"t": ROWS}),
)


def test_the_tables_of_every_statement(innodb: Shadow) -> None:
    """Each is one that the server takes."""
    for sql, expected in STATEMENTS + (MYSQL if innodb.backend == "mysql" else MARIADB):
        innodb.run("UNLOCK TABLES", "DROP TABLE IF EXISTS t, t9, u, w, n")
        innodb.run(*(f"CREATE TABLE {name} (id INT PRIMARY KEY, a INT, b INT)" for name in "tuw"))
        assert {name: " ".join(map(str, told)) for name, told in innodb.tables(sql).items()} == expected, sql
    innodb.run("UNLOCK TABLES")


@pytest.mark.parametrize("backend", ["mysql", "mariadb"])
@pytest.mark.parametrize(
    "sql", ["CALL p()", "SELECT 1 FROM t", "UPDATE", "DELETE FROM", "LOCK TABLES", "OPTIMIZE", "WITH"]
)
def test_what_is_not_understood_touches_nothing(backend: str, sql: str) -> None:
    assert [impact for statement in read(sql, backend) for impact in touched(statement, backend)] == []


def test_files_are_loaded_into_a_table() -> None:
    (statement,) = read("LOAD DATA LOCAL INFILE 'x' INTO TABLE d.t FIELDS TERMINATED BY ','", "mysql")
    (impact,) = touched(statement, "mysql")
    assert (impact.schema, impact.name, impact.work.value) == ("d", "t", "rows")
