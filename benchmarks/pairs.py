"""Two commands timed in turn, as whole processes: the ratio holds when the machine's speed drifts."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command line, the directory and the variables to run it with, and what must be done before each run."""

    name: str
    line: Sequence[str]
    directory: Path
    variables: Mapping[str, str]
    prepare: Callable[[], None] = lambda: None


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """How much of B's time A takes. ``aim`` is what it should not pass; None where there is none."""

    title: str
    cpu: Sequence[float]
    wall: Sequence[float]
    aim: float | None

    def row(self) -> str:
        """The ratio as a line: the median of the pairs, and their range."""
        cpu, wall = statistics.median(self.cpu), statistics.median(self.wall)
        aim = "" if self.aim is None else f"  aim {self.aim:.2f}  {'met' if cpu <= self.aim else 'NOT MET'}"
        return (
            f"{self.title:<52} cpu x{cpu:.2f} [{min(self.cpu):.2f}..{max(self.cpu):.2f}]"
            f"  wall x{wall:.2f} [{min(self.wall):.2f}..{max(self.wall):.2f}]{aim}"
        )


def compare(ours: Command, theirs: Command, *, runs: int, aim: float | None = None) -> Ratio:
    """Run both in turn, once unmeasured and ``runs`` times measured; the ratios are pair by pair."""
    pairs = [(measured(ours), measured(theirs)) for _ in range(runs + 1)][1:]
    return Ratio(
        title=f"{ours.name} / {theirs.name}",
        cpu=[one[0] / other[0] for one, other in pairs],
        wall=[one[1] / other[1] for one, other in pairs],
        aim=aim,
    )


def measured(command: Command) -> tuple[float, float]:
    """Seconds of processor and of clock that one run of a command takes."""
    command.prepare()
    before, started = os.times(), time.perf_counter()
    environment = os.environ | dict(command.variables)
    run = subprocess.run(
        command.line, cwd=command.directory, env=environment, capture_output=True, text=True, check=False
    )
    wall, after = time.perf_counter() - started, os.times()
    if run.returncode:
        raise SystemExit(f"{command.name} failed:\n{run.stdout}{run.stderr}")
    return after.children_user + after.children_system - before.children_user - before.children_system, wall
