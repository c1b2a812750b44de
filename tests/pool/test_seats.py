"""Whose the connections are, and what they do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from toolkit.capacity import Seat
from toolkit.forecast import SessionGroup
from toolkit.pool.seats import STATES, groups, states

SEATS = (
    Seat(id="1", is_idle=True),
    Seat(id="2", is_idle=True, transaction_seconds=4.0),
    Seat(id="3", transaction_seconds=4.0),
    Seat(id="4", transaction_seconds=4.0, is_waiting=True),
    Seat(id="5"),
    Seat(id="6", is_idle=True),
)


def test_by_state() -> None:
    assert states(SEATS) == {
        "waiting": 1, "idle in transaction": 1, "in transaction": 1, "working": 1, "idle": 2,
    }  # fmt: skip
    assert states(()) == {}


def test_those_that_are_alike_are_one_whatever_port_they_come_from() -> None:
    alike = [
        Seat(
            id=str(number), user="app", host=f"10.0.0.7:{4000 + number}", database="shop", is_idle=True, seconds=number
        )
        for number in range(3)
    ]
    other = Seat(id="9", user="root", host="localhost", seconds=80.0)
    assert groups([other, *alike]) == (
        SessionGroup(user="app", host="10.0.0.7", database="shop", program=None, state="idle", count=3, oldest=2),
        SessionGroup(user="root", host="localhost", database=None, program=None, state="working", count=1, oldest=80.0),
    )


some = st.sampled_from([None, "a", "b"])
seats = st.builds(
    Seat, id=st.just("1"), user=some, host=some, database=some, program=some, is_idle=st.booleans(),
    is_waiting=st.booleans(), transaction_seconds=st.none() | st.floats(0, 9), seconds=st.floats(0, 9),
)  # fmt: skip


@given(st.lists(seats, max_size=30))
def test_each_is_counted_once(given_: list[Seat]) -> None:
    assert sum(states(given_).values()) == sum(group.count for group in groups(given_)) == len(given_)
    assert all(group.state in STATES for group in groups(given_))
