"""A line from time to time while a revision takes long, so that nobody takes silence for a hang."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Heartbeat:
    """Says every ``interval`` seconds what is being done; never with an infinite interval."""

    def __init__(self, interval: float, say: Callable[[str], None]) -> None:
        self.doing = ""
        self._interval = interval
        self._say = say
        self._stopped = threading.Event()

    def start(self, revision: str) -> None:
        """A revision begins."""
        self.stop()
        self.doing = ""
        if self._interval < threading.TIMEOUT_MAX:
            self._stopped = threading.Event()
            threading.Thread(target=self._beat, args=(revision, self._stopped), daemon=True).start()

    def stop(self) -> None:
        """It is over: no beat comes after this."""
        self._stopped.set()

    def _beat(self, revision: str, stopped: threading.Event) -> None:
        started = time.monotonic()
        while not stopped.wait(self._interval):
            self._say(
                f"    {revision} has been running for {time.monotonic() - started:,.0f} s: {self.doing[:200]}".rstrip(
                    ": "
                )
            )
