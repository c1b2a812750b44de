"""What is asked, by the texts of the types alone; ``test_innodb`` holds it against the servers."""

from __future__ import annotations

import pytest

from toolkit.backends.fitting.innodb_narrowing import narrowings
from toolkit.catalog.members import Column


def asked(before: str, after: str, had: str | None = None, has: str | None = None) -> list[tuple[str, str]]:
    one, other = (Column(name="c", position=1, type=kind, nullable=True) for kind in (before, after))
    return list(narrowings(_with(one, had), _with(other, has), "c"))


def _with(column: Column, charset: str | None) -> Column:
    return Column(**{**vars(column), "charset": charset, "collation": charset and f"{charset}_bin"})


@pytest.mark.parametrize(
    ("before", "after", "condition"),
    [
        ("int", "tinyint", "(c NOT BETWEEN -128 AND 127)"),
        ("int", "tinyint unsigned", "(c NOT BETWEEN 0 AND 255)"),
        ("decimal(20,0)", "int", "(c NOT BETWEEN -2147483648 AND 2147483647)"),
        ("decimal(5,2)", "int", "(c <> ROUND(c))"),
        ("decimal(5,2)", "decimal(5,2) unsigned", "(c < 0)"),
        ("decimal(5,2)", "decimal(4,1)", "(c <> ROUND(c, 1))"),
        ("int", "decimal(65,65)", f"(ABS(ROUND(c, 65)) > 0.{'9' * 65})"),
        ("varchar(9)", "varchar(3)", "CHAR_LENGTH(c) > 3"),
        ("varbinary(9)", "varbinary(3)", "LENGTH(c) > 3"),
    ],
)
def test_what_is_narrower(before: str, after: str, condition: str) -> None:
    assert [text for _name, text in asked(before, after)] == [condition]


@pytest.mark.parametrize(
    ("before", "after"),
    [("int", "int(11)"), ("geometry", "point"), ("json", "int"), ("date", "int"), ("uuid", "inet6"), ("x", "y")],
)
def test_what_is_not_or_cannot_be_told(before: str, after: str) -> None:
    assert asked(before, after) == []


def test_a_character_set() -> None:
    [(name, condition)] = asked("varchar(9)", "varchar(9)", "utf8mb4", "latin1")
    assert name == "out-of-range-values"
    assert "CONVERT(c USING latin1)" in condition
    assert asked("varchar(9)", "varchar(9)", "latin1", "utf8mb4") == []
    assert asked("varchar(9)", "varchar(9)", "ascii", "latin1") == []
