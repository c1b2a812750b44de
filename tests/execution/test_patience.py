"""How long a run waits, what it tells meanwhile, and whom it ends."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from toolkit.backends.sessions.base import Session
from toolkit.backends.sql.values import Name
from toolkit.events import BlockerEnded, Event, LockAwaited
from toolkit.execution.patience import Patience


class Blocked:
    """Sessions of a server where these block."""

    def __init__(self, *blockers: Session) -> None:
        self.blocking = list(blockers)
        self.ended: list[str] = []

    def blockers(self, connection: Any, names: Collection[Name]) -> tuple[Session, ...]:
        return tuple(self.blocking)

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
