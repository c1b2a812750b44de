from __future__ import annotations

import pytest

from toolkit.reports.comparing import compared


@pytest.mark.parametrize(
    ("expected", "found", "lines"),
    [
        ("VARCHAR(30)", "TEXT", ["expected: VARCHAR(30)", "found:    TEXT"]),
        ("VARCHAR(30)", None, ["expected: VARCHAR(30)"]),
        (None, "TEXT", ["found:    TEXT"]),
        (None, None, []),
        ("", "a ", ["expected: ''", "found:    'a '"]),
        (None, "a\nb", ["found:", "  a", "  b"]),
    ],
)
def test_values(expected: str | None, found: str | None, lines: list[str]) -> None:
    assert compared(expected, found) == lines


def test_texts_line_by_line() -> None:
    assert compared("SELECT a,\n  b\nFROM t", "SELECT a,\n  c\nFROM t\nLIMIT 1") == [
        "expected (-) and found (+):",
        "    SELECT a,",
        "  -   b",
        "  +   c",
        "    FROM t",
        "  + LIMIT 1",
    ]


def test_other_ends_of_lines_are_seen() -> None:
    assert compared("a\r\nb", "a\nb")[1:] == ["  - a\\r", "  + a", "    b"]
