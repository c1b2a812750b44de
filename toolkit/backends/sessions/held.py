"""A lock that lives as long as the session that took it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError


@dataclass(frozen=True, kw_only=True)
class HeldBySession:
    """Let go by a statement of that session, or by its end."""

    connection: Connection
    statement: str
    parameters: Mapping[str, Any]

    def release(self) -> None:
        """Let the next one have it. Where the session cannot say so any more, end the session."""
        if self.connection.closed or self.connection.invalidated:
            return
        try:
            self.connection.execute(text(self.statement), self.parameters)
        except SQLAlchemyError:
            # Back in a pool, a session that still has the lock would keep everybody out.
            self.connection.invalidate()
