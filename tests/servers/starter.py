"""The keeper's end of the pipe to whoever started it."""

from __future__ import annotations

import json
import os
import select
import signal
from types import FrameType


class StarterGone(Exception):
    """It closed the pipe, or died, or somebody asked the keeper to end."""


class Starter:
    """Orders come in on stdin, one byte each; answers go out on stdout, one JSON line each."""

    def __init__(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, _hear_the_end)

    def wait(self, seconds: float | None = None) -> bytes | None:
        """The next order; None when none came in time."""
        # A signal's handler runs in here; select then looks at stdin anew, for what is left of the time.
        ready, _, _ = select.select([0], [], [], seconds)
        if not ready:
            return None
        order = os.read(0, 1)
        if not order:
            raise StarterGone
        return order

    def answer(self, **fields: str | int) -> None:
        try:
            print(json.dumps(fields), flush=True)
        except BrokenPipeError:
            raise StarterGone from None


def _hear_the_end(_number: int, _frame: FrameType | None) -> None:
    """Make the pipe say that it ended, so that every wait ends by one door and cleaning up is never interrupted."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
