"""What takes a definition back, and which ones nothing takes back."""

from __future__ import annotations

import pytest

from toolkit.backends.sql.reading import read
from toolkit.backends.sql.undoing import undo_of


@pytest.mark.parametrize(
    ("backend", "sql", "undo"),
    [
        ("mysql", "CREATE TABLE t (a INT, b VARCHAR(3) DEFAULT 'x,y')", ()),
        ("mysql", "ALTER TABLE t ADD COLUMN a DECIMAL(8, 2), ADD COLUMN b INT", ()),
        ("mysql", "CREATE INDEX i ON t (a, b)", ("ALTER TABLE `t` DROP INDEX `i`",)),
        ("postgresql", "CREATE INDEX i ON t (a)", ('DROP INDEX "i"',)),
        ("mariadb", "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)", ("ALTER TABLE `t` DROP CONSTRAINT `c`",)),
        ("mysql", "RENAME TABLE a TO b", ("ALTER TABLE `b` RENAME TO `a`",)),
        ("mysql", "ALTER TABLE t RENAME COLUMN a TO b", ("ALTER TABLE `t` RENAME COLUMN `b` TO `a`",)),
        ("mysql", "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1", ("DROP TRIGGER `g`",)),
        ("mysql", "ALTER TABLE t ADD COLUMN a INT, MODIFY b BIGINT", None),
        ("mysql", "ALTER TABLE t CHANGE a b BIGINT", None),
        ("mysql", "ALTER TABLE t MODIFY b BIGINT", None),
        ("mariadb", "CREATE INDEX IF NOT EXISTS i ON t (a)", None),
        ("mysql", "CREATE TABLE IF NOT EXISTS t (a INT)", None),
        ("mariadb", "CREATE OR REPLACE TABLE t (a INT)", None),
        ("mysql", "ALTER TABLE t ADD CHECK (a > 0)", None),
        ("mysql", "UPDATE t SET a = 1", None),
        ("mysql", "DROP INDEX i ON t", None),
    ],
)
def test_what_takes_it_back(backend: str, sql: str, undo: tuple[str, ...] | None) -> None:
    (statement,) = read(sql, backend)
    assert undo_of(statement, backend) == undo
