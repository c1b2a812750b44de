"""The same command line for `alembic` and for `tk`, on two copies of one project."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.parity import effects
from tests.projects.forker import Forker, Run
from tests.projects.maker import Revision, make_project
from tests.projects.ours import NO_TRASH

EMPTY = ["BEGIN TRANSACTION;", "COMMIT;"]


@dataclass
class Pair:
    """Two copies of a project; ``run`` gives both the same command line and holds the effects side by side."""

    forker: Forker
    alembic: Path
    tk: Path

    def run(
        self, line: str, *, tk: str | None = None, prints: bool = False, looks: bool = False, **variables: str
    ) -> Run:
        """Run ``line`` with both; returns the run of tk.

        With ``prints`` their stdout must be the same text, where they succeed: what was printed before a refusal
        is no answer. With ``looks`` tk must not write to the database, whatever Alembic does. ``tk`` is the line
        for tk where that differs.
        """
        before = effects.databases(self.tk)
        theirs = self.forker.run("alembic", shlex.split(line), self.alembic, variables)
        ours = self.forker.run("tk", shlex.split(tk or line), self.tk, {**NO_TRASH, **(variables or {})})
        story = f"alembic {line}\n{theirs.stdout}{theirs.stderr}\ntk\n{ours.stdout}{ours.stderr}"
        assert ours.ok == theirs.ok, story
        assert "Traceback" not in ours.stderr, story
        if prints and ours.ok:
            assert effects.plain(ours.stdout, self.tk) == effects.plain(theirs.stdout, self.alembic), story
        expected = (
            before or dict.fromkeys(effects.databases(self.alembic), EMPTY)
            if looks
            else effects.databases(self.alembic)
        )
        assert effects.databases(self.tk) == expected, story
        assert effects.files(self.tk) == effects.files(self.alembic), story
        assert not ours.ok or not effects.unlike(effects.seen(self.alembic), effects.seen(self.tk)), story
        return ours

    def succeed(self, line: str, **options: Any) -> Run:
        """Run, and see that it was worth comparing."""
        run = self.run(line, **options)
        assert run.ok, run.stderr
        return run

    def fail(self, line: str, **options: Any) -> Run:
        """Run, and see that both refuse."""
        run = self.run(line, **options)
        assert not run.ok, run.stdout
        return run

    def save(self) -> bytes | None:
        """The database of both, to `restore` it later."""
        return (self.alembic / "app.db").read_bytes() if (self.alembic / "app.db").exists() else None

    def restore(self, saved: bytes | None) -> None:
        """Both databases as they were; what env.py saw is forgotten."""
        for directory in (self.alembic, self.tk):
            (directory / "seen.jsonl").unlink(missing_ok=True)
            (directory / "app.db").unlink(missing_ok=True)
            if saved is not None:
                (directory / "app.db").write_bytes(saved)

    def seen(self) -> dict[str, Any]:
        """What env.py saw the last time."""
        return effects.seen(self.tk)[-1]

    def databases(self) -> dict[str, list[str]]:
        """The schema and the rows of the SQLite databases."""
        return effects.databases(self.tk)

    def versions(self) -> set[str]:
        """The rows of the version table of app.db."""
        start = 'INSERT INTO "alembic_version" VALUES('
        return {line.removeprefix(start).strip("');") for line in self.databases()["app.db"] if line.startswith(start)}

    def tables(self) -> set[str]:
        """The tables that the revisions have created in app.db."""
        dump = "\n".join(effects.databases(self.tk).get("app.db", []))
        return {word.removeprefix("t_") for word in dump.replace('"', " ").split() if word.startswith("t_")}


@dataclass
class Pairs:
    """Makes pairs of projects."""

    forker: Forker
    directory: Path

    def make(self, *revisions: Revision, **parameters: Any) -> Pair:
        """Two copies of ``make_project``'s project."""
        return self.copies(
            lambda path: make_project(path, revisions, **parameters) if revisions else make_project(path, **parameters)
        )

    def copies(self, build: Any) -> Pair:
        """Two directories, each built by ``build(directory)``."""
        pair = Pair(self.forker, self.directory / "alembic", self.directory / "tk")
        for path in (pair.alembic, pair.tk):
            path.mkdir()
            build(path)
        return pair

    def template(self, name: str, changes: Mapping[str, str] | None = None) -> Pair:
        """Two copies of a project that `alembic init` made, with texts of its files replaced."""
        made = self.directory / "made"
        made.mkdir()
        assert self.forker.run("alembic", ["init", "-t", name, "scripts"], made).ok
        for path in made.rglob("*"):
            if path.is_file() and path.suffix in (".py", ".ini", ".toml"):
                text = path.read_text(encoding="utf-8")
                for before, after in (changes or {}).items():
                    text = text.replace(before, after)
                path.write_text(text, encoding="utf-8")
        return self.copies(lambda path: shutil.copytree(made, path, dirs_exist_ok=True))


@pytest.fixture(scope="session")
def forker() -> Iterator[Forker]:
    with Forker() as forker:
        yield forker


@pytest.fixture
def pairs(forker: Forker, tmp_path: Path) -> Pairs:
    return Pairs(forker, tmp_path)
