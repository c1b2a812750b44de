"""A server that is frozen keeps its connections, and answers nobody: what only looks must not wait for it for ever."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, Engine

from toolkit.backends.base import address
from toolkit.backends.sockets import give_up, is_silent, socket_of
from toolkit.errors import ConnectionFailed

PATIENCE = 30.0
"""Seconds without an answer after which it is asked whether the server answers anybody."""
GREETING = 10.0
"""Seconds that it has for that."""


Address = tuple[str | None, int | None]


class Silence:
    """Gives up the connections to a server that answers neither them nor anybody new.

    A question that takes long is no silence: the server greets others meanwhile.
    """

    def __init__(self, patience: float = PATIENCE, greeting: float = GREETING) -> None:
        self._patience, self._greeting = patience, greeting
        self._seen: dict[int, tuple[Any, str, URL]] = {}
        self._silent: set[Address] = set()
        self._last = 0.0
        self._depth = 0

    @contextmanager
    def broken(self) -> Iterator[None]:
        """Within the block nothing is waited for for ever, on any connection of this process."""
        self._depth += 1
        if self._depth > 1:
            try:
                yield
            finally:
                self._depth -= 1
            return
        done, listeners = threading.Event(), self._listeners()
        self._last = time.monotonic()
        for name, listener in listeners:
            event.listen(Engine, name, listener)
        watch = threading.Thread(target=self._watch, args=(done,), daemon=True)
        watch.start()
        try:
            yield
        finally:
            self._depth -= 1
            done.set()
            self._seen.clear()
            for name, listener in listeners:
                event.remove(Engine, name, listener)

    def _listeners(self) -> tuple[tuple[str, Any], ...]:
        def note(connection: Any, *others: Any) -> None:
            self._note(connection)

        return (
            ("engine_connect", note),
            ("before_cursor_execute", note),
            ("after_cursor_execute", note),
            ("commit", note),
            ("rollback", note),
            ("handle_error", self._explain),
        )

    def _note(self, connection: Any) -> None:
        self._last = time.monotonic()
        if connection.closed or connection.invalidated:
            return
        driver = connection.connection.dbapi_connection
        if driver is not None:
            self._seen[id(driver)] = driver, connection.dialect.name, connection.engine.url

    def _explain(self, context: Any) -> None:
        self._last = time.monotonic()
        url = None if context.engine is None else context.engine.url
        if url is None or (url.host, url.port) not in self._silent:
            return
        raise ConnectionFailed(
            f"The database server at {address(url)} does not answer.",
            why=f"It has said nothing for {self._patience:g} s, nor to a new connection.",
            mend="Look whether it or its machine is stopped, out of memory or cut off; then run the command again.",
        ) from context.original_exception

    def _watch(self, done: threading.Event) -> None:
        while not done.wait(self._patience / 6):
            if time.monotonic() - self._last >= self._patience:
                self._look(done)
                # Who greets is slow, and is asked no more often: MySQL shuts out a host that often hangs up on it.
                self._last = time.monotonic()

    def _look(self, done: threading.Event) -> None:
        asked: set[Address] = set()
        for driver, dialect, url in list(self._seen.values()):
            place = url.host, url.port
            found = socket_of(getattr(driver, "driver_connection", None) or driver)
            if found is None:
                continue
            with found:
                if place not in asked and is_silent(found, dialect, self._greeting) and not done.is_set():
                    self._silent.add(place)
                asked.add(place)
                if place in self._silent:
                    give_up(found)
