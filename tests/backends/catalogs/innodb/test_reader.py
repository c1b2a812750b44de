"""The catalog as a whole: what is no facet, and the number of statements."""

from __future__ import annotations

import sqlalchemy as sa

from tests.backends.catalogs.innodb.facets import RANGES, TABLE, VIEW, connected, differences, read, run, seen
from tests.servers.database import Database


def test_tables_and_the_database(server: Database) -> None:
    with connected(server.url) as connection:
        run(connection, [TABLE])
        before = read(server.backend, connection)
        run(connection, ["RENAME TABLE t TO u"])
        assert differences(before, read(server.backend, connection)) == ["table t missing", "table u unexpected"]
        run(
            connection,
            ["RENAME TABLE u TO t", f"ALTER DATABASE {sa.make_url(server.url).database} CHARACTER SET latin1"],
        )
        after = read(server.backend, connection)
    assert differences(before, after) == ["database (default) charset", "database (default) collation"]
    assert dict(before.options)["charset"] == "utf8mb4"
    assert after.options == (("charset", "latin1"), ("collation", "latin1_swedish_ci"))


def test_housekeeping_changes_nothing(server: Database) -> None:
    tables = [
        "CREATE TABLE t (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, a int, b varchar(20), KEY ix (a), FULLTEXT ft (b))",
        RANGES.replace("TABLE t", "TABLE parts"),
        "CREATE TABLE m (id int PRIMARY KEY, b varchar(20)) ENGINE=MyISAM",
        VIEW,
    ]
    upkeep = [
        "INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y'), (3, 'z')",
        "INSERT INTO t (a, b) SELECT a, b FROM t",
        "INSERT INTO parts VALUES (1), (11)",
        "INSERT INTO m VALUES (1, 'x')",
        "DELETE FROM t WHERE a = 2",
        "ALTER TABLE t AUTO_INCREMENT = 1000",
        "ANALYZE TABLE t, parts, m",
        "OPTIMIZE TABLE t, m",
        "CHECK TABLE t, m",
        "ALTER TABLE t FORCE",
        "TRUNCATE TABLE parts",
        "CREATE TEMPORARY TABLE passing (id int)",
    ]
    assert seen(server, tables, upkeep) == []


def test_the_number_of_statements_does_not_depend_on_the_number_of_tables(server: Database) -> None:
    def objects(count: int) -> list[str]:
        made = []
        for number in (count, count + 1):
            made += [
                f"CREATE TABLE p{number} (id int PRIMARY KEY, b varchar(9) CHECK (b <> ''), KEY (b)) PARTITION BY HASH (id) PARTITIONS 2",
                f"CREATE TABLE q{number} (id int PRIMARY KEY, CONSTRAINT c{number} CHECK (id > 1), CONSTRAINT f{number} FOREIGN KEY (id) REFERENCES q0 (id))"
                if number
                else "CREATE TABLE q0 (id int PRIMARY KEY, k int, FOREIGN KEY (k) REFERENCES q0 (id), CHECK (k > 0))",
            ]
        return made

    with connected(server.url) as connection:
        statements: list[str] = []
        sa.event.listen(connection, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
        run(connection, [*objects(0)[:2], "CREATE VIEW v0 AS SELECT id FROM q0", "CREATE PROCEDURE r0() SELECT 1"])
        statements.clear()
        read(server.backend, connection)
        with_one = list(statements)
        for number in range(2, 50, 2):
            run(connection, objects(number))
            run(connection, [f"CREATE VIEW v{number} AS SELECT id FROM q0", f"CREATE PROCEDURE r{number}() SELECT 1"])
        statements.clear()
        catalog = read(server.backend, connection)
        assert len(catalog.tables) == 98
        assert statements == with_one
        assert len(statements) <= 25
