from __future__ import annotations

from toolkit.backends.trash.innodb.changes import (
    KeyChange,
    drop_check,
    drop_foreign_key,
    drop_key,
    key_changes,
    without_column,
)
from toolkit.backends.trash.innodb.printed import printed

TABLE = printed(
    """CREATE TABLE `t` (
  `a` int,
  `C` int,
  `d` int,
  PRIMARY KEY (`a`),
  UNIQUE KEY `u` (`C`,`d`),
  KEY `k` (`a`,`C` DESC,`d`(3)) USING BTREE,
  KEY `only` (`C`),
  KEY `other` (`d`),
  CONSTRAINT `one` CHECK ((`C` > 0)),
  CONSTRAINT `two` CHECK ((`C` > `d`)),
  CONSTRAINT `none` CHECK ((`a` > 0))
) ENGINE=InnoDB"""
)


def test_keys_are_narrowed() -> None:
    after = without_column(TABLE, "c", {"c"}, is_mariadb=False)
    assert list(after.columns) == ["a", "d"]
    assert list(key_changes(TABLE, after)) == [
        KeyChange(name="u", before="UNIQUE KEY `u` (`C`,`d`)", after="UNIQUE KEY `u` (`d`)"),
        KeyChange(
            name="k", before="KEY `k` (`a`,`C` DESC,`d`(3)) USING BTREE", after="KEY `k` (`a`,`d`(3)) USING BTREE"
        ),
        KeyChange(name="only", before="KEY `only` (`C`)", after=None),
    ]


def test_checks_over_nothing_else_go() -> None:
    names = {check.name for check in without_column(TABLE, "c", {"c", "d"}, is_mariadb=False).checks}
    assert names == {"two", "none"}
    names = {check.name for check in without_column(TABLE, "c", {"c", "d"}, is_mariadb=True).checks}
    assert names == {"none"}


def test_a_key_of_nothing_but_what_goes_is_not_narrowed_first() -> None:
    after = without_column(TABLE, "C", {"c", "d"}, is_mariadb=False)
    assert after.key("u") is None


def test_parts_of_alter_table() -> None:
    assert drop_key("PRIMARY") == "DROP PRIMARY KEY"
    assert drop_key("a`b") == "DROP KEY `a``b`"
    assert drop_check("x", is_mariadb=False) == "DROP CHECK `x`"
    assert drop_check("x", is_mariadb=True) == "DROP CONSTRAINT `x`"
    assert drop_foreign_key("x") == "DROP FOREIGN KEY `x`"
