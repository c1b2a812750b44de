from __future__ import annotations

import pytest

from toolkit.backends.trash.innodb.texts import columns_in, first_group, members, pieces, tokens, with_column_renamed

TEXTS = ["a `b``(` 'c''d\\'(' (e, (f)) /* ) */ \"g\"", "decimal(4,2) NOT NULL DEFAULT 'a b'", "a/b", ""]


@pytest.mark.parametrize("text", TEXTS)
def test_no_character_is_lost(text: str) -> None:
    assert "".join(tokens(text)) == text


def test_pieces_keep_groups_and_texts_together() -> None:
    text = "enum('a b','c)') NOT NULL DEFAULT 'a b' COMMENT 'x ''(' CHECK (`a` > (1 + 2)) /*!80023 INVISIBLE */"
    assert pieces(text) == [
        "enum('a b','c)')", "NOT", "NULL", "DEFAULT", "'a b'", "COMMENT", "'x ''('", "CHECK", "(`a` > (1 + 2))",
        "/*!80023 INVISIBLE */",
    ]  # fmt: skip


def test_members_of_a_group() -> None:
    assert members("(`a`(10) DESC, (lower(`b`) ,1), 'x,y')") == ["`a`(10) DESC", "(lower(`b`) ,1)", "'x,y'"]


def test_first_group() -> None:
    assert first_group("KEY `k(` (`a`,`b`(3)) USING BTREE (x)") == ("KEY `k(` ", "(`a`,`b`(3))", " USING BTREE (x)")
    assert first_group("int NOT NULL") == ("int NOT NULL", "", "")


def test_columns_are_not_functions_texts_or_qualified() -> None:
    found = columns_in("(`A` > 'x `b`' and `f`(`c`) and nextval(`db`.`s`) and _utf8mb4'`d`' or /* `e` */ `g ``h`)")
    assert found == {"a", "c", "g `h"}


def test_renaming_a_column_leaves_texts_alone() -> None:
    assert with_column_renamed("(`A` > '`a`' and `ab`)", "a", "x`y") == "(`x``y` > '`a`' and `ab`)"
    assert with_column_renamed("`A`", "a", "a") == "`A`"
