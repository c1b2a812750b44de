"""A server that is some way off: a proxy on this machine that lets whatever a client sends arrive later."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CHUNK = 1 << 18


class Distance:
    """What goes through is passed on ``seconds`` late on the way to the server; answers are passed on at once.

    An answer of many packets is late once, as it is on a line: only the question waits.
    """

    def __init__(self, host: str, port: int, seconds: float) -> None:
        self._target, self._seconds = (host, port), seconds
        self._door = socket.create_server(("127.0.0.1", 0))
        self._count = threading.Lock()
        self.trips = 0
        """Questions that were answered: statements, and what connecting takes."""

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._door.getsockname()[1])

    def serve(self) -> None:
        """Until the door is closed."""
        with suppress(OSError):
            while True:
                client, _ = self._door.accept()
                threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def close(self) -> None:
        """Let nobody in any more."""
        # close() alone does not wake a thread that waits in accept().
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _pass_on(self, client: socket.socket) -> None:
        # The handshake of TCP is a trip, too.
        time.sleep(self._seconds)
        with client, socket.create_connection(self._target) as server:
            for side in (client, server):
                side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            asked = threading.Event()
            answers = threading.Thread(target=self._answers, args=(server, client, asked), daemon=True)
            answers.start()
            with suppress(OSError):
                while data := client.recv(CHUNK):
                    time.sleep(self._seconds)
                    asked.set()
                    server.sendall(data)
                server.shutdown(socket.SHUT_WR)
            answers.join()

    def _answers(self, server: socket.socket, client: socket.socket, asked: threading.Event) -> None:
        with suppress(OSError):
            while data := server.recv(CHUNK):
                if asked.is_set():
                    asked.clear()
                    with self._count:
                        self.trips += 1
                client.sendall(data)
            client.shutdown(socket.SHUT_WR)


@contextmanager
def distance_to(host: str, port: int, seconds: float) -> Iterator[Distance]:
    """The proxy, for the time of the block."""
    distance = Distance(host, port, seconds)
    threading.Thread(target=distance.serve, daemon=True).start()
    try:
        yield distance
    finally:
        distance.close()
