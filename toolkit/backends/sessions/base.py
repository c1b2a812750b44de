"""What every backend answers about its sessions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from sqlalchemy.engine import Connection

from toolkit.backends.sql.values import Name


class Wait(Enum):
    """How a statement that had to wait for others ended."""

    TIMED_OUT = "timed out"
    """It did not get its lock in time. Nothing but the statement was undone, unless the backend says otherwise."""
    VICTIM = "victim"
    """The server chose it to end a deadlock: the whole transaction is gone."""


@dataclass(frozen=True, kw_only=True)
class Session:
    """One session of the server, as far as this user may see it."""

    id: str
    user: str | None = None
    host: str | None = None
    program: str | None = None
    """What it calls itself."""
    seconds: float | None = None
    """How long its transaction is open, else how long it does what it does."""
    is_idle_in_transaction: bool = False
    query: str | None = None
    """Its current or last statement; None where that may not be seen."""
    is_certain: bool = True
    """False where it may not be seen whether it has a transaction open: it may hold nothing."""
    is_inferred: bool = False
    """Which tables it holds is not told: it has a transaction open, and may hold one that is asked for."""
    transaction: str | None = None
    """The server's name of its transaction, where that is for everybody to see; the next one has another."""
    prepared: str | None = None
    """What a prepared transaction is called, which has no session any more; empty where that is not told."""


class Hold(Protocol):
    """The lock of a run, held."""

    def release(self) -> None:
        """Let the next one have it."""
        ...


class Sessions(Protocol):
    """How one kind of server tells its sessions and makes them wait."""

    def id(self, connection: Connection) -> str:
        """The server's own name of this session; empty where sessions have none."""
        ...

    def known_id(self, driver: Any) -> str | None:
        """The same of a driver's connection, as the driver knows it: nothing is sent. None where it does not."""
        ...

    def call_itself(self, connection: Connection, program: str) -> None:
        """Let the server show ``program`` (at most 63 characters) as the name of this session, where it can."""
        ...

    def hold(self, connection: Connection, key: str, holder: str) -> Hold | None:
        """Take the lock called ``key`` at once, or None where another session has it.

        It lives exactly as long as this session: while a dead client's statement still runs, it is held.
        ``holder`` (one line, for people) is shown to those who wait, where the backend keeps it.
        """
        ...

    def holder(self, connection: Connection, key: str) -> Session | None:
        """Who has that lock; None if nobody, or if it cannot be known."""
        ...

    def local_only(self, connection: Connection) -> str | None:
        """Why ``hold`` would not keep others out everywhere, as a clause for people; None where it does.

        There is a pooler in between, or a cluster that is written to on several nodes.
        """
        ...

    def limit_waits(self, connection: Connection, seconds: float) -> None:
        """Let every later statement of this session wait so long for a lock, and no longer."""
        ...

    def only_read(self, connection: Connection, seconds: float, *, patience: float) -> None:
        """Let this session change nothing any more.

        No question of it takes longer than ``seconds``, nor waits longer than ``patience`` (seconds) for a lock.
        """
        ...

    def waited(self, error: BaseException) -> Wait | None:
        """Whether a driver's error says that a statement waited in vain."""
        ...

    def blockers(self, connection: Connection, names: Collection[Name]) -> tuple[Session, ...]:
        """Who holds these objects now, others than this session; with little privilege: who may."""
        ...

    def end(self, connection: Connection, session: str) -> bool:
        """End another session and wait until it is gone (at most 10 seconds). False where that may not be done."""
        ...

    def is_there(self, connection: Connection, session: str) -> bool:
        """Whether a session of this id exists that belongs to the same user and database."""
        ...
