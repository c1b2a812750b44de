"""A line from time to time while a revision takes long, so that nobody takes silence for a hang."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class _Running:
    revision: str
    started: float = field(default_factory=time.monotonic)
    beats: int = 0


class Heartbeat:
    """Says every ``interval`` seconds what is being done; never with an infinite interval.

    One thread for all revisions, which sleeps through the short ones: starting one costs as much as a small revision.
    """

    def __init__(self, interval: float, say: Callable[[str], None], describe: Callable[[str], str] = str) -> None:
        self.doing = ""
        """As ``describe`` takes it, which is called only when something is said."""
        self._interval = interval
        self._say = say
        self._describe = describe
        self._lock = threading.Lock()
        self._running: _Running | None = None
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, revision: str) -> None:
        """A revision begins."""
        self.doing = ""
        if self._interval < threading.TIMEOUT_MAX:
            self._running = _Running(revision)
            if self._thread is None:
                self._thread = threading.Thread(target=self._live, name="tk heartbeat", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """It is over: no beat comes after this."""
        with self._lock:
            self._running = None

    def close(self) -> None:
        """No other one begins."""
        self.stop()
        self._closed.set()

    def _live(self) -> None:
        while True:
            running, now = self._running, time.monotonic()
            # One that begins meanwhile is not due before this one would have been.
            due = now + self._interval if running is None else running.started + (running.beats + 1) * self._interval
            if self._closed.wait(max(due - now, 0)):
                return
            with self._lock:
                if running is not None and self._running is running:
                    running.beats += 1
                    self._beat(running)

    def _beat(self, running: _Running) -> None:
        seconds, doing = time.monotonic() - running.started, self._describe(self.doing)[:200]
        self._say(f"    {running.revision} has been running for {seconds:,.0f} s: {doing}".rstrip(": "))
