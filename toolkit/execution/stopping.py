"""Ctrl-C and SIGTERM: the first one stops at the next safe point, a second one at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from toolkit.fault import Stopped

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopping:
    """Whether an end was asked for. Between statements it is a safe point; within one it is not."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        self._tell = tell
        self._asked = threading.Event()
        self._number: int = signal.SIGINT
        self._busy = 0

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take the signals within the block, unless whoever started us had them ignored."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.getsignal(number) for number in _SIGNALS}
        for number, handler in before.items():
            if handler is not signal.SIG_IGN:
                signal.signal(number, self._heard)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Within the block only a second signal stops."""
        self.check()
        self._busy += 1
        try:
            yield
        finally:
            self._busy -= 1

    def check(self) -> None:
        """Raise Stopped where an end was asked for."""
        if self._asked.is_set() and not self._busy:
            raise Stopped(self._number)

    def wait(self, seconds: float) -> None:
        """Sleep, but not longer than until an end is asked for."""
        if self._asked.wait(seconds):
            raise Stopped(self._number)

    def _heard(self, number: int, frame: FrameType | None) -> None:
        second = self._asked.is_set()
        self._number = number
        self._asked.set()
        if second or not self._busy:
            raise Stopped(number)
        self._tell(number)
