"""The forms that need no trial."""

from __future__ import annotations

import pytest

from tests.backends.fitting.desk import Desk
from toolkit.backends.fitting.innodb_conversion import doubted, is_settled
from toolkit.backends.fitting.types import kind_of

TEXT = kind_of("varchar(60)")
# Of each type: texts that are plainly of it, and some that are not.
PLAIN: dict[str, tuple[list[str], list[str]]] = {
    "date": (["2020-02-28", "1000-01-01", "9999-12-31"], ["2019-02-29", "20200101", "x", ""]),
    "datetime(6)": (["2020-02-28 23:59:59.999999", "2020-01-01"], ["2020-01-01 24:00:00"]),
    "time": (["23:59:59", "00:00:00"], ["900:00:00", "x"]),
    "year": (["1999", "2099", "1910"], ["1800", "2156", "x"]),
}
JSON = (['{"a": [1]}', "null"], ["{a}", ""])
UUID = (["123e4567-e89b-12d3-a456-426614174000"], ["x"])


def test_what_has_the_form_the_server_takes(innodb: Desk) -> None:
    kinds = PLAIN | ({"json": JSON} if innodb.backend == "mysql" else {"uuid": UUID})
    for number, (told, (plain, others)) in enumerate(kinds.items()):
        table = f"t{number}"
        innodb.run(f"CREATE TABLE {table} (id INT PRIMARY KEY, c {told} NULL)")
        condition = doubted(TEXT, kind_of(told), "v.c")
        assert condition is not None
        for place, text in enumerate((*plain, *others)):
            literal = "'" + text.replace("'", "''") + "'"
            is_doubted = bool(innodb.value(f"SELECT {condition} FROM (SELECT {literal} AS c) v"))
            assert is_doubted is (text in others), (told, text)
            if not is_doubted:
                assert innodb.error_of(f"INSERT INTO {table} VALUES ({place}, {literal})") is None, (told, text)


@pytest.mark.parametrize(
    ("before", "after", "settled"),
    [
        ("varchar(9)", "int", True),
        ("int", "varchar(2)", True),
        ("datetime", "date", True),
        ("varchar(9)", "enum('a')", True),
        ("varchar(9)", "date", False),
        ("varchar(9)", "json", False),
        ("int", "date", False),
        ("json", "int", False),
    ],
)
def test_what_needs_a_trial(before: str, after: str, settled: bool) -> None:
    assert is_settled(kind_of(before), kind_of(after)) is settled


def test_of_what_is_no_text_everything_is_tried() -> None:
    assert doubted(kind_of("int"), kind_of("date"), "c") is None
    assert doubted(TEXT, kind_of("timestamp"), "c") is None
