"""The connections that this process has opened: a run may be blocked by one that env.py or a revision forgot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any
from weakref import ref

from sqlalchemy import event
from sqlalchemy.engine import Engine

from toolkit.backends.sessions.base import Sessions
from toolkit.execution.passing import APART_OPTION


class Opened:
    """Collects them, without keeping them open."""

    def __init__(self) -> None:
        self._drivers: list[tuple[ref[Any], Mapping[Any, Any]]] = []
        """With what is noted on each connection."""

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Note every connection that any engine of this process makes within the block."""

        def note(connection: Any, record: Any) -> None:
            with suppress(TypeError):  # some cannot be referred to weakly
                self._drivers.append((ref(record.driver_connection), record.info))

        event.listen(Engine, "connect", note)
        try:
            yield
        finally:
            event.remove(Engine, "connect", note)

    def ids(self, sessions: Sessions) -> frozenset[str]:
        """The server's names of those that are still there, as far as their drivers know them."""
        return frozenset(self._known(sessions))

    def lookers(self, sessions: Sessions) -> frozenset[str]:
        """Those of them that only look, and hold nothing."""
        return frozenset(self._known(sessions, apart_only=True))

    def _known(self, sessions: Sessions, *, apart_only: bool = False) -> Iterator[str]:
        for reference, info in self._drivers:
            driver = reference()
            if driver is None or (apart_only and not info.get(APART_OPTION)):
                continue
            with suppress(Exception):  # a driver may refuse, once its connection is closed
                known = sessions.known_id(driver)
                if known is not None:
                    yield known
