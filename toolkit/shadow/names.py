"""The name of a shadow database says who made it and when, so that only what a dead run left is removed."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import socket
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

PREFIX = "tk_shadow_"
A_DAY = 86_400
_NAME = re.compile(PREFIX + r"([0-9a-f]{8})_([0-9]+)_([0-9]+)_([0-9a-f]+)_[0-9a-f]{8}")
_ANY = re.compile(PREFIX + r"\w+")
_UNKNOWN = "0"
_ENDED = frozenset("ZX")


@dataclass(frozen=True, kw_only=True)
class Maker:
    """Who made a shadow: a process of a host, its start (a pid is used again), and when."""

    host: str
    pid: int
    start: str
    made: int

    def name(self) -> str:
        """A new name that tells all of it."""
        return f"{PREFIX}{self.host}_{self.pid}_{self.start}_{self.made:x}_{secrets.token_hex(4)}"


def as_live(text: str, database: str) -> str:
    """The text with the name of the live database for that of a shadow, which nobody knows."""
    return _ANY.sub(lambda _: database, text) if PREFIX in text else text


def this_run() -> Maker:
    """The maker that this process is."""
    return Maker(host=_host(), pid=os.getpid(), start=_start(os.getpid()) or _UNKNOWN, made=int(time.time()))


def maker_of(name: str) -> Maker | None:
    """Who made the database of that name; None for every name that is not one of ours, to the letter."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    return Maker(host=found[1], pid=int(found[2]), start=found[3], made=int(found[4], 16))


def was_left(maker: Maker, now: Maker) -> bool:
    """Whether its run is dead for certain; another host's counts as left after a day."""
    if maker.host != now.host:
        return now.made - maker.made > A_DAY
    return is_dead(maker)


def is_dead(maker: Maker) -> bool:
    """No process of that pid, or one that started at another time. Where that cannot be known: alive."""
    if os.name != "posix":
        return False
    try:
        os.kill(maker.pid, 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        pass
    start = _start(maker.pid)
    return start is not None and maker.start not in (_UNKNOWN, start)


def _start(pid: int) -> str | None:
    """In ticks since the system started; empty for one that ended and was not waited for; None if unknown."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return "" if fields[0] in _ENDED else fields[19]


def _host() -> str:
    """Pids can be compared within it: one start of one system, and there one space of pids (a container's own)."""
    boot, space = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")
    try:
        known = f"{boot.read_text(encoding='ascii')}{space.readlink()}"
    except OSError:
        known = str(uuid.getnode())
    return hashlib.sha256(f"{socket.gethostname()} {known}".encode()).hexdigest()[:8]
