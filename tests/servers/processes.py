"""A server's own processes, which must never outlive their keeper."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 10


def launch(
    command: Sequence[str],
    *,
    directory: Path,
    account: str | None,
    stop_signal: signal.Signals,
) -> subprocess.Popen[bytes]:
    """In the directory, as that user, logging there, with a group of its own that `stop` can reach.

    Its temporary files are there too: MariaDB and MySQL remove, when they start, what looks like theirs in /tmp, also
    while it belongs to another one.
    """
    with (directory / "log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=os.environ | {"TMPDIR": str(directory)},
            user=account,
            group=account,
            extra_groups=None if account is None else [],
            process_group=0,
            preexec_fn=dying_with_this_process(stop_signal),
        )


def stop(process: subprocess.Popen[bytes], stop_signal: signal.Signals) -> None:
    """Politely if the signal is polite, then by force."""
    _signal_group(process, stop_signal)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        _signal_group(process, signal.SIGKILL)
        process.wait()


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if process.poll() is None:
        os.killpg(process.pid, number)


def dying_with_this_process(stop_signal: signal.Signals) -> Callable[[], None] | None:
    """A preexec_fn for the one end that nobody can handle: that this process is killed outright."""
    if sys.platform != "linux":
        return None
    # Loaded before the fork: little is safe between fork and exec.
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(PR_SET_PDEATHSIG, int(stop_signal))
