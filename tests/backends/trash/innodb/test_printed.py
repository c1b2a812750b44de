from __future__ import annotations

from toolkit.backends.sql.values import Name
from toolkit.backends.trash.innodb.printed import foreign_key, printed

MYSQL = """CREATE TABLE `a (b` (
  `id` int NOT NULL AUTO_INCREMENT,
  `Name` varchar(9) DEFAULT 'a, b' COMMENT 'KEY `x` (`y`)',
  `g` int GENERATED ALWAYS AS ((`id` + 1)) VIRTUAL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `u``k` (`Name`(3) DESC,`id`),
  KEY `f` ((`id` + 1),`g`) /*!80000 INVISIBLE */,
  FULLTEXT KEY `ft` (`Name`) /*!50100 WITH PARSER `ngram` */ ,
  CONSTRAINT `fk` FOREIGN KEY (`id`, `g`) REFERENCES `other`.`p` (`x`, `y`) ON DELETE CASCADE,
  CONSTRAINT `ck` CHECK ((`id` > 0)) /*!80016 NOT ENFORCED */
) ENGINE=InnoDB AUTO_INCREMENT=42 DEFAULT CHARSET=utf8mb4 COMMENT='AUTO_INCREMENT=7'
/*!50100 PARTITION BY RANGE (`id`)
SUBPARTITION BY KEY (g)
SUBPARTITIONS 2
(PARTITION p0 VALUES LESS THAN (10) ENGINE = InnoDB) */"""


def test_all_of_a_table() -> None:
    table = printed(MYSQL)
    assert list(table.columns) == ["id", "Name", "g"]
    assert table.columns["Name"] == "varchar(9) DEFAULT 'a, b' COMMENT 'KEY `x` (`y`)'"
    assert [key.name for key in table.keys] == ["PRIMARY", "u`k", "f", "ft"]
    assert [key.is_unique for key in table.keys] == [True, True, False, False]
    assert [list(key.columns) for key in table.keys] == [["id"], ["name", "id"], [None, "g"], ["name"]]
    assert list(table.keys[1].parts) == ["`Name`(3) DESC", "`id`"]
    assert table.keys[2].text == "KEY `f` ((`id` + 1),`g`) /*!80000 INVISIBLE */"
    assert table.counter == 42
    assert table.partitioned_by == [("RANGE", {"id"}), ("KEY", {"g"})]


def test_constraints_of_a_table() -> None:
    table = printed(MYSQL)
    assert [(key.name, key.columns, key.parent, key.referred) for key in table.foreign_keys] == [
        ("fk", ("id", "g"), Name(schema="other", name="p"), ("x", "y"))
    ]
    assert [(check.name, check.expression, check.is_enforced) for check in table.checks] == [
        ("ck", "((`id` > 0))", False)
    ]


def test_names_in_any_case() -> None:
    table = printed(MYSQL)
    assert table.own_name("NAME") == "Name"
    assert table.has("NAME")
    assert not table.has("nothing")
    assert table.key("U`K") is table.keys[1]
    assert table.key("nothing") is None


def test_what_a_key_serves() -> None:
    key = printed("CREATE TABLE `t` (\n  KEY `k` (`a`,`b`)\n) ENGINE=InnoDB").keys[0]
    assert key.serves(("A",))
    assert key.serves(("a", "b"))
    assert not key.serves(("b",))
    assert not key.serves(("a", "b", "c"))


def test_a_table_that_counts_from_one() -> None:
    assert printed("CREATE TABLE `t` (\n  `a` int\n) ENGINE=InnoDB COMMENT='x AUTO_INCREMENT=7'").counter is None


def test_a_parent_of_the_same_database() -> None:
    assert foreign_key("CONSTRAINT `f` FOREIGN KEY (`a`) REFERENCES `p` (`id`)").parent == Name(name="p")
