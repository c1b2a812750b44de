"""Finding and running other programs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.servers.errors import ServerAbsent


def find_program(name: str) -> str | None:
    """Its path: servers live in sbin, which a user's PATH lacks, and PostgreSQL's in a folder per version."""
    postgresql = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    folders = [os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin", *map(str, postgresql)]
    return shutil.which(name, path=os.pathsep.join(folders))


def require_program(name: str) -> str:
    """Its path, or ServerAbsent."""
    path = find_program(name)
    if path is None:
        raise ServerAbsent(f"There is no {name} on this machine.")
    return path


def run_aloud(command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
    """With its output on stderr: stdout belongs to the answer."""
    result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.__stderr__, env=environment, check=False)
    if result.returncode != 0:
        raise ServerAbsent(f"{' '.join(command[:3])} ... ended with exit code {result.returncode}.")


def _version(folder: Path) -> int:
    number = re.match(r"\d+", folder.parent.name)
    return int(number[0]) if number else 0
