"""What it costs to write a revision for one changed table among many, 1 ms away: against plain Alembic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import alembic

from benchmarks.check import away, command
from benchmarks.databases import databases
from benchmarks.distance import Distance
from benchmarks.options import Options
from benchmarks.pairs import Run, measured
from benchmarks.rounds import Measure, Rounds
from benchmarks.schema import make_schema_project

ALEMBIC, COMPARING = "alembic revision", "alembic compares"
WHOLE: Mapping[str, tuple[str, ...]] = {
    ALEMBIC: ("-m", "alembic", "revision", "--autogenerate"),
    # Which also runs it on a shadow, up and down.
    "tk revision": ("-m", "toolkit", "revision", "--autogenerate"),
}
ALONE: Mapping[str, tuple[str, ...]] = {
    COMPARING: ("-m", "benchmarks.comparing", "alembic"),
    "tk compares": ("-m", "benchmarks.comparing", "tk"),
}
MEASURES = (
    Measure(title=ALEMBIC, seconds=lambda found: found[ALEMBIC][0].wall),
    Measure(title=COMPARING, seconds=lambda found: found[COMPARING][0].wall),
)


def measurements(directory: Path, options: Options) -> Iterator[Rounds]:
    """All commands in turn; the models change before each round, and tk has seen those of the round before."""
    for tables in options.tables:
        for backend, url in databases(directory, options.backends):
            project = directory / f"{backend}{tables}"
            make_schema_project(project, tables=tables)
            template = Path(alembic.__file__).parent / "templates" / "generic" / "script.py.mako"
            (project / "migrations" / "script.py.mako").write_bytes(template.read_bytes())
            measured(command("upgrade", ("-m", "alembic", "upgrade", "head"), project, url))
            with away(url) as (distant, distance):
                yield Rounds(
                    title=f"{backend}, {tables} tables, {'1 ms away' if distance else 'a file'}",
                    rounds=[_round(project, distant, distance, place) for place in range(options.runs + 1)][1:],
                    measures=MEASURES,
                )
        (directory / "app.db").unlink(missing_ok=True)


def _round(project: Path, url: str, distance: Distance | None, place: int) -> dict[str, tuple[Run, int]]:
    models = project / "models.py"
    first = models.read_text(encoding="utf-8").partition("\n# changed")[0]
    column = f'metadata.tables["item_7"].append_column(sa.Column("added_{place}", sa.String(20)))'
    models.write_text(f"{first}\n# changed\n{column}\n", encoding="utf-8")
    found = {}
    for name, line in {**ALONE, **WHOLE}.items():
        before = distance.trips if distance else 0
        run = measured(command(name, line, project, url))
        if name in ALONE:
            cpu, wall = map(float, run.answer.split())
            run = Run(cpu=cpu, wall=wall, peak=run.peak, answer="")
        found[name] = run, distance.trips - before if distance else 0
        _remove_written(project)
    return found


def _remove_written(project: Path) -> None:
    for path in (project / "migrations" / "versions").glob("*.py"):
        if path.name != "r0001.py":
            path.unlink()
