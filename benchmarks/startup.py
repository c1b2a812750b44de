"""What it costs to start: help against an empty Typer program, ``current`` against Alembic's."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.options import Options
from benchmarks.pairs import Command, Ratio, compare
from benchmarks.project import make_project

EMPTY = """import typer
app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
@app.command()
def main(name: str = "x") -> None:
    print(name)
if __name__ == "__main__":
    app()
"""


def measurements(directory: Path, options: Options) -> Iterator[Ratio]:
    """The leanest Typer program is the measure: no rich, no completion of its own."""
    (directory / "empty.py").write_text(EMPTY, encoding="utf-8")
    tk, alembic = [sys.executable, "-m", "toolkit"], [sys.executable, "-m", "alembic"]
    make_project(directory, revisions=1)

    def command(name: str, *line: str) -> Command:
        return Command(name=name, line=line, directory=directory, variables={})

    empty = command("an empty Typer program --help", sys.executable, "empty.py", "--help")
    yield compare(command("tk --help", *tk, "--help"), empty, runs=options.runs, aim=1.3)
    yield compare(command("tk migrate --help", *tk, "migrate", "--help"), empty, runs=options.runs, aim=1.3)
    yield compare(command("tk --help", *tk, "--help"), command("alembic --help", *alembic, "--help"), runs=options.runs)
    theirs = command("alembic current", *alembic, "current")
    yield compare(command("tk current", *tk, "current"), theirs, runs=options.runs, aim=1.1)
