"""Real projects from the package index, in a directory of their own beside the tests' environment.

Not in an environment of their own: so they run with the Alembic and the SQLAlchemy of this test run, the
oldest and the newest in turn.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.cache import cache_directory, installing
from tests.servers.certificates import NO_CERTIFICATES


def install(*requirements: str) -> Path:
    """The directory with these packages and none of their dependencies, made once and kept in the cache.

    Without a package index it is a visible skip on a laptop; in CI a test that could not run has not passed.
    """
    wanted = " ".join([*requirements, sys.implementation.cache_tag or "", sys.platform])
    directory = cache_directory() / "packages" / hashlib.sha256(wanted.encode()).hexdigest()[:16]
    with installing():
        problem = "" if directory.is_dir() else _install(requirements, directory)
    if not problem:
        return directory
    reason = f"{' '.join(requirements)} could not be installed: {problem}"
    if os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def _install(requirements: tuple[str, ...], directory: Path) -> str:
    """Returns the last line of what went wrong, or nothing."""
    # Elsewhere first: a directory that exists is one that is whole.
    unfinished = directory.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    command = [*_installer(), "--no-deps", "--quiet", "--target", str(unfinished), *requirements]
    # An index may be asked by HTTPS, and tests/conftest.py leaves no certificates to check it by.
    environment = {name: value for name, value in os.environ.items() if (name, value) != NO_CERTIFICATES}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    unfinished.rename(directory)
    return ""


def _installer() -> list[str]:
    # An environment made by uv has no pip.
    uv = shutil.which("uv")
    return [uv, "pip", "install", "--python", sys.executable] if uv else [sys.executable, "-m", "pip", "install"]
