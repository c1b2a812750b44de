"""Packages from the archive that this machine's apt already uses."""

from __future__ import annotations

import functools
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.errors import ServerAbsent
from tests.servers.programs import find_program, require_program, run_aloud

SERVICE_POLICY = Path("/usr/sbin/policy-rc.d")


def install_packages(*names: str) -> None:
    """As root, without questions, without what it merely recommends, without starting its service."""
    wanted = " and ".join(names)
    if find_program("apt-get") is None:
        raise ServerAbsent(f"This machine lacks {wanted}, and has no apt to install it.")
    if os.geteuid() != 0:
        raise ServerAbsent(f"This machine lacks {wanted}, and only root may install it.")
    _update()
    with _services_kept_still():
        _apt_get("install", "--yes", "--no-install-recommends", *names)


def archive_mirror() -> str:
    """The mirror of Debian's main archive in apt's own reading of its sources, in whatever format they are."""
    _update()
    answer = subprocess.run(
        [
            *(require_program("apt-get"), "indextargets", "Created-By: Packages"),
            *("--format", "$(LABEL) $(COMPONENT) $(REPO_URI)"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    for line in answer.stdout.splitlines():
        label, component, address = line.split(maxsplit=2)
        if (label, component) == ("Debian", "main"):
            return _first_of_list(address)
    raise ServerAbsent("No source of this machine's apt is Debian's main archive.")


def _first_of_list(address: str) -> str:
    """Cloud images name a file with a list of mirrors in place of one."""
    scheme, _, path = address.partition(":")
    if scheme != "mirror+file":
        return address
    return next(line.split()[0] for line in Path(path).read_text().splitlines() if line[:1] not in ("", "#"))


@functools.cache
def _update() -> None:
    """Once per process, and only by root: a fresh machine or container has no package lists."""
    if os.geteuid() == 0:
        _apt_get("update")


def _apt_get(*arguments: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run_aloud([require_program("apt-get"), "--quiet", "-o", "DPkg::Lock::Timeout=300", *arguments], environment)


@contextmanager
def _services_kept_still() -> Iterator[None]:
    """101 means "forbidden by policy" to Debian's service scripts; containers mostly have such a file already."""
    if SERVICE_POLICY.exists():
        yield
        return
    SERVICE_POLICY.write_text("#!/bin/sh\nexit 101\n")
    SERVICE_POLICY.chmod(0o755)
    try:
        yield
    finally:
        SERVICE_POLICY.unlink()
