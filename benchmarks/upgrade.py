"""What the gate and the story add to an upgrade of many small revisions, on each backend that is there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.databases import databases
from benchmarks.options import Options
from benchmarks.pairs import Command, Ratio, compare, measured
from benchmarks.project import make_project

REVISIONS = 500


def measurements(directory: Path, options: Options) -> Iterator[Ratio]:
    """tk against Alembic, from base to head, each time in an empty database."""
    make_project(directory, revisions=REVISIONS)
    for backend, url in databases(directory, options.backends):
        yield _compared(directory, backend, url, options.runs)


def go_back(command: Command) -> None:
    """Undo all, unmeasured."""
    measured(command)


def _compared(directory: Path, backend: str, url: str, runs: int) -> Ratio:
    variables = {"BENCHMARK_URL": url}
    line = [sys.executable, "-m", "alembic", "downgrade", "base"]
    back = Command(name="alembic downgrade", line=line, directory=directory, variables=variables)

    def command(name: str, *line: str) -> Command:
        return Command(name=name, line=line, directory=directory, variables=variables, prepare=lambda: go_back(back))

    ours = command(f"tk migrate, {REVISIONS} revisions, {backend}", sys.executable, "-m", "toolkit", "migrate")
    theirs = command("alembic upgrade", sys.executable, "-m", "alembic", "upgrade", "head")
    return compare(ours, theirs, runs=runs, aim=1.15, judged="wall")
