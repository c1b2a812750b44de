"""One project twice, with a database each: `alembic` on the one is the judge of `tk` on the other."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import MakeDatabase
from tests.dropin.contents import read_contents
from tests.dropin.kind import Kind
from tests.projects.forker import Forker, Run
from tests.projects.ours import NO_TRASH
from tests.servers.database import Database


@dataclass
class Sides:
    """The two copies."""

    forker: Forker
    kind: Kind
    alembic: tuple[Path, Database]
    tk: tuple[Path, Database]

    def run(self, line: str) -> Run:
        """The same command with both; both must succeed, and leave the same in their databases."""
        theirs, ours = (
            self.forker.run(program, shlex.split(line), directory, {**NO_TRASH, **self.kind.variables})
            for program, (directory, _) in (("alembic", self.alembic), ("tk", self.tk))
        )
        story = f"alembic {line}\n{theirs.stdout}{theirs.stderr}\ntk\n{ours.stdout}{ours.stderr}"
        assert theirs.ok, f"The kind itself is wrong.\n{story}"
        assert ours.ok, story
        assert read_contents(self.tk[1]) == read_contents(self.alembic[1]), story
        return ours


MakeSides = Callable[[Kind, str], Sides]


@pytest.fixture(scope="session")
def forker() -> Iterator[Forker]:
    with Forker() as forker:
        yield forker


@pytest.fixture
def make_sides(forker: Forker, make_database: MakeDatabase, tmp_path: Path) -> MakeSides:
    """A function from a kind and a backend to the two copies."""

    def make(kind: Kind, backend: str) -> Sides:
        sides = []
        for program in ("alembic", "tk"):
            directory, database = tmp_path / program, make_database(backend)
            directory.mkdir()
            kind.make(directory, database)
            sides.append((directory, database))
        return Sides(forker, kind, *sides)

    return make
