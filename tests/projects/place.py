"""A directory in which programs run one after the other, as a person would run them."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.projects.forker import Forker, Run


@dataclass
class Place:
    """The directory; ``variables`` are those of every run."""

    forker: Forker
    directory: Path
    variables: dict[str, str] = field(default_factory=dict)

    def write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            path = self.directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")

    def read(self, name: str) -> str:
        return (self.directory / name).read_text(encoding="utf-8")

    def files(self) -> set[str]:
        """All files, Python's own left out."""
        found = (path for path in self.directory.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return {path.relative_to(self.directory).as_posix() for path in found}

    def run(self, line: str, **variables: str) -> Run:
        """Run a command line, its program first."""
        program, *arguments = shlex.split(line)
        run = self.forker.run(program, arguments, self.directory, self.variables | variables)
        assert "Traceback" not in run.stderr, run.stderr
        return run

    def succeed(self, line: str, **variables: str) -> Run:
        run = self.run(line, **variables)
        assert run.ok, f"{line}\n{run.stdout}{run.stderr}"
        return run

    def refuse(self, line: str, code: int = 2, **variables: str) -> str:
        """Run what must be refused; returns the paragraph that says why."""
        run = self.run(line, **variables)
        assert run.code == code, f"{line}: {run.code}\n{run.stdout}{run.stderr}"
        return run.stderr

    def revision(self) -> str:
        """The text of the only revision file."""
        [path] = self.directory.glob("**/versions/*.py")
        return path.read_text(encoding="utf-8")
