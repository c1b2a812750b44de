"""A server of one's own, as the process that starts it sees it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.servers.cache import installing
from tests.servers.errors import ServerFailed
from tests.servers.keeper import CRASH, RESTART
from tests.servers.register import recipe_for

CHECKOUT = Path(__file__).resolve().parents[2]


class PrivateServer:
    """Installs what is missing, and starts a server that ends with the `with` block or with this process.

    For tests that change a server's settings, or kill it: `options` go to the server's command line.
    Starting goes on in the background until `url` is asked for.
    """

    def __init__(self, backend: str, options: Sequence[str] = ()) -> None:
        ensure_installed(backend)
        self._keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.servers.keeper", backend, *options],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Out of reach of the terminal's Ctrl-C, which would end it in the middle of cleaning up.
            start_new_session=True,
        )
        self._answer: dict[str, Any] | None = None

    @property
    def url(self) -> str:
        """What its administrator writes to connect; waits until the server answers."""
        return str(self._ready()["url"])

    @property
    def pid(self) -> int:
        """The server's process."""
        return int(self._ready()["pid"])

    def crash(self) -> None:
        """Kill it as a power cut would, its data directory kept."""
        self._ready()
        self._order(CRASH)
        self._read()

    def restart(self) -> None:
        """Start it again on the same data directory and port, after `crash` or in place of it."""
        self._ready()
        self._order(RESTART)
        self._answer = self._read()

    def begin_to_stop(self) -> None:
        """Without waiting, so that several servers stop at the same time."""
        assert self._keeper.stdin is not None
        self._keeper.stdin.close()

    def stop(self) -> None:
        """Wait until the server and its directory are gone."""
        self.begin_to_stop()
        self._keeper.wait()
        assert self._keeper.stdout is not None
        self._keeper.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _ready(self) -> dict[str, Any]:
        if self._answer is None:
            self._answer = self._read()
        return self._answer

    def _order(self, order: bytes) -> None:
        assert self._keeper.stdin is not None
        self._keeper.stdin.write(order)
        self._keeper.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self._keeper.stdout is not None
        answer: dict[str, Any] = json.loads(self._keeper.stdout.readline() or '{"error": "The keeper was killed."}')
        if "error" in answer:
            raise ServerFailed(answer["error"])
        return answer


def ensure_installed(backend: str) -> None:
    """One process at a time; raises ServerAbsent."""
    recipe = recipe_for(backend)
    if recipe.is_installed():
        return
    with installing():
        if not recipe.is_installed():
            recipe.install()
