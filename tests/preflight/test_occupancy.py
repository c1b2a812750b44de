"""Who has the connections of a server."""

from __future__ import annotations

import pytest

from tests.preflight.builders import circumstances, pool, seat
from toolkit.capacity import Limits
from toolkit.forecast import DeclaredPool
from toolkit.preflight.occupancy import bounds, database_of, demand, others, shares, user_of


def test_whom_the_run_connects_as() -> None:
    assert (user_of(circumstances()), database_of(circumstances())) == ("app", "shop")
    assert (user_of(circumstances(database="sqlite:///a.db")), user_of(circumstances(database="nonsense"))) == (
        None,
        None,
    )


def test_own_sessions_are_no_others() -> None:
    assert [one.id for one in others(circumstances(seats=(seat(1), seat(2, is_own=True))))] == ["1"]


def test_each_limit_counts_those_whom_it_concerns() -> None:
    limits = Limits(max_connections=10, reserved=3, user_limit=5, database_limit=6)
    seats = (seat(1), seat(2, user="root"), seat(3, database="other"))
    found = bounds(circumstances(limits=limits, seats=seats))
    assert [(bound.subject, bound.limit, bound.taken, bound.free) for bound in found] == [
        ("server", 7, 3, 4),
        ("user app", 5, 2, 3),
        ("database shop", 6, 2, 4),
    ]


def test_more_than_there_are_leave_none() -> None:
    (bound,) = bounds(circumstances(limits=Limits(max_connections=1), seats=(seat(1), seat(2))))
    assert bound.free == 0


@pytest.mark.parametrize("values", [{"seats": None}, {"limits": Limits(max_connections=9, pooler="PgBouncer")}])
def test_nothing_is_bounded_by_what_is_not_seen(values: dict[str, object]) -> None:
    assert bounds(circumstances(**values)) == []


@pytest.mark.parametrize(
    ("one", "share"),
    [
        (pool(), "web 8 x (10 + 10) = 160"),
        (pool(replicas=3), "web 8 x 3 x (10 + 10) = 480"),
        (pool(threads=4), "web 8 x 4 = 32"),
        (pool(kind="NullPool", threads=2), "web 8 x 2 = 16"),
        (pool(kind="StaticPool"), "web 8 x 1 = 8"),
        (pool(kind="NullPool"), ""),
    ],
)
def test_the_share_of_a_pool(one: DeclaredPool, share: str) -> None:
    assert shares([one]) == share


def test_a_pool_without_a_limit_does_not_count() -> None:
    assert demand([pool(), pool("jobs", max_overflow=-1)]) == 160
