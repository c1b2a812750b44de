"""What really reaches the server, read off the connection itself."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

Writes = set[tuple[str, str]]
"""Verb and table."""

# No word boundary before the verb: on the wire the byte before it, a length, may be a letter.
_WRITE = re.compile(r"(INSERT INTO|COPY|UPDATE|DELETE FROM|CREATE TABLE|DROP TABLE|ALTER TABLE) [`\"]?(\w+)")


def writes_in(text: str) -> Writes:
    """Every statement of the text that changes a table."""
    return {(verb, table) for verb, table in _WRITE.findall(text)}


class Tap:
    """Listens on a port of its own, hands everything on to a server, and keeps what clients send.

    The protocols of the servers carry statements as plain text unless TLS is on, so nothing needs decoding.
    """

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._sent: list[bytearray] = []
        self._relays: list[threading.Thread] = []
        self.port: int = self._listener.getsockname()[1]

    def text(self) -> str:
        """What clients have sent, once they have gone."""
        return "\n".join(sent.decode("utf-8", errors="replace") for sent in self._sent)

    @contextmanager
    def listening(self) -> Iterator[Tap]:
        """Serve until the block ends, and until the clients that came within it have gone."""
        accepting = threading.Thread(target=self._accept, daemon=True)
        accepting.start()
        try:
            yield self
        finally:
            # Closing alone would leave the thread in accept().
            self._listener.shutdown(socket.SHUT_RDWR)
            accepting.join()
            self._listener.close()
            for relay in self._relays:
                relay.join(timeout=30)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._relays.append(threading.Thread(target=self._relay, args=(client,), daemon=True))
                self._relays[-1].start()

    def _relay(self, client: socket.socket) -> None:
        sent = bytearray()
        self._sent.append(sent)
        with client, socket.create_connection(self._server) as server:
            answers = threading.Thread(target=_hand_on, args=(server, client, bytearray()), daemon=True)
            answers.start()
            _hand_on(client, server, sent)
            answers.join()


def _hand_on(source: socket.socket, target: socket.socket, kept: bytearray) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            kept.extend(data)
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
