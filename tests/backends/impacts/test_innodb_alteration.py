from __future__ import annotations

import pytest

from tests.backends.impacts.sending import Shadow
from toolkit.backends.impacts.innodb_alteration import alteration, with_clause
from toolkit.backends.sql.values import Name

COPY = "ALGORITHM=COPY, LOCK=SHARED"
TABLES = (
    "CREATE TABLE `t 1` (id INT NOT NULL PRIMARY KEY, a INT, s VARCHAR(20), KEY ix_a (a)) DEFAULT CHARSET=latin1",
    "CREATE TABLE r (id INT NOT NULL PRIMARY KEY, a INT) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (1), PARTITION p1 VALUES LESS THAN (2))",
)  # fmt: skip
BOTH = (
    ("ALTER TABLE `t 1` ADD COLUMN b INT", f"ALTER TABLE `t 1` {COPY}, ADD COLUMN b INT"),
    ("ALTER TABLE `t 1`ADD COLUMN b INT;", f"ALTER TABLE `t 1` {COPY},ADD COLUMN b INT;"),
    ("ALTER TABLE `t 1`", f"ALTER TABLE `t 1` {COPY}"),
    ("alter table `t 1` -- add, column\n add (b int, c int) -- end", f"alter table `t 1` {COPY}, -- add, column\n add (b int, c int) -- end"),
    ("/* a */ ALTER /* b; */ TABLE `t 1` # c\n ADD b VARCHAR(20) DEFAULT ', LOCK=NONE' ;  # d", f"/* a */ ALTER /* b; */ TABLE `t 1` {COPY}, # c\n ADD b VARCHAR(20) DEFAULT ', LOCK=NONE' ;  # d"),
    ("ALTER TABLE `t 1`/*!50000 ADD COLUMN b INT */", f"ALTER TABLE `t 1` {COPY},/*!50000 ADD COLUMN b INT */"),
    ("ALTER TABLE `t 1` ORDER BY a, id", f"ALTER TABLE `t 1` {COPY}, ORDER BY a, id"),
    ("ALTER TABLE `t 1` CONVERT TO CHARACTER SET utf8mb4", f"ALTER TABLE `t 1` {COPY}, CONVERT TO CHARACTER SET utf8mb4"),
    ("ALTER TABLE `t 1` COMMENT 'x' ENGINE InnoDB, FORCE", f"ALTER TABLE `t 1` {COPY}, COMMENT 'x' ENGINE InnoDB, FORCE"),
    ("ALTER TABLE `t 1` PARTITION BY HASH (id) PARTITIONS 2", f"ALTER TABLE `t 1` {COPY} PARTITION BY HASH (id) PARTITIONS 2"),
    ("ALTER TABLE `t 1` ADD b INT PARTITION BY HASH (id)", f"ALTER TABLE `t 1` {COPY}, ADD b INT PARTITION BY HASH (id)"),
    ("ALTER TABLE r REMOVE PARTITIONING", f"ALTER TABLE r {COPY} REMOVE PARTITIONING"),
    ("ALTER TABLE `t 1` RENAME TO `lock`", f"ALTER TABLE `t 1` {COPY}, RENAME TO `lock`"),
    ("CREATE INDEX i ON `t 1` (a)", "CREATE INDEX i ON `t 1` (a) ALGORITHM=COPY LOCK=SHARED"),
    ("CREATE UNIQUE INDEX algorithm USING BTREE ON `t 1` (a, s(3)) COMMENT 'on' ; -- x", "CREATE UNIQUE INDEX algorithm USING BTREE ON `t 1` (a, s(3)) COMMENT 'on' ALGORITHM=COPY LOCK=SHARED ; -- x"),
)  # fmt: skip
MYSQL = (
    ("ALTER TABLE r DROP PARTITION p0", f"ALTER TABLE r {COPY}, DROP PARTITION p0"),
    ("DROP INDEX ix_a ON `t 1` ", "DROP INDEX ix_a ON `t 1` ALGORITHM=COPY LOCK=SHARED "),
)
MARIADB = (
    ("ALTER ONLINE IGNORE TABLE IF EXISTS `t 1` WAIT 5 ADD COLUMN b INT", f"ALTER ONLINE IGNORE TABLE IF EXISTS `t 1` WAIT 5 {COPY}, ADD COLUMN b INT"),
    ("ALTER TABLE `t 1` NOWAIT ADD b INT", f"ALTER TABLE `t 1` NOWAIT {COPY}, ADD b INT"),
    ("SET STATEMENT lock_wait_timeout = 5 FOR ALTER TABLE `t 1` FORCE", f"SET STATEMENT lock_wait_timeout = 5 FOR ALTER TABLE `t 1` {COPY}, FORCE"),
    ("CREATE OR REPLACE INDEX ix_a ON `t 1` (a)", "CREATE OR REPLACE INDEX ix_a ON `t 1` (a) ALGORITHM=COPY LOCK=SHARED"),
    ("DROP INDEX IF EXISTS `ix_a` ON `t 1` WAIT 5; -- x", f"ALTER TABLE `t 1` WAIT 5 {COPY}, DROP INDEX IF EXISTS `ix_a`; -- x"),
)  # fmt: skip


