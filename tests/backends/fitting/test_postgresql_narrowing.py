"""What is asked, by the types alone; ``test_postgresql`` holds it against the server."""

from __future__ import annotations

import pytest

from toolkit.backends.fitting.postgresql_narrowing import narrowing
from toolkit.backends.fitting.types import kind_of


@pytest.mark.parametrize(
    ("before", "after", "condition"),
    [
        ("bigint", "smallint", "c NOT BETWEEN -32768 AND 32767"),
        ("text", "character(2)", "char_length(rtrim(substr(CAST(c AS text), 3), ' ')) > 0"),
        ("text", "enum('it''s','a\\\\b')", "CAST(c AS text) COLLATE \"C\" NOT IN ('it''s', E'a\\\\b')"),
        ("double precision", "real", "abs(c) > 3.4028235677973366e38 AND abs(c) < 'Infinity'"),
    ],
)
def test_what_is_narrower(before: str, after: str, condition: str) -> None:
    found = narrowing(kind_of(before), kind_of(after), "c")
    assert found is not None
    assert found[1] == condition


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("smallint", "bigint"),
        ("numeric(4,0)", "smallint"),
        ("numeric(4,-2)", "integer"),
        ("numeric(3,1)", "numeric(5,2)"),
        ("smallint", "numeric(7,2)"),
        ("text", "text"),
        ("text[]", "character varying(3)[]"),
        ("enum('a')", "enum('b','a')"),
        ("integer", "enum('a')"),
    ],
)
def test_what_is_not_or_cannot_be_told(before: str, after: str) -> None:
    assert narrowing(kind_of(before), kind_of(after), "c") is None
