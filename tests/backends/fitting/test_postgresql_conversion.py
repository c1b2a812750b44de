"""The forms that need no trial, and the expressions that are nothing but a cast."""

from __future__ import annotations

import re

import pytest

from tests.backends.fitting.desk import desk_of
from tests.servers.database import Database
from toolkit.backends.fitting.base import Value
from toolkit.backends.fitting.postgresql_conversion import form_of, full_name, is_plain_cast, is_settled
from toolkit.backends.fitting.types import kind_of
from toolkit.catalog.members import Column

# Of each type: texts that are plainly of it, the longest and the strangest ones, and texts that are not.
PLAIN: dict[str, tuple[list[str], list[str]]] = {
    "smallint": (["9999", "-9999", "+0"], ["32768", "1.0", ""]),
    "integer": (["999999999", "-999999999"], ["1e3", "9999999999"]),
    "bigint": (["9" * 18], ["9" * 19]),
    "numeric": (["1", "-12.", "+" + "9" * 200 + "." + "9" * 200], ["1e3", ".5", "x"]),
    "numeric(5,2)": (["999.99", "-1", "0001"[1:]], ["1000", "1.234"]),
    "real": (["1" * 30, "-1.5"], ["1e39", "x"]),
    "double precision": (["1" * 30 + ".1"], ["1e309"]),
    "boolean": (["true", "f", "on", "0"], ["maybe", "of", "2"]),
    "uuid": (["123e4567-e89b-12d3-a456-426614174000", "123E4567E89B12D3A456426614174000"], ["123e4567", "{x}"]),
    "date": (["2020-02-28", "1999-12-31", "9999-04-30"], ["2019-02-29", "2020-04-31", "1.2.2020"]),
    "timestamp without time zone": (["2020-01-31 23:59:59.999999", "2020-01-01T00:00", "2020-01-01"], ["2020-01-01 25:00"]),
    "timestamp(3) with time zone": (["2020-01-31T23:59:59Z", "2020-01-01 10:00+13:59", "2020-01-01 10:00-08"], ["2020-01-01 10:00 x"]),
    "time without time zone": (["23:59:59.999999", "00:00"], ["24:01", "x"]),
    "inet": (["255.255.255.255", "10.0.0.1/32", "1.2.3.4/0"], ["256.1.1.1", "1.2.3", "1.2.3.4/33"]),
    "jsonb": (
        ["null", "-0.5", '"a"', "[]", '[1, "é", true]', "{}", '{"a": 1, "b": null}', '{ "a" :-1 }'],
        ["{a: 1}", "01", "[1,]", '"a\nb"', '{"a"}', "'a'", ""],
    ),
}  # fmt: skip


def test_what_has_the_form_the_server_takes(postgresql: Database) -> None:
    with desk_of(postgresql) as desk:
        for told, (plain, others) in PLAIN.items():
            form = form_of(kind_of(told))
            assert form is not None, told
            for text in (*plain, *others):
                literal = "E'" + text.replace("'", "''").replace("\n", "\\n") + "'"
                has_form = desk.value(f"SELECT {literal} ~ '^({form})$'")
                assert has_form is (text in plain), (told, text)
                if has_form:
                    assert desk.error_of(f"SELECT CAST(CAST({literal} AS text) AS {told})") is None, (told, text)


def test_no_form_is_made_where_nothing_is_plain() -> None:
    assert [form_of(kind_of(told)) for told in ("numeric(2,4)", "point", "integer[]", "numeric(2,-3)")] == [None] * 4


def test_patterns_need_no_engine_of_their_own() -> None:
    assert re.fullmatch(form_of(kind_of("date")) or "", "2020-02-28")


@pytest.mark.parametrize(
    ("using", "is_plain"),
    [
        (None, True),
        ("c", True),
        ("((c))", True),
        ("c::integer", True),
        ("(c)::int4", True),
        ("CAST(c AS int)", True),
        ("cast(c as INTEGER)", True),
        ("old::integer", True),
        ("c::bigint", False),
        ("c::text::integer", True),
        ("trim(c)::integer", False),
        ("c::integer + 1", False),
        ("(c)::integer + (1)", False),
        ("c::numeric(4,1)", False),
        ("d::integer", False),
    ],
)
def test_a_cast_and_nothing_else(using: str | None, is_plain: bool) -> None:
    old = Column(name="old", position=1, type="text", nullable=True)
    value = Value(column=Column(name="c", position=1, type="integer", nullable=True), source=old, using=using)
    assert is_plain_cast(value) is is_plain


@pytest.mark.parametrize(
    ("before", "after", "settled"),
    [
        ("text", "character varying(3)", True),
        ("integer", "text", True),
        ("bigint", "smallint", True),
        ("date", "timestamp with time zone", True),
        ("timestamp(3) without time zone", "timestamp(0) without time zone", True),
        ("jsonb", "json", True),
        ("boolean", "integer", True),
        ("text", "enum('a')", True),
        ("json", "jsonb", False),
        ("text", "integer", False),
        ("text", "integer[]", False),
        ("integer[]", "smallint[]", False),
        ("bytea", "uuid", False),
    ],
)
def test_what_needs_a_trial(before: str, after: str, settled: bool) -> None:
    assert is_settled(kind_of(before), kind_of(after)) is settled


def test_a_type_is_called_by_all_of_its_words() -> None:
    assert full_name(kind_of("timestamp(3) without time zone")) == "timestamp without time zone"
    assert full_name(kind_of("integer[]")) == "integer[]"