def test_the_server_takes_the_clause_where_it_stands(innodb: Shadow) -> None:
    for sql, expected in BOTH + (MYSQL if innodb.backend == "mysql" else MARIADB):
        innodb.run("DROP TABLE IF EXISTS `t 1`, r, `lock`", *TABLES)
        assert with_clause(sql, COPY, innodb.backend) == expected
        innodb.run(expected)


@pytest.mark.parametrize("backend", ["mysql", "mariadb"])
@pytest.mark.parametrize(
    "sql",
    [
        "DROP TABLE t",
        "CREATE TABLE t (a INT)",
        "ALTER VIEW v AS SELECT 1",
        "UPDATE t SET a = 1",
        "ALTER TABLE",
        "",
        "--",
    ],
)
def test_other_statements_have_no_clause(backend: str, sql: str) -> None:
    assert alteration(sql, backend) is None
    assert with_clause(sql, COPY, backend) == sql


@pytest.mark.parametrize(
    ("sql", "algorithm", "lock"),
    [
        ("ALTER TABLE t ADD algorithm INT, ADD `lock` INT", None, None),
        ("ALTER TABLE t ADD a INT, ALGORITHM=INPLACE", "INPLACE", None),
        ("ALTER TABLE t LOCK NONE, algorithm copy, ADD a INT", "COPY", "NONE"),
        ("ALTER TABLE t LOCK=NONE, LOCK=SHARED, ADD a INT", None, "SHARED"),
        ("ALTER TABLE t ADD a INT COMMENT ', LOCK=NONE' /* , LOCK=NONE */", None, None),
        ("CREATE INDEX algorithm ON t (a) LOCK SHARED ALGORITHM = INPLACE", "INPLACE", "SHARED"),
        ("ALTER ONLINE TABLE t ADD a INT", None, "NONE"),
    ],
)
def test_what_the_text_says_itself(sql: str, algorithm: str | None, lock: str | None) -> None:
    found = alteration(sql, "mariadb")
    assert found is not None
    assert (found.algorithm, found.lock) == (algorithm, lock)
    assert found.names_manner is ((algorithm, lock) != (None, None))


def test_the_other_tables() -> None:
    sql = (
        "ALTER TABLE t ADD a INT REFERENCES `b.c`.p (id), ADD FOREIGN KEY (x) REFERENCES q (id), COMMENT 'REFERENCES z'"
    )
    found = alteration(sql, "mysql")
    assert found is not None
    assert found.others == (Name(schema="b.c", name="p"), Name(name="q"))
    exchange = alteration("ALTER TABLE t EXCHANGE PARTITION p0 WITH TABLE d.x WITHOUT VALIDATION", "mysql")
    assert exchange is not None
    assert (exchange.others, exchange.alone) == ((Name(schema="d", name="x"),), "EXCHANGE")
