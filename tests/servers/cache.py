"""Where installed things outlive a test run, and the lock that lets one process at a time install."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "TK_TESTS_CACHE"
"""Names the cache to the processes of a test, which find an empty XDG_CACHE_HOME."""


def cache_directory() -> Path:
    """Made on demand; deleting it is always safe."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    directory = Path(os.environ.get(VARIABLE) or Path(base, "tk-tests"))
    directory.mkdir(parents=True, exist_ok=True)
    return directory


@contextmanager
def installing() -> Iterator[None]:
    """Hold the lock; the system frees it when its holder dies."""
    with (cache_directory() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
