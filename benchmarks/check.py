"""What it costs to check a large schema, 1 ms away: against `alembic check`, and against what it cannot do without."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

from benchmarks.databases import databases
from benchmarks.distance import Distance, distance_to
from benchmarks.options import Options
from benchmarks.pairs import Command, Run, measured
from benchmarks.rounds import Measure, Round, Rounds
from benchmarks.schema import make_schema_project

MILLISECOND = 0.001
ALEMBIC, BARE, START = "alembic check", "the catalog queries alone", "python -c pass"
LINES: Mapping[str, tuple[str, ...]] = {
    ALEMBIC: ("-m", "alembic", "check"),
    "tk check": ("-m", "toolkit", "check"),
    "tk check --live": ("-m", "toolkit", "check", "--live"),
    # What the project itself costs any tool: imports, env.py with the models, a connection.
    "alembic current": ("-m", "alembic", "current"),
    START: ("-c", "pass"),
}


def _limit(found: Round) -> float:
    return 2 * found[BARE][0].wall + found[START][0].wall


MEASURES = (
    Measure(title=ALEMBIC, seconds=lambda found: found[ALEMBIC][0].wall),
    Measure(title="(2 x queries + python)", seconds=_limit),
)


def measurements(directory: Path, options: Options) -> Iterator[Rounds]:
    """All commands in turn, for each number of tables on each backend."""
    for tables in options.tables:
        for backend, url in databases(directory, options.backends):
            project = directory / f"{backend}{tables}"
            make_schema_project(project, tables=tables)
            _prepare(project, url)
            with away(url) as (distant, distance):
                yield Rounds(
                    title=f"{backend}, {tables} tables, {'1 ms away' if distance else 'a file'}",
                    rounds=[_round(project, distant, distance) for _ in range(options.runs + 1)][1:],
                    measures=MEASURES,
                )
        (directory / "app.db").unlink(missing_ok=True)


def _prepare(project: Path, url: str) -> None:
    """A database at head, its snapshot, and the statements that read it."""
    for line in (
        ("-m", "alembic", "upgrade", "head"),
        ("-m", "toolkit", "snapshot", "--from-database"),
        ("-m", "benchmarks.bare", "record", url, str(project / "statements.json")),
    ):
        measured(command(" ".join(line), line, project, url))


def _round(project: Path, url: str, distance: Distance | None) -> dict[str, tuple[Run, int]]:
    bare = ("-m", "benchmarks.bare", "send", url, str(project / "statements.json"))
    found = {}
    for name, line in {**LINES, BARE: bare}.items():
        before = distance.trips if distance else 0
        run = measured(command(name, line, project, url))
        found[name] = run, distance.trips - before if distance else 0
    run, trips = found[BARE]
    cpu, wall = map(float, run.answer.split())
    found[BARE] = Run(cpu=cpu, wall=wall, peak=run.peak, answer=""), trips
    return found


@contextmanager
def away(url: str) -> Iterator[tuple[str, Distance | None]]:
    """The URL of the same database, 1 ms away; a file is where it is."""
    parsed = make_url(url)
    if parsed.host is None or parsed.port is None:
        yield url, None
        return
    with distance_to(parsed.host, parsed.port, MILLISECOND) as distance:
        there = parsed.set(host="127.0.0.1", port=distance.port)
        yield there.render_as_string(hide_password=False), distance


def command(name: str, line: tuple[str, ...], project: Path, url: str) -> Command:
    """A Python that runs in the project, with a cache of its own."""
    checkout = str(Path(__file__).resolve().parents[1])
    variables = {"BENCHMARK_URL": url, "XDG_CACHE_HOME": str(project / "cache"), "PYTHONPATH": checkout}
    return Command(name=name, line=[sys.executable, *line], directory=project, variables=variables)
