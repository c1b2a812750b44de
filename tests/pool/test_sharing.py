from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.forecast import DeclaredPool
from toolkit.pool.sharing import shares

POOLS = st.builds(
    DeclaredPool,
    name=st.just("p"),
    processes=st.integers(1, 9),
    max_overflow=st.integers(-1, 9),
    share=st.none() | st.floats(0, 1),
)


def pool(**values: object) -> DeclaredPool:
    return DeclaredPool(name="p", **values)  # type: ignore[arg-type]


def test_by_the_connections_that_they_may_open() -> None:
    assert shares([pool(processes=3), pool()]) == (0.75, 0.25)
    assert shares([pool()]) == (1,)
    assert shares([]) == ()


def test_what_is_said_comes_first() -> None:
    assert shares([pool(share=0.4), pool(processes=2), pool()]) == pytest.approx((0.4, 0.4, 0.2))
    assert shares([pool(share=0.4), pool(share=0.1)]) == (0.4, 0.1)
    assert shares([pool(share=0.9), pool(share=0.9), pool()]) == (0.5, 0.5, 0)
    assert shares([pool(share=0.0), pool()]) == (0, 1)


def test_a_pool_without_a_limit_counts_as_the_default_one() -> None:
    assert shares([pool(kind="NullPool"), pool()]) == (0.5, 0.5)
    assert shares([pool(max_overflow=-1, processes=3), pool()]) == (0.75, 0.25)


@given(st.lists(POOLS, max_size=5))
def test_never_more_than_all(pools: list[DeclaredPool]) -> None:
    found = shares(pools)
    assert all(0 <= one <= 1 for one in found)
    assert sum(found) <= 1 + 1e-9
    if any(one.share is None for one in pools):
        assert sum(found) == pytest.approx(1)
