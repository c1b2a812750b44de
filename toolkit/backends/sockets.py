"""The sockets under the connections of drivers, and whether the server behind one still says a word to anybody."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

# Who asks for TLS is answered by one byte: https://www.postgresql.org/docs/current/protocol-message-formats.html
_SSL_REQUEST = (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big")
_FIRST_WORDS = {"postgresql": _SSL_REQUEST}
"""By the name of a dialect, what a client must say first; the others' servers begin by themselves."""

_WAYS: Sequence[Callable[[Any], Any]] = (
    lambda driver: driver.fileno(),  # psycopg, psycopg2, mysqlclient
    lambda driver: driver._sock.fileno(),  # PyMySQL
    lambda driver: driver._usock.fileno(),  # pg8000
    lambda driver: driver._transport.get_extra_info("socket").fileno(),  # asyncpg
    lambda driver: driver._writer.get_extra_info("socket").fileno(),  # aiomysql, asyncmy
    lambda driver: driver._socket.sock.fileno(),  # mysql-connector
)


def socket_of(driver: Any) -> socket.socket | None:
    """Another handle on the socket of a driver's connection; None where there is none, or the driver hides it."""
    for way in _WAYS:
        with suppress(Exception):  # what is missing, or closed, is refused by each driver in its own way
            return socket.socket(fileno=os.dup(way(driver)))
    return None


def is_silent(peer: socket.socket, dialect: str, seconds: float) -> bool:
    """Whether the server that a socket leads to lets somebody new in, and then says nothing."""
    with suppress(OSError), socket.socket(peer.family, socket.SOCK_STREAM) as new:
        new.settimeout(seconds)
        try:
            new.connect(peer.getpeername())
            new.sendall(_FIRST_WORDS.get(dialect, b""))
            new.recv(1)
        except TimeoutError:
            return True
    return False


def give_up(peer: socket.socket) -> None:
    """Whoever waits for an answer on this socket is told that there is none."""
    with suppress(OSError):
        peer.shutdown(socket.SHUT_RDWR)
