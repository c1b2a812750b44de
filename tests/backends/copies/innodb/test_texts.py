from __future__ import annotations

import pytest

from toolkit.backends.copies.innodb.texts import (
    action,
    at_home,
    engine_elsewhere,
    selected_from,
    table_text,
    with_row_format,
    without_definer,
    without_keys_elsewhere,
    words_in,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DELETE FROM shop.a", "DELETE FROM a"),
        ("DELETE FROM `shop` . `a` WHERE x = 'shop.a'", "DELETE FROM  `a` WHERE x = 'shop.a'"),
        ('DELETE FROM "shop"."a"', 'DELETE FROM "a"'),
        ("SELECT shop.f(1), '\\'shop.a', `x``shop.a` -- shop.a\n, shop.b.c", "SELECT f(1), '\\'shop.a', `x``shop.a` -- shop.a\n, b.c"),
        ("/* shop.a */ SELECT workshop.a, Shop.a", "/* shop.a */ SELECT workshop.a, Shop.a"),
        ("SELECT shop.id FROM orders shop", "SELECT shop.id FROM orders shop"),
        ("SELECT shop.id FROM shop.orders AS `shop`", "SELECT shop.id FROM shop.orders AS `shop`"),
        ("SELECT 1", "SELECT 1"),
    ],
)  # fmt: skip
def test_the_name_of_the_database_goes(text: str, expected: str) -> None:
    assert at_home(text, "shop", folds=False) == expected


def test_where_names_are_folded_it_goes_in_any_case() -> None:
    assert at_home("DELETE FROM Shop.a", "shop", folds=True) == "DELETE FROM a"
    assert at_home("DELETE FROM `a``b`.c", "a`b", folds=False) == "DELETE FROM c"


def test_a_table_says_nothing_of_places_and_numbers() -> None:
    text = (
        "CREATE TABLE `t AUTO_INCREMENT=1 ` (\n  `a` int DEFAULT nextval(`shop`.`s`),\n  `shop` int,\n"
        "  `b` varchar(99) DEFAULT ' AUTO_INCREMENT=3 DATA DIRECTORY=\\'x\\' `shop`.`s`'\n"
        ") ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=utf8mb4 DATA DIRECTORY='/data/it''s/' INDEX DIRECTORY='/x/'\n"
        "/*!50100 PARTITION BY HASH (`a`)\n(PARTITION p0 DATA DIRECTORY = '/x' ENGINE = InnoDB) */"
    )
    assert table_text(text, "shop", folds=False) == (
        "CREATE TABLE `t AUTO_INCREMENT=1 ` (\n  `a` int DEFAULT nextval(`s`),\n  `shop` int,\n"
        "  `b` varchar(99) DEFAULT ' AUTO_INCREMENT=3 DATA DIRECTORY=\\'x\\' `shop`.`s`'\n"
        ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4\n"
        "/*!50100 PARTITION BY HASH (`a`)\n(PARTITION p0 ENGINE = InnoDB) */"
    )


def test_bytes_that_are_no_letters_are_told_as_a_number() -> None:
    text = b"`a` binary(9) DEFAULT '\\0\xff''\\'\\\\x', `b` int DEFAULT '\xc3\xbc'".decode(errors="surrogateescape")
    assert table_text(text, "shop", folds=False) == "`a` binary(9) DEFAULT 0x00ff27275c78, `b` int DEFAULT 'ü'"


def test_foreign_keys_to_other_databases_go() -> None:
    text = (
        "CREATE TABLE `t` (\n  `a` int,\n  CONSTRAINT `x``y` FOREIGN KEY (`a`, `b,c`) REFERENCES `o``o`.`u` (`id`, `d`)"
        " ON DELETE CASCADE,\n  CONSTRAINT `z` FOREIGN KEY (`a`) REFERENCES `u` (`id`)\n) ENGINE=InnoDB"
    )
    own, keys = without_keys_elsewhere(text)
    assert own == (
        "CREATE TABLE `t` (\n  `a` int,\n  CONSTRAINT `z` FOREIGN KEY (`a`) REFERENCES `u` (`id`)\n) ENGINE=InnoDB"
    )
    assert [key.name for key in keys] == ["`x``y`"]
    assert keys[0].addition.endswith("REFERENCES `o``o`.`u` (`id`, `d`) ON DELETE CASCADE")
    assert without_keys_elsewhere(own) == (own, ())


def test_a_row_format_stands_behind_the_engine() -> None:
    text = "CREATE TABLE `t` (\n  `a` int CHECK (`a` <> '\n) ENGINE=x')\n) ENGINE=InnoDB COMMENT='x'"
    assert with_row_format(text, "Compact").endswith("\n) ENGINE=InnoDB ROW_FORMAT=Compact COMMENT='x'")
    assert with_row_format("CREATE TABLE x", "Compact") == "CREATE TABLE x"


@pytest.mark.parametrize(("engine", "found"), [("FEDERATED", "FEDERATED"), ("InnoDB", None), ("CONNECT", "CONNECT")])
def test_an_engine_whose_rows_are_elsewhere(engine: str, found: str | None) -> None:
    assert engine_elsewhere(f"CREATE TABLE `t` (\n  `a` int\n) ENGINE={engine} CONNECTION='x'") == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CREATE DEFINER=`a``b`@`%` PROCEDURE `p`() SET @a = 'DEFINER=`x`@`y` '", "CREATE PROCEDURE `p`() SET @a = 'DEFINER=`x`@`y` '"),
        ("CREATE ALGORITHM=MERGE DEFINER=`a`@`h` SQL SECURITY DEFINER VIEW `v` AS", "CREATE ALGORITHM=MERGE SQL SECURITY DEFINER VIEW `v` AS"),
        ('CREATE DEFINER="a"@"h" FUNCTION "f"()', 'CREATE FUNCTION "f"()'),
        ("CREATE DEFINER=`role` AGGREGATE FUNCTION `f`()", "CREATE AGGREGATE FUNCTION `f`()"),
        ("CREATE PROCEDURE `p`()", "CREATE PROCEDURE `p`()"),
    ],
)  # fmt: skip
def test_who_made_it_is_not_told(text: str, expected: str) -> None:
    assert without_definer(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CREATE DEFINER=`a`@`h` TRIGGER t BEFORE INSERT ON c FOR EACH ROW SET @a = 1", "SET @a = 1"),
        ("CREATE TRIGGER t AFTER UPDATE ON c for  each\nrow FOLLOWS `x y` BEGIN END", "BEGIN END"),
        ("CREATE TRIGGER t AFTER UPDATE ON c FOR EACH ROW PRECEDES x SET @a = 'FOR EACH ROW b'", "SET @a = 'FOR EACH ROW b'"),
        ("nonsense", None),
    ],
)  # fmt: skip
def test_what_a_trigger_does(text: str, expected: str | None) -> None:
    assert action(text) == expected


def test_what_a_view_selects_from() -> None:
    text = (
        "select `x`.`a` AS `from` from ((`x` join `y` on(`x`.`a` = `y`.`a`)) left join `z``z` `alias` on(1)) "
        "where `x`.`b` = 'from `no`' and exists(select 1 from `w`)"
    )
    assert selected_from(text) == {"x", "y", "z`z", "w"}


def test_words() -> None:
    assert words_in("CALL `My Proc`(1, 'not_this') /* nor this */; SELECT F(x)") >= {"my proc", "f", "x", "call"}
    assert not words_in("'not_this'") & {"not_this"}
