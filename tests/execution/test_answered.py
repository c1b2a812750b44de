"""Answers of the catalog survive the journal, and a stand-in gives them out as a driver would."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from toolkit.execution.answered import AnsweredCursor, read, written

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.binary(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.datetimes(timezones=st.just(UTC)),
    st.dates(),
    st.times(),
    st.lists(st.text(), max_size=3),
)


@given(st.lists(st.tuples(VALUES, VALUES), max_size=5))
def test_rows_come_back_as_they_were(rows: list[tuple[object, ...]]) -> None:
    text = written(rows, [("a", 1), ("b", None)])
    assert text is not None
    assert read(text) == ([("a", 1), ("b", None)], rows)


def test_what_cannot_be_kept_is_not_kept() -> None:
    assert written([(object(),)], [("a", 1)]) is None


def test_a_stand_in_gives_its_rows_once() -> None:
    class Driver:
        closed = False
        statusmessage = "SELECT 3"

        def close(self) -> None:
            self.closed = True

    driver = Driver()
    cursor = AnsweredCursor(driver, rows=[(1,), (2,), (3,), (4,)], description=[("a", None)], rowcount=4)
    assert cursor.fetchone() == (1,)
    assert cursor.fetchmany(2) == [(2,), (3,)]
    assert cursor.fetchall() == [(4,)]
    assert cursor.fetchone() is None
    assert cursor.statusmessage == "SELECT 3"
    cursor.close()
    assert driver.closed


def test_kinds_of_values_keep_their_kind() -> None:
    row = (b"\0", Decimal("1.50"), datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), date(2026, 1, 2), time(3, 4))
    text = written([row], [("x", None)])
    assert text is not None
    kept = read(text)[1][0]
    assert kept == row
    assert [type(value) for value in kept] == [type(value) for value in row]
