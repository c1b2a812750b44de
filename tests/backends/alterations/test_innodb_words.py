from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.catalog.made import column, table
from tests.conftest import MakeDatabase
from toolkit.backends.alterations.base import Unwritable
from toolkit.backends.alterations.innodb_words import Words, foreign_key, index, option, qualified
from toolkit.catalog.members import Check, Column, ForeignKey, Index, IndexPart, PrimaryKey

MYSQL, MARIADB = Words(is_mariadb=False), Words(is_mariadb=True)
TABLE = table("t", options=(("collation", "utf8mb4_bin"),))


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (column("a", "int", nullable=False, autoincrement=True), "int NOT NULL AUTO_INCREMENT"),
        (column("a", "varchar(9)", charset="utf8mb4", collation="utf8mb4_bin"), "varchar(9) NULL"),
        (
            column("a", "varchar(9)", charset="latin1", collation="latin1_bin", default="'x'", comment="it's"),
            "varchar(9) CHARACTER SET latin1 COLLATE latin1_bin NULL DEFAULT 'x' COMMENT 'it''s'",
        ),
        (
            column("a", "timestamp", default="CURRENT_TIMESTAMP", on_update="CURRENT_TIMESTAMP", invisible=True),
            "timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP INVISIBLE",
        ),
        (column("a", "date", charset="utf8mb4", collation="utf8mb4_general_ci"), "date NULL"),
        (column("a", "point SRID 4326", nullable=False), "point NOT NULL SRID 4326"),
    ],
)
def test_columns(one: Column, words: str) -> None:
    assert MYSQL.column(TABLE, one) == f"`a` {words}"


def test_mariadb_takes_no_null_of_a_generated_column() -> None:
    one = column("a", "int", computed="`b` + 1", computed_stored=True)
    assert MARIADB.column(TABLE, one) == "`a` int GENERATED ALWAYS AS (`b` + 1) STORED"
    assert MYSQL.column(TABLE, one).endswith("STORED NULL")


def test_indexes() -> None:
    parts = (IndexPart(column="a", prefix=9), IndexPart(column="b", descending=True))
    one = Index(name="i", parts=parts, unique=True, method="BTREE", invisible=True, comment="c")
    assert index(one, MYSQL) == "UNIQUE INDEX `i` (`a`(9), `b` DESC) COMMENT 'c' INVISIBLE"
    assert index(one, MARIADB).endswith(" IGNORED")
    words = Index(name="i", parts=(IndexPart(column=None, expression="lower(`a`)"),), method="FULLTEXT")
    assert index(words, MYSQL) == "FULLTEXT INDEX `i` ((lower(`a`)))"


def test_keys_and_checks() -> None:
    assert MYSQL.primary_key(PrimaryKey(name=None, columns=("a(9)", "b DESC"))) == "PRIMARY KEY (`a`(9), `b` DESC)"
    assert MYSQL.check(Check(name="c", expression="(`a` > 0)", enforced=False)) == (
        "CONSTRAINT `c` CHECK (`a` > 0) NOT ENFORCED"
    )
    assert MYSQL.check(Check(name=None, expression="(`a` > 0) or (`b` = ')')")) == "CHECK ((`a` > 0) or (`b` = ')'))"
    key = ForeignKey(
        name="k",
        columns=("a", "b"),
        referred_schema="s",
        referred_table="p",
        referred_columns=("x", "y"),
        on_delete="CASCADE",
        on_update="SET NULL",
    )
    assert foreign_key(key) == (
        "CONSTRAINT `k` FOREIGN KEY (`a`, `b`) REFERENCES `s`.`p` (`x`, `y`) ON DELETE CASCADE ON UPDATE SET NULL"
    )


def test_options_and_names() -> None:
    assert option("system_versioning", None, "t") == "DROP SYSTEM VERSIONING"
    assert option("stats_persistent", "1", "t") == "STATS_PERSISTENT=1"
    assert option("compression", "a b", "t") == "COMPRESSION='a b'"
    assert qualified("s`", "t") == "`s```.`t`"
    assert option("key_block_size", None, "t") == "KEY_BLOCK_SIZE=0"
    with pytest.raises(Unwritable, match="insert_method"):
        option("insert_method", None, "t")


@pytest.mark.parametrize("backend", ["mysql", "mariadb"])
def test_options_lead_back(backend: str, make_database: MakeDatabase) -> None:
    given = {"key_block_size": "8", "stats_persistent": "1", "pack_keys": "1", "max_rows": "9", "checksum": "1"}
    question = sa.text("SELECT create_options FROM information_schema.tables WHERE table_schema = DATABASE()")
    with sa.create_engine(make_database(backend).url, poolclass=sa.NullPool).connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INT PRIMARY KEY)")
        before = connection.scalar(question)
        for values in (given, dict.fromkeys(given)):
            options = ", ".join(option(name, value, "t") for name, value in values.items())
            connection.exec_driver_sql(f"ALTER TABLE t {options}")
        assert connection.scalar(question) == before
