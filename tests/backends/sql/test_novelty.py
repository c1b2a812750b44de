"""What a statement makes under a name that must be free, so that its being there says that the statement happened."""

from __future__ import annotations

import pytest

from toolkit.backends.sql.novelty import novelty_of
from toolkit.backends.sql.reading import read
from toolkit.backends.sql.values import ColumnMade, Name, PartMade, TableMade

T = Name(name="t")


@pytest.mark.parametrize(
    ("sql", "novelty"),
    [
        ("CREATE TABLE t (a INT)", TableMade(table=T)),
        ("RENAME TABLE s TO t", TableMade(table=T)),
        ("ALTER TABLE t ADD COLUMN a INT, MODIFY b BIGINT", ColumnMade(table=T, column="a", definition="INT")),
        ("ALTER TABLE t MODIFY b BIGINT, ADD a INT", ColumnMade(table=T, column="a", definition="INT")),
        ("ALTER TABLE t DROP COLUMN b, ADD COLUMN a INT", ColumnMade(table=T, column="a", definition="INT")),
        ("ALTER TABLE t CHANGE b a INT", ColumnMade(table=T, column="a")),
        ("CREATE UNIQUE INDEX i ON t (a)", PartMade(table=T, name="i", what="index")),
        ("ALTER TABLE t ADD INDEX i (a)", PartMade(table=T, name="i", what="index")),
    ],
)
def test_it_was_not_there(sql: str, novelty: object) -> None:
    (statement,) = read(sql, "mysql")
    assert novelty_of(statement) == novelty


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE IF NOT EXISTS t (a INT)",
        "CREATE OR REPLACE TABLE t (a INT)",
        "ALTER TABLE t ADD COLUMN IF NOT EXISTS a INT",
        "CREATE INDEX IF NOT EXISTS i ON t (a)",
        "ALTER TABLE t DROP COLUMN a, ADD COLUMN a INT",
        "ALTER TABLE t DROP COLUMN A, ADD COLUMN a INT",
        "ALTER TABLE t DROP INDEX i, ADD INDEX i (a, b)",
        "ALTER TABLE t RENAME COLUMN a TO A",
        "ALTER TABLE t RENAME COLUMN a TO b, RENAME COLUMN b TO a",
        "RENAME TABLE t TO T",
        "RENAME TABLE a TO b, b TO a",
        "RENAME TABLE a TO other.a",
        "ALTER TABLE s.a RENAME TO s.t",
        "ALTER TABLE t ADD INDEX (a)",
        # The index that the server made for a foreign key is called after its column, and gives way.
        "CREATE UNIQUE INDEX a ON t (a)",
        "ALTER TABLE t ADD INDEX `A` (a, b)",
        "ALTER TABLE t MODIFY a BIGINT",
        "DROP TABLE t",
        "CREATE VIEW v AS SELECT 1",
    ],
)
def test_it_may_have_been_there(sql: str) -> None:
    (statement,) = read(sql, "mariadb")
    assert novelty_of(statement) is None
