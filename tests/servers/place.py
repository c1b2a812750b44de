"""Where the data of a test server lies: in memory where there is enough, for a database is hundreds of small files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

MEMORY = Path("/dev/shm")
WANTED = 6 << 30
"""Bytes. The servers of a whole test run need less than half of it."""


def parent_of_data(environment: Mapping[str, str], memory: Path = MEMORY, wanted: int = WANTED) -> Path | None:
    """None for the usual temporary directory: where TMPDIR names one, or there is too little memory."""
    if environment.get("TMPDIR") or not memory.is_dir() or not os.access(memory, os.W_OK | os.X_OK):
        return None
    return memory if shutil.disk_usage(memory).free >= wanted else None
