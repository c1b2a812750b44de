"""What every backend answers about the impact of a statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from sqlalchemy import Connection

from toolkit.backends.sql.values import Statement
from toolkit.impact import Impact

Send = Callable[[str], None]
"""Sends a text in place of the statement's own, over the connection and with the parameters of the statement."""


class Impacts(Protocol):
    """How one kind of server is asked what it does for a statement, by letting it do it."""

    def observe(self, connection: Connection, statement: Statement, send: Send) -> Impact:
        """Carry the statement out on this shadow, exactly once, and tell what the server did for it.

        What the driver raises comes through if the server refuses the statement in every form; nothing of it is then
        done. Questions are asked over ``connection``, whose transaction goes on. Only tables that were there before
        the statement are told.
        """
        ...

    def with_clause(self, sql: str, clause: str) -> str:
        """A definition with the clause of its impact, as the live server is to be sent it."""
        ...
