"""Commands timed in turn, as whole processes: the ratio holds when the machine's speed drifts."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

LAST = 2000
"""Characters of what a command said before it failed."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command line, the directory and the variables to run it with, and what must be done before each run."""

    name: str
    line: Sequence[str]
    directory: Path
    variables: Mapping[str, str]
    prepare: Callable[[], None] = lambda: None


@dataclass(frozen=True, kw_only=True)
class Run:
    """What one run of a command took: seconds, MiB at its peak; ``answer`` is what it printed."""

    cpu: float
    wall: float
    peak: float
    answer: str


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """How much of B's time A takes. ``aim`` is what it should not pass; None where there is none.

    ``judged`` says by what: ``cpu`` is steadier, ``wall`` has what the server does too.
    """

    title: str
    cpu: Sequence[float]
    wall: Sequence[float]
    aim: float | None
    judged: Literal["cpu", "wall"] = "cpu"

    def row(self) -> str:
        """The ratio as a line: the median of the pairs, and their range."""
        cpu, wall = statistics.median(self.cpu), statistics.median(self.wall)
        found = cpu if self.judged == "cpu" else wall
        met = "" if self.aim is None else "met" if found <= self.aim else "NOT MET"
        aim = "" if self.aim is None else f"  aim {self.judged} {self.aim:.2f}  {met}"
        return (
            f"{self.title:<52} cpu x{cpu:.2f} [{min(self.cpu):.2f}..{max(self.cpu):.2f}]"
            f"  wall x{wall:.2f} [{min(self.wall):.2f}..{max(self.wall):.2f}]{aim}"
        )


def compare(
    ours: Command, theirs: Command, *, runs: int, aim: float | None = None, judged: Literal["cpu", "wall"] = "cpu"
) -> Ratio:
    """Run both in turn, once unmeasured and ``runs`` times measured; the ratios are pair by pair."""
    pairs = [(measured(ours), measured(theirs)) for _ in range(runs + 1)][1:]
    return Ratio(
        title=f"{ours.name} / {theirs.name}",
        cpu=[one.cpu / other.cpu for one, other in pairs],
        wall=[one.wall / other.wall for one, other in pairs],
        aim=aim,
        judged=judged,
    )


def measured(command: Command) -> Run:
    """One run of a command; it must succeed."""
    command.prepare()
    # Whoever installs tk has its byte code; some environments switch that off.
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(command.directory / "pycache")}
    environment = os.environ | compiled | dict(command.variables)
    with tempfile.TemporaryFile("w+") as told:
        started = time.perf_counter()
        process = subprocess.Popen(
            command.line, cwd=command.directory, env=environment, stdout=told, stderr=subprocess.STDOUT
        )
        # The only call that tells the peak of one child.
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        answer = told.read()
    if process.returncode:
        raise SystemExit(f"{command.name} failed:\n{answer[-LAST:]}")
    # macOS counts bytes, Linux KiB.
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Run(cpu=used.ru_utime + used.ru_stime, wall=wall, peak=used.ru_maxrss / unit, answer=answer)
