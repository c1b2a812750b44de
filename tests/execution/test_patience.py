"""How long a run waits, what it tells meanwhile, and whom it ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from toolkit.backends.sessions.base import Session, Wait
from toolkit.backends.sql.values import Name
from toolkit.errors import ServerOverloaded
from toolkit.events import BlockerEnded, Event, LockAwaited, StatementCancelled
from toolkit.execution.patience import Patience


class Blocked:
    """Sessions of a server where these block."""

    def __init__(self, *blockers: Session) -> None:
        self.blocking = list(blockers)
        self.ended: list[str] = []

    def blockers(self, connection: Any, names: Collection[Name]) -> tuple[Session, ...]:
        return tuple(self.blocking)

    def waited(self, error: BaseException) -> Wait | None:
        return None

    def end(self, connection: Any, session: str) -> bool:
        self.ended.append(session)
        return True


IDLE = Session(id="7", user="app", host="web-1", seconds=90, is_idle_in_transaction=True, query="SELECT 1")
WORKING = Session(id="8", user="app", seconds=90)


def wait(patience: Patience, sessions: Blocked) -> bool:
    with sa.create_engine("sqlite://").connect() as connection:
        return patience.wait(connection, sessions, "ALTER TABLE t", ())  # type: ignore[arg-type]


def patience(told: list[Event], pauses: list[float], **options: Any) -> Patience:
    values = {"timeout": 1.0, "total": 600.0, "kill_idle_after": None} | options
    return Patience(pause=pauses.append, tell=told.append, **values)


def test_pauses_grow_and_are_never_in_step() -> None:
    told: list[Event] = []
    pauses: list[float] = []
    waiting = patience(told, pauses)
    assert all(wait(waiting, Blocked()) for _ in range(8))
    assert pauses[0] < 1
    assert 4 < pauses[-1] <= 10
    assert len(set(pauses)) == 8


def test_when_something_was_granted_pauses_begin_anew() -> None:
    pauses: list[float] = []
    waiting = patience([], pauses)
    for _ in range(6):
        wait(waiting, Blocked())
    waiting.succeeded()
    wait(waiting, Blocked())
    assert pauses[-1] < 1


def test_time_runs_out() -> None:
    pauses: list[float] = []
    waiting = patience([], pauses, total=1e-9)
    assert wait(waiting, Blocked())
    assert not wait(waiting, Blocked())


def test_of_one_whose_transactions_may_not_be_seen_no_transaction_is_told() -> None:
    told: list[Event] = []
    wait(patience(told, []), Blocked(Session(id="9", user="app", seconds=90, is_certain=False)))
    (event,) = told
    assert isinstance(event, LockAwaited)
    assert event.blockers == ("session 9, app@?, which may be the one: its transactions may not be seen",)


def test_who_only_looks_blocks_nobody() -> None:
    told: list[Event] = []
    looking = patience(told, [], own_sessions=lambda: {"7", "8"}, lookers=lambda: {"7"})
    wait(looking, Blocked(IDLE, WORKING))
    (event,) = told
    assert isinstance(event, LockAwaited)
    assert [blocker.split(",")[0] for blocker in event.blockers] == ["session 8"]


def test_who_blocks_is_told() -> None:
    told: list[Event] = []
    wait(patience(told, []), Blocked(IDLE))
    (event,) = told
    assert isinstance(event, LockAwaited)
    assert event.blockers == ("session 7, app@web-1, idle in a transaction for 90 s, SELECT 1",)


def test_a_session_of_this_process_is_recognised() -> None:
    told: list[Event] = []
    wait(patience(told, [], own_sessions=lambda: ("7",)), Blocked(IDLE))
    assert "this very process" in str(told)


def test_only_those_that_idle_long_enough_are_ended() -> None:
    told: list[Event] = []
    pauses: list[float] = []
    server = Blocked(IDLE, WORKING)
    assert wait(patience(told, pauses, kill_idle_after=60), server)
    assert server.ended == ["7"]
    assert pauses == []
    assert any(isinstance(event, BlockerEnded) for event in told)


def test_nobody_is_ended_who_was_not_to_be() -> None:
    for options in ({}, {"kill_idle_after": 120}, {"kill_idle_after": 60, "own_sessions": lambda: ("7",)}):
        server = Blocked(IDLE)
        wait(patience([], [], **options), server)
        assert server.ended == []


class Ending:
    """A watchdog that ends what it is told to, so often."""

    def __init__(self, *, ends: int, times: int = 5) -> None:
        self.ends, self.times, self.guarded = ends, times, list[tuple[str, bool]]()
        self.waiting = {"8"}

    @contextmanager
    def guarding(self, sql: str, *, is_instant: bool = False) -> Iterator[Callable[[], str | None]]:
        self.guarded.append((sql, is_instant))
        yield lambda: "3 sessions wait" if len(self.guarded) <= self.ends else None

    def may_go_on(self, sql: str) -> bool:
        return len(self.guarded) < self.times


def sent(waiting: Patience, send: Callable[[], None], **options: Any) -> float:
    with sa.create_engine("sqlite://").connect() as connection:
        values = {"sessions": Blocked(), "in_place": True} | options
        return waiting.send(connection, "ALTER TABLE t", tuple, send, **values)


class Failing:
    """A statement that fails so often."""

    def __init__(self, times: int) -> None:
        self.left, self.sent = times, 0

    def __call__(self) -> None:
        self.sent += 1
        if self.left:
            self.left -= 1
            raise EndedError


class EndedError(Exception):
    """As a driver tells it."""


def test_what_was_ended_is_told_and_sent_again_after_a_pause() -> None:
    told: list[Event] = []
    pauses: list[float] = []
    watchdog, send = Ending(ends=2), Failing(2)
    sent(patience(told, pauses, watchdog=watchdog, instant={"ALTER TABLE t"}), send)
    assert (send.sent, len(pauses)) == (3, 2)
    assert watchdog.guarded == [("ALTER TABLE t", True)] * 3
    ends = [event for event in told if isinstance(event, StatementCancelled)]
    assert [(end.sql, end.reason) for end in ends] == [("ALTER TABLE t", "3 sessions wait")] * 2


def test_who_waited_for_what_was_ended_does_not_hold_it_back() -> None:
    told: list[Event] = []
    waiting = patience(told, [], watchdog=Ending(ends=1))
    new = replace(IDLE, id="9", seconds=0)
    sent(waiting, Failing(1), sessions=Blocked(replace(IDLE, id="8"), new, IDLE))
    [event] = [event for event in told if isinstance(event, LockAwaited)]
    assert [blocker.partition(",")[0] for blocker in event.blockers] == ["session 7"]
    # Whoever holds it where nothing was ended may have waited for something else.
    wait(waiting, Blocked(replace(IDLE, id="8")))
    assert "session 8" in str(told[-1])


def test_what_was_ended_often_enough_stops_the_run() -> None:
    send = Failing(9)
    waiting = patience([], [], watchdog=Ending(ends=9, times=3))
    with pytest.raises(ServerOverloaded, match="3 sessions wait") as caught:
        sent(waiting, send)
    assert send.sent == 3
    assert isinstance(caught.value.__cause__, EndedError)


def test_what_was_ended_and_has_no_time_left_stops_the_run_for_the_same_reason() -> None:
    waiting = patience([], [], watchdog=Ending(ends=9), total=1e-9)
    with pytest.raises(ServerOverloaded, match="3 sessions wait"):
        sent(waiting, Failing(9))


def test_where_it_cannot_be_sent_again_in_place_its_own_error_comes_out_and_is_known() -> None:
    send = Failing(1)
    waiting = patience([], [], watchdog=Ending(ends=9))
    with pytest.raises(EndedError):
        sent(waiting, send, in_place=False)
    assert waiting.ended_for == "3 sessions wait"
    sent(waiting, send, in_place=False)
    assert waiting.ended_for is None


def test_what_failed_by_itself_was_not_ended() -> None:
    told: list[Event] = []
    with pytest.raises(EndedError):
        sent(patience(told, [], watchdog=Ending(ends=0)), Failing(1))
    assert told == []


def test_what_may_not_end_is_not_watched() -> None:
    watchdog = Ending(ends=9)
    sent(patience([], [], watchdog=watchdog), lambda: None, may_end=False)
    assert watchdog.guarded == []


def test_the_time_of_the_last_try_is_told() -> None:
    assert 0 <= sent(patience([], [], watchdog=Ending(ends=1)), Failing(1)) < 1
    slow = patience([], [])
    slow.pause = lambda seconds: time.sleep(0.3)
    slow.watchdog = Ending(ends=1)  # type: ignore[assignment]
    assert sent(slow, Failing(1)) < 0.3
    assert sent(slow, lambda: time.sleep(0.2)) >= 0.2


def test_a_password_in_what_was_ended_is_not_told() -> None:
    waiting = patience([], [])
    waiting.ended_for = "3 sessions wait"
    with pytest.raises(ServerOverloaded) as caught:
        waiting.refuse_ended("CREATE USER u IDENTIFIED BY 'geheim'", EndedError())
    assert "geheim" not in str(vars(caught.value))
