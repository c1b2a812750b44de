"""What the project's own code prints while its history is tried: not part of the answer on stdout."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout

STDOUT, STDERR = 1, 2


@contextmanager
def output_aside(*, shown: bool) -> Iterator[None]:
    """Lead stdout to stderr, or to nowhere: prints, loggers that keep the stream, and programs that are called."""
    try:
        sys.stdout.flush()
        kept = os.dup(STDOUT)
    except (OSError, ValueError, AttributeError):
        # No such stream, as under some test runners and services: nothing can be printed on it either.
        with redirect_stdout(sys.stderr if shown else io.StringIO()):
            yield
        return
    aside = os.dup(STDERR) if shown else os.open(os.devnull, os.O_WRONLY)
    os.dup2(aside, STDOUT)
    try:
        with redirect_stdout(sys.stderr if shown else io.StringIO()):
            yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, STDOUT)
        os.close(kept)
        os.close(aside)
