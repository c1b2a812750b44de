"""Who holds the tables of a plan now, and how long for, where that may not be seen."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from toolkit.backends.sessions.base import Session, Sessions
from toolkit.backends.sql.values import Name
from toolkit.capacity import Seat

_POLL = 0.1


def holders(
    connection: Connection, sessions: Sessions, tables: Collection[Name], seats: Mapping[str, Seat], patience: float
) -> list[Seat]:
    """Those that have a transaction open, be they of this process.

    Of a transaction whose beginning is hidden it is seen whether it lasts for ``patience``, as long as a statement of
    the run will wait for it: one that ends sooner holds nothing that matters.
    """
    found = [session for session in sessions.blockers(connection, tables) if session.is_certain]
    lasting = _lasting(connection, sessions, tables, found, patience)
    told = [session for session in found if not _is_hidden(session) or session.transaction in lasting]
    return [_seat(session, seats, patience) for session in told]


def _lasting(
    connection: Connection, sessions: Sessions, tables: Collection[Name], found: Collection[Session], patience: float
) -> set[str | None]:
    """The hidden transactions that are still there after so long."""
    hidden = set(_hidden(found))
    end = time.monotonic() + patience
    while hidden and time.monotonic() < end:
        time.sleep(min(_POLL, patience))
        hidden &= set(_hidden(sessions.blockers(connection, tables)))
    return hidden


def _hidden(found: Collection[Session]) -> Iterator[str | None]:
    return (session.transaction for session in found if _is_hidden(session))


def _is_hidden(session: Session) -> bool:
    return session.transaction is not None and session.seconds is None


def _seat(session: Session, seats: Mapping[str, Seat], patience: float) -> Seat:
    seat = seats.get(session.id) or Seat(
        id=session.id,
        user=session.user,
        host=session.host,
        program=session.program,
        transaction_seconds=session.seconds,
        is_idle=session.is_idle_in_transaction,
        query=session.query,
    )
    seat = replace(seat, is_inferred=session.is_inferred, prepared=session.prepared)
    return replace(seat, is_hidden=True, transaction_seconds=patience) if _is_hidden(session) else seat
