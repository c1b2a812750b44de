"""The connections that this process has opened: a run may be blocked by one that env.py or a revision forgot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from weakref import ref

from sqlalchemy import event
from sqlalchemy.engine import Engine

from toolkit.backends.sessions.base import Sessions


class Opened:
    """Collects them, without keeping them open."""

    def __init__(self) -> None:
        self._drivers: list[ref[Any]] = []

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Note every connection that any engine of this process makes within the block."""

        def note(connection: Any, record: Any) -> None:
            with suppress(TypeError):  # some cannot be referred to weakly
                self._drivers.append(ref(record.driver_connection))

        event.listen(Engine, "connect", note)
        try:
            yield
        finally:
            event.remove(Engine, "connect", note)

    def ids(self, sessions: Sessions) -> frozenset[str]:
        """The server's names of those that are still there, as far as their drivers know them."""
        found = set()
        for driver in [known for known in (each() for each in self._drivers) if known is not None]:
            with suppress(Exception):  # a driver may refuse, once its connection is closed
                found.add(sessions.known_id(driver))
        return frozenset(known for known in found if known is not None)
