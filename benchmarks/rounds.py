"""Several commands run in turn, round by round: what each took, and how that stands to two measures."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.pairs import Run

Round = Mapping[str, tuple[Run, int]]
"""By the name of a command: its run, and the trips to the server."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Seconds of a round that others are held against."""

    title: str
    seconds: Callable[[Round], float]


@dataclass(frozen=True, kw_only=True)
class Rounds:
    """All rounds of one case."""

    title: str
    rounds: Sequence[Round]
    measures: Sequence[Measure]

    def row(self) -> str:
        """A table: medians, and the medians and ranges of the ratios of each round."""
        head = f"{self.title:<32}{'trips':>7}{'wall s':>9}{'cpu s':>9}{'MiB':>7}"
        heads = head + "".join(f"  {'wall / ' + measure.title:<31}" for measure in self.measures)
        return "\n".join((heads.rstrip(), *map(self._line, self.rounds[0]), ""))

    def _line(self, name: str) -> str:
        runs = [found[name][0] for found in self.rounds]
        wall, cpu, peak = (statistics.median(getattr(run, what) for run in runs) for what in ("wall", "cpu", "peak"))
        trips = statistics.median(found[name][1] for found in self.rounds)
        figures = f"  {name:<30}{trips:>7.0f}{wall:>9.2f}{cpu:>9.2f}{peak:>7.0f}"
        return (figures + "".join(self._against(name, measure) for measure in self.measures)).rstrip()

    def _against(self, name: str, measure: Measure) -> str:
        ratios = [found[name][0].wall / measure.seconds(found) for found in self.rounds]
        told = f"x{statistics.median(ratios):.2f} [{min(ratios):.2f}..{max(ratios):.2f}]"
        return f"  {told:<31}"
