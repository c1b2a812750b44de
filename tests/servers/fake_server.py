"""Servers that are none: what a URL with the wrong port, or a server in trouble, leads to."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

GREETING = b"J\0\0\0\n8.0.30\0\x08\0\0\0abcdefgh\0\xff\xf7\x2d\x02\0\xff\xc1\x15" + b"\0" * 10 + b"abcdefghijkl\0"
"""How MySQL begins; what follows of it is missing."""

FIRST_WORDS = {
    "silent": b"",
    "closing": None,
    "garbage": b"HTTP/1.1 400 Bad Request\r\nServer: web\r\n\r\nThis is another kind of server.",
    "stuck": GREETING,
}


@contextmanager
def fake_server(kind: str) -> Iterator[int]:
    """Listen until the block ends; yields the port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_serve, args=(listening, FIRST_WORDS[kind]), daemon=True).start()
        yield listening.getsockname()[1]
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)


def _serve(listening: socket.socket, words: bytes | None) -> None:
    with suppress(OSError), ExitStack() as kept:
        while True:
            connection, _ = listening.accept()
            if words is None:
                connection.close()
                continue
            kept.enter_context(connection)
            connection.sendall(words)
            if words.startswith(b"HTTP"):
                connection.shutdown(socket.SHUT_WR)
