"""The tables that a definition changes, told by its text, or not told."""

from __future__ import annotations

import pytest

from toolkit.backends.sql.reading import read
from toolkit.backends.sql.targets import targets_of


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("CREATE TABLE t (id INT, name VARCHAR(3))", {"t"}),
        ("CREATE INDEX i ON t (name)", {"t"}),
        ("ALTER TABLE t ADD COLUMN a INT, DROP COLUMN b", {"t"}),
        ("ALTER TABLE `a``b` MODIFY c INT", {"a`b"}),
        ("alter table t engine=InnoDB", {"t"}),
        ("RENAME TABLE a TO b, c TO d", {"a", "b", "c", "d"}),
        ("DROP TABLE a, b", {"a", "b"}),
        ("ALTER TABLE s.t MODIFY c INT", None),
        ("CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1", None),
        ("DROP INDEX i ON t", None),
        ("CREATE VIEW v AS SELECT 1", None),
        ("TRUNCATE t", None),
    ],
)
def test_tables(sql: str, tables: set[str] | None) -> None:
    (statement,) = read(sql, "mysql")
    found = targets_of(statement)
    assert (None if found is None else {name.name for name in found}) == tables
