from __future__ import annotations

import pytest

from toolkit.backends.trash.innodb.definition import (
    Hidden,
    check_of,
    default_of,
    generation_of,
    hidden,
    is_counted,
    is_generated,
    is_visible,
    without_counter,
)

COLUMNS = ("a", "c")


def _hidden(definition: str, *, is_mariadb: bool = False, was_unique: bool = False) -> Hidden:
    return hidden(definition, columns=COLUMNS, is_mariadb=is_mariadb, was_unique=was_unique)


@pytest.mark.parametrize(
    ("definition", "text", "made_up"),
    [
        ("int", "int", None),
        ("int NOT NULL DEFAULT '5' COMMENT 'NOT NULL'", "int NOT NULL DEFAULT '5'", None),
        ("int NOT NULL", "int NOT NULL DEFAULT 0", "0"),
        ("int NOT NULL AUTO_INCREMENT", "int NOT NULL DEFAULT 0", "0"),
        ("int DEFAULT ((`a` + 1))", "int", None),
        ("int NOT NULL DEFAULT ((`a` + 1))", "int NOT NULL DEFAULT 0", "0"),
        ("date DEFAULT '0000-00-00'", "date", None),
        ("date NOT NULL DEFAULT '2020-01-00'", "date NOT NULL DEFAULT '1970-01-01'", "'1970-01-01'"),
        ("int DEFAULT 5 CHECK (`c` > 0)", "int DEFAULT 5", None),
        ("int DEFAULT NULL /*!80023 INVISIBLE */", "int DEFAULT NULL /*!80023 INVISIBLE */", None),
        ("int(11) INVISIBLE DEFAULT NULL", "int(11) INVISIBLE DEFAULT NULL", None),
        ("varchar(9) NOT NULL DEFAULT 'INVISIBLE'", "varchar(9) NOT NULL DEFAULT 'INVISIBLE'", None),
    ],
)
def test_inserts_need_not_name_it(definition: str, text: str, made_up: str | None) -> None:
    assert _hidden(definition) == Hidden(text=text, made_up=made_up)


def test_the_default_of_a_unique_column_would_collide() -> None:
    assert _hidden("int DEFAULT '5'", was_unique=True).text == "int"
    assert _hidden("int NOT NULL DEFAULT '5'", was_unique=True).text == "int NOT NULL DEFAULT '5'"


def test_what_a_definition_says() -> None:
    assert is_generated("int GENERATED ALWAYS AS ((`a` + 1)) VIRTUAL")
    assert generation_of("int GENERATED ALWAYS AS ((`a` + 1)) VIRTUAL") == "((`a` + 1))"
    assert generation_of("int") is None
    assert not is_generated("int COMMENT 'GENERATED'")
    assert is_counted("int NOT NULL AUTO_INCREMENT")
    assert (
        without_counter("int NOT NULL AUTO_INCREMENT COMMENT 'AUTO_INCREMENT'")
        == "int NOT NULL COMMENT 'AUTO_INCREMENT'"
    )
    assert not is_visible("int /*!80023 INVISIBLE */")
    assert is_visible("int DEFAULT 'INVISIBLE'")
    assert default_of("int NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp()") == "current_timestamp()"
    assert default_of("int") is None
    assert check_of("int CHECK (`c` > 0)") == "(`c` > 0)"
    assert check_of("int DEFAULT 'CHECK'") is None
