"""A proxy before MySQL or MariaDB that passes everything on, but numbers its clients itself, as proxies do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import sqlalchemy as sa

from tests.servers.database import Database

NUMBER = 4_000_000_000


@contextmanager
def renumbered(database: Database, *, number: int | None = NUMBER, name: bytes = b"") -> Iterator[Database]:
    """The same database by way of it; ``name`` is added to the version that clients are greeted with."""
    url = sa.make_url(database.url)
    server = (str(url.host), int(url.port or 3306))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = threading.Thread(target=_serve, args=(listening, server, number, name))
        serving.start()
        through = url.set(host="127.0.0.1", port=listening.getsockname()[1])
        try:
            yield Database(backend=database.backend, url=through.render_as_string(hide_password=False))
        finally:
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            serving.join()


def _serve(listening: socket.socket, server: tuple[str, int], number: int | None, name: bytes) -> None:
    """Until nobody listens any more, and all clients have gone."""
    clients = []
    with suppress(OSError):
        while True:
            client, _ = listening.accept()
            clients.append(threading.Thread(target=_attend, args=(client, server, number, name)))
            clients[-1].start()
    for thread in clients:
        thread.join()


def _attend(client: socket.socket, server: tuple[str, int], number: int | None, name: bytes) -> None:
    with client, socket.create_connection(server) as behind:
        client.sendall(_greeting(behind, number, name))
        back = threading.Thread(target=_pass_on, args=(behind, client))
        back.start()
        _pass_on(client, behind)
        back.join()


def _greeting(behind: socket.socket, number: int | None, name: bytes) -> bytes:
    """https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html."""
    length = int.from_bytes(behind.recv(3, socket.MSG_WAITALL), "little")
    packet = behind.recv(length + 1, socket.MSG_WAITALL)
    version, _, rest = packet[2:].partition(b"\0")
    kept = rest[:4] if number is None else number.to_bytes(4, "little")
    body = packet[1:2] + version + name + b"\0" + kept + rest[4:]
    return len(body).to_bytes(3, "little") + packet[:1] + body


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while words := one.recv(65536):
            other.sendall(words)
    for end in (one, other):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
