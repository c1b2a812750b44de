from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.reports.quantities import number, rate, seconds, share, size, span


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.4, 1.2, "0.4 to 1.2 s"),
        (40, 90, "40 to 90 s"),
        (180, 480, "3 to 8 min"),
        (50, 180, "50 s to 3 min"),
        (0.001, 0.02, "a moment"),
        (0.02, 1.2, "up to 1.2 s"),
        (0, 0, "a moment"),
        (-1, 0, "a moment"),
        (9, 3, "3 to 9 s"),
        (5, 5.01, "5 s"),
        (12, math.inf, "12 s or more"),
        (0, math.inf, "an unknown time"),
        (math.nan, math.nan, "an unknown time"),
        (7_000, 9_000, "117 min to 2.5 h"),
    ],
)
def test_a_range(low: float, high: float, words: str) -> None:
    assert span(low, high) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (3.14, "3.1 s"),
        (9.96, "10 s"),
        (119.6, "120 s"),
        (144, "2.4 min"),
        (28_800, "8 h"),
        (31_536_000, "365 days"),
        (1e12, "11,574,074 days"),
        (math.inf, "an unknown time"),
    ],
)
def test_one_time(value: float, words: str) -> None:
    assert seconds(value) == words


@pytest.mark.parametrize(
    ("bytes_", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1,023 bytes"),
        (1024, "1.0 KiB"),
        (9_437_184, "9.0 MiB"),
        (1_288_490_189, "1.2 GiB"),
        (5 * 2**40, "5.0 TiB"),
        (2**70, "1,048,576.0 PiB"),
    ],
)
def test_sizes(bytes_: int, words: str) -> None:
    assert size(bytes_) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (1, "1"),
        (12.5, "12.5"),
        (60, "60"),
        (99.96, "100"),
        (1204.4, "1,204"),
        (0.25, "0.25"),
        (0.001, "under 0.01"),
        (math.inf, "unknown"),
        (math.nan, "unknown"),
    ],
)
def test_numbers(value: float, words: str) -> None:
    assert number(value) == words


def test_rates_and_shares() -> None:
    assert [rate(1), rate(12.5), rate(0)] == ["1 request/s", "12.5 requests/s", "0 requests/s"]
    assert [share(part) for part in (0, 0.0004, 0.005, 0.2, 0.343, 1, math.nan)] == [
        "0 %",
        "under 0.1 %",
        "0.5 %",
        "20 %",
        "34 %",
        "100 %",
        "unknown",
    ]


@given(st.floats(), st.floats())
def test_any_time_has_words(low: float, high: float) -> None:
    words = span(low, high)
    assert words.endswith(("moment", "time", "more", " s", " min", " h", " days"))
    assert "inf" not in words
    assert "nan" not in words
