"""From bytes and rates to seconds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.capacity import TableSize
from toolkit.impact import Blocks, Impact, TableImpact, Work
from toolkit.planning.durations import (
    ASSUMED,
    INSTANT,
    MEBIBYTE,
    Piece,
    Rate,
    Rates,
    duration_of,
    rates_from,
    worked_bytes,
)

WORKS = [work for work in Work if work is not Work.NONE]


def impact(*works: Work, algorithm: str | None = None) -> Impact:
    tables = [TableImpact(schema=None, name=f"t{n}", work=work, blocks=Blocks.NOTHING) for n, work in enumerate(works)]
    return Impact(tables=tuple(tables), algorithm=algorithm)


def size(mebibytes: float, data: float | None = None) -> TableSize:
    data_bytes = int((mebibytes if data is None else data) * MEBIBYTE)
    return TableSize(schema=None, name="t0", rows=1, bytes=int(mebibytes * MEBIBYTE), data_bytes=data_bytes)


def test_what_was_seen_and_a_quarter_around_it() -> None:
    pieces = [Piece(work=Work.INDEX, algorithm="INPLACE", bytes=100, seconds=seconds) for seconds in (1, 2)]
    rates = rates_from(pieces, "measured")
    assert rates == {(Work.INDEX, "INPLACE"): Rate(low=40.0, high=125.0, basis="measured")}


@pytest.mark.parametrize(("amount", "seconds"), [(0, 1.0), (1, 0.0)])
def test_what_tells_nothing_is_left_out(amount: int, seconds: float) -> None:
    assert rates_from([Piece(work=Work.SCAN, algorithm=None, bytes=amount, seconds=seconds)], "measured") == {}


def test_by_the_rate_of_its_work_and_algorithm() -> None:
    rates: Rates = {(Work.REWRITE, "COPY"): Rate(low=MEBIBYTE, high=2 * MEBIBYTE, basis="remembered")}
    found = duration_of([impact(Work.REWRITE, algorithm="COPY")], [size(10)], lambda _: rates)
    assert found is not None
    assert (found.low, found.high, found.basis) == (5.0, 10.0, "remembered")
    other = duration_of([impact(Work.REWRITE, algorithm="INPLACE")], [size(10)], lambda _: rates)
    assert other is not None
    assert other.basis == "assumed"


def test_the_least_sure_of_several_is_the_basis() -> None:
    rates: Rates = {(Work.SCAN, None): Rate(low=MEBIBYTE, high=MEBIBYTE, basis="measured")}
    found = duration_of([impact(Work.SCAN), impact(Work.ROWS)], [size(1), size(1)], lambda _: rates)
    assert found is not None
    assert found.basis == "assumed"
    assert found.low > 1.0


@pytest.mark.parametrize(("work", "found"), [(Work.NONE, size(10_000)), (Work.REWRITE, None), (Work.REWRITE, size(0))])
def test_a_moment_where_there_is_nothing_to_do(work: Work, found: TableSize | None) -> None:
    duration = duration_of([impact(work)], [found], lambda _: {})
    assert duration is not None
    assert (duration.low, duration.high, duration.basis) == (0.0, INSTANT, "instant")


def test_many_statements_on_a_small_table_take_a_moment_together() -> None:
    small = TableSize(schema=None, name="t", rows=400, bytes=65_536, data_bytes=32_768)
    one = duration_of([impact(Work.REWRITE)], [small], lambda _: {})
    assert one is not None
    assert (one.basis, 12 * one.high < 1.0) == ("assumed", True)


def test_without_an_impact_nothing_is_known() -> None:
    assert duration_of([], [], lambda _: {}) is None


def test_who_reads_rows_reads_no_indexes() -> None:
    assert [worked_bytes(work, size(3, data=1)) // MEBIBYTE for work in WORKS] == [1, 1, 3, 3]


@given(
    st.lists(st.tuples(st.sampled_from(WORKS), st.integers(0, 10**12)), min_size=1, max_size=4),
    st.integers(1, 10**12),
)
def test_more_never_takes_less(parts: list[tuple[Work, int]], more: int) -> None:
    def duration(extra: int) -> tuple[float, float]:
        sizes = [TableSize(schema=None, name="t", rows=1, bytes=n + extra, data_bytes=n + extra) for _, n in parts]
        found = duration_of([impact(*[work for work, _ in parts])], sizes, lambda _: {})
        assert found is not None
        assert 0 <= found.low <= found.high
        assert found.basis == ("assumed" if any(n + extra for _, n in parts) else "instant")
        return found.low, found.high

    assert duration(0) <= duration(more)


def test_everything_that_works_has_a_rate() -> None:
    assert set(ASSUMED) == set(WORKS)
    assert all(rate.low < rate.high for rate in ASSUMED.values())
