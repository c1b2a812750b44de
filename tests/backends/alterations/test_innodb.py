"""Tables of MySQL and MariaDB; whether the servers take all this is shown by tests/autogenerate/test_writing.py."""

from __future__ import annotations

import pytest

from tests.backends.alterations.writing import written
from tests.catalog.made import catalog, column, table
from toolkit.backends.alterations.base import Unwritable
from toolkit.backends.alterations.innodb import InnoDBAlterations, MariaDBAlterations
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.members import Check, ForeignKey, Index, IndexPart, PrimaryKey

WRITER = InnoDBAlterations()
KEY = ForeignKey(name="fk", columns=("a",), referred_schema=None, referred_table="p", referred_columns=("id",))


def index(name: str, *columns: str) -> Index:
    return Index(name=name, parts=tuple(IndexPart(column=one) for one in columns), method="BTREE")


def test_several_changes_are_one_statement_and_foreign_keys_stand_apart() -> None:
    before = table("t", column("a", "int"), column("b", "int"), foreign_keys=(KEY,), indexes=(index("i", "b"),))
    after = table("t", column("a", "bigint"), column("b", "text"), comment="it's")
    assert list(written(WRITER, before, after)) == [
        "ALTER TABLE `t` DROP FOREIGN KEY `fk`",
        (
            "ALTER TABLE `t`\n    DROP INDEX `i`,\n    MODIFY COLUMN `a` bigint NULL,\n    MODIFY COLUMN `b` text NULL,\n"
            "    COMMENT 'it''s'"
        ),
    ]
    assert list(written(WRITER, after, before))[-1] == (
        "ALTER TABLE `t` ADD CONSTRAINT `fk` FOREIGN KEY (`a`) REFERENCES `p` (`id`)"
    )


def test_what_hangs_on_a_column_that_goes_is_taken_away_before() -> None:
    before = table("t", column("a", "int"), column("b", "int"), indexes=(index("i", "b"),))
    assert list(written(WRITER, before, table("t", column("a", "int")))) == [
        "ALTER TABLE `t` DROP INDEX `i`",
        "ALTER TABLE `t` DROP COLUMN `b`",
    ]


def test_a_column_that_becomes_stored_takes_its_place_again() -> None:
    sides = [
        table(
            "t",
            column("a", "int"),
            column("c", "int", computed="a + 1", computed_stored=stored),
            indexes=(index("i", "c"),),
        )
        for stored in (False, True)
    ]
    [statement] = written(WRITER, *sides)
    assert "DROP COLUMN `c`,\n    ADD COLUMN `c` int GENERATED ALWAYS AS (a + 1) STORED NULL AFTER `a`" in statement
    assert statement.endswith("DROP INDEX `i`,\n    ADD INDEX `i` (`c`)")


def test_a_primary_key_and_its_counting_column_go_together() -> None:
    before = table("t", column("id", "int", nullable=False), primary_key=PrimaryKey(name=None, columns=("id",)))
    after = table("t", column("id", "int", nullable=False, autoincrement=True), column("n", "int", nullable=False))
    after = table("t", *after.columns, primary_key=PrimaryKey(name=None, columns=("id", "n")))
    [statement] = written(WRITER, before, after)
    assert statement.splitlines()[1:] == [
        "    DROP PRIMARY KEY,",
        "    MODIFY COLUMN `id` int NOT NULL AUTO_INCREMENT,",
        "    ADD COLUMN `n` int NOT NULL,",
        "    ADD PRIMARY KEY (`id`, `n`)",
    ]


def test_a_counting_column_that_goes_counts_no_more_before_its_key_does() -> None:
    count = column("id", "int", nullable=False, autoincrement=True)
    before = table("t", count, column("a", "int"), primary_key=PrimaryKey(name=None, columns=("id",)))
    assert list(written(WRITER, before, table("t", column("a", "int")))) == [
        "ALTER TABLE `t`\n    MODIFY COLUMN `id` int NOT NULL,\n    DROP PRIMARY KEY",
        "ALTER TABLE `t` DROP COLUMN `id`",
    ]


def test_options() -> None:
    before = table("t", options=(("charset", "utf8mb4"), ("collation", "utf8mb4_bin"), ("engine", "InnoDB")))
    after = table(
        "t",
        options=(
            ("charset", "latin1"),
            ("collation", "latin1_bin"),
            ("engine", "MyISAM"),
            ("row_format", "Dynamic"),
            ("row_format_asked", "DYNAMIC"),
        ),
    )
    [statement] = written(WRITER, before, after)
    assert statement.splitlines()[1:] == [
        "    DEFAULT CHARACTER SET=latin1 COLLATE=latin1_bin,",
        "    ENGINE=MyISAM,",
        "    ROW_FORMAT=DYNAMIC",
    ]
    assert "ROW_FORMAT=DEFAULT" in written(WRITER, after, before)[0]


def test_the_check_of_a_column_is_part_of_it_on_mariadb() -> None:
    check = Check(name="a", expression="`a` > 0", column="a")
    after = table("t", column("a", "int"), checks=(check,))
    [statement] = written(MariaDBAlterations(), table("t", column("a", "bigint")), after)
    assert statement == "ALTER TABLE `t` MODIFY COLUMN `a` int NULL CHECK (`a` > 0)"


def test_whole_tables() -> None:
    one = table(
        "t",
        column("id", "int", nullable=False),
        primary_key=PrimaryKey(name=None, columns=("id",)),
        options=(("engine", "InnoDB"),),
        comment="c",
    )
    made = Alteration(kind="table", schema="s", owner=None, name="t", after=one)
    assert list(WRITER.alone(made, catalog())) == [
        "CREATE TABLE `t` (\n    `id` int NOT NULL,\n    PRIMARY KEY (`id`)\n) ENGINE=InnoDB COMMENT='c'"
    ]
    assert list(WRITER.alone(made.back(), catalog())) == ["DROP TABLE `t`"]


def test_what_no_statement_does() -> None:
    with pytest.raises(Unwritable):
        written(WRITER, table("t"), table("t", inherits=("p",)))
