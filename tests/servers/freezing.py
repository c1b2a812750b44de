"""A server that freezes: whoever is connected gets no answer any more, and whoever comes is let in to silence."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import sqlalchemy as sa


class Freezing:
    """Hands everything on to a server until it is frozen, or a client sends ``marker``."""

    def __init__(self, url: str, marker: bytes | None) -> None:
        parsed = sa.make_url(url)
        assert parsed.host is not None
        assert parsed.port is not None
        self._server, self._marker = (parsed.host, parsed.port), marker
        self._door = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.url = parsed.set(host="127.0.0.1", port=self._door.getsockname()[1])
        self.frozen = threading.Event()

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._door.accept()
                self._open.append(client)
                if not self.frozen.is_set():
                    server = socket.create_connection(self._server)
                    self._open.append(server)
                    for pair in ((client, server), (server, client)):
                        threading.Thread(target=self._hand_on, args=pair, daemon=True).start()

    def _hand_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self._marker is not None and self._marker in data:
                    self.frozen.set()
                if not self.frozen.is_set():
                    target.sendall(data)
            target.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        for one in (self._door, *self._open):
            one.close()


@contextmanager
def freezing(url: str, marker: bytes | None = None) -> Iterator[Freezing]:
    """Before the server of a URL, for the time of the block."""
    found = Freezing(url, marker)
    threading.Thread(target=found.serve, daemon=True).start()
    try:
        yield found
    finally:
        found.close()
