"""What `tk migrate` pays for looking before it runs, where nothing is wrong: `--preflight auto` against `off`."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from benchmarks.databases import databases
from benchmarks.distance import distance_to
from benchmarks.options import Options
from benchmarks.pairs import Command, measured
from benchmarks.project import make_project

AIM = 300
"""Milliseconds; the trips to the server are not of it."""
TABLES = 10
ROWS = 5_000
CASES = {"a table without rows": "t9", "a table with rows": "t1"}
POOLS = """
[tool.tk.pools.web]
processes = 2
pool_size = 5
max_overflow = 5

[tool.tk.pools.worker]
pool_size = 5
"""
CHANGE = """from alembic import op
import sqlalchemy as sa

revision = "change"
down_revision = "r{last:04}"


def upgrade() -> None:
    op.add_column("{table}", sa.Column("note", sa.String(40), nullable=True))


def downgrade() -> None:
    op.drop_column("{table}", "note")
"""
FILLED = """from alembic import op
import sqlalchemy as sa

revision = "r{number:04}"
down_revision = "r{parent:04}"


def upgrade() -> None:
    table = sa.table("t1", sa.column("id"), sa.column("name"))
    op.bulk_insert(table, [{{"id": place, "name": f"name {{place}}"}} for place in range(1, {rows} + 1)])
"""


@dataclass(frozen=True, kw_only=True)
class Added:
    """How much longer one command takes than another, in pairs."""

    title: str
    wall: Sequence[float]
    cpu: Sequence[float]
    trips: int | None
    """How many more trips to the server; None where there is none."""
    of: float
    """Seconds that the other takes."""

    def row(self) -> str:
        """A line for a person: the median of the pairs, and their range, in milliseconds."""
        wall, cpu = ([1000 * seconds for seconds in found] for found in (self.wall, self.cpu))
        median = statistics.median(wall)
        trips = "" if self.trips is None else f", {self.trips} trips"
        return (
            f"{self.title:<46} +{median:4.0f} ms [{min(wall):.0f}..{max(wall):.0f}], cpu +{statistics.median(cpu):.0f}"
            f"{trips}, to {1000 * self.of:.0f} ms  aim {AIM}  {'met' if median <= AIM else 'NOT MET'}"
        )


def measurements(directory: Path, options: Options) -> Iterator[Added]:
    """A column that takes no value is added to a table, and taken away again unmeasured."""
    for backend, url in databases(directory, options.backends):
        for place, (title, table) in enumerate(CASES.items()):
            project = directory / f"{backend}{place}"
            _make(project, table)
            if not place:
                measured(_command("alembic upgrade", project, url, "alembic", "upgrade", f"r{TABLES + 1:04}"))
            yield _added(f"{backend}, {title}", project, url, options.runs)


def _make(directory: Path, table: str) -> None:
    make_project(directory, revisions=TABLES)
    (directory / "pyproject.toml").write_text(POOLS, encoding="utf-8")
    last = TABLES + 1
    texts = {
        "filled.py": FILLED.format(number=last, parent=TABLES, rows=ROWS),
        "change.py": CHANGE.format(last=last, table=table),
    }
    for name, text in texts.items():
        (directory / "migrations" / "versions" / name).write_text(text, encoding="utf-8")


def _added(title: str, project: Path, url: str, runs: int) -> Added:
    back = _command("alembic downgrade", project, url, "alembic", "downgrade", "-1")

    def ours(at: str, preflight: str) -> Command:
        return _command(title, project, at, "toolkit", "migrate", "--preflight", preflight)

    pairs = []
    for _ in range(runs + 1):
        both = []
        for preflight in ("auto", "off"):
            both.append(measured(ours(url, preflight)))
            measured(back)
        pairs.append(both)
    return Added(
        title=title,
        wall=[auto.wall - off.wall for auto, off in pairs[1:]],
        cpu=[auto.cpu - off.cpu for auto, off in pairs[1:]],
        trips=_trips(url, lambda at, preflight: (measured(ours(at, preflight)), measured(back))),
        of=statistics.median(off.wall for _, off in pairs[1:]),
    )


def _trips(url: str, run: Callable[[str, str], object]) -> int | None:
    """By a proxy, in runs that are not timed."""
    parsed = make_url(url)
    if parsed.host is None or parsed.port is None:
        return None
    with distance_to(parsed.host, parsed.port, 0) as distance:
        at = parsed.set(host="127.0.0.1", port=distance.port).render_as_string(hide_password=False)
        counted = []
        for preflight in ("auto", "off"):
            before = distance.trips
            run(at, preflight)
            counted.append(distance.trips - before)
    return counted[0] - counted[1]


def _command(name: str, project: Path, url: str, module: str, *line: str) -> Command:
    checkout = str(Path(__file__).resolve().parents[1])
    variables = {"BENCHMARK_URL": url, "PYTHONPATH": checkout}
    return Command(name=name, line=[sys.executable, "-m", module, *line], directory=project, variables=variables)
