"""Runs the programs `alembic`, `tk` and `flask db` as processes of their own, cheaply.

Importing SQLAlchemy and Alembic takes longer than most of what a test asks of them. So one process imports
them once and forks for every run: the run has its own directory, environment, streams and modules.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.projects import faults

DRIVERS = ("aiosqlite", "psycopg", "pymysql", "sqlalchemy.ext.asyncio", "mako.template", "logging.config")
"""What env.py files and revisions import on top."""


@dataclass(frozen=True)
class Run:
    """How a program ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def ok(self) -> bool:
        return self.code == 0


class Forker:
    """Hands the runs to the forking process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._directory = tempfile.TemporaryDirectory()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()
        self._directory.cleanup()

    def run(
        self, program: str, arguments: Sequence[str], directory: Path, variables: Mapping[str, str] | None = None
    ) -> Run:
        streams = [str(Path(self._directory.name, name)) for name in ("stdout", "stderr")]
        order = {
            "program": program,
            "arguments": list(arguments),
            "directory": str(directory),
            # This process was started before the test that asks.
            "variables": {"XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"], **(variables or {})},
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order | {"streams": streams}) + "\n")
        self._process.stdin.flush()
        code = json.loads(self._process.stdout.readline())
        return Run(code, *(Path(stream).read_text(encoding="utf-8") for stream in streams))


def _serve() -> None:
    programs = _programs()
    # What is never collected is not written to either, so that the forked processes share it.
    gc.freeze()
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            os._exit(_run(programs[order["program"]], order))
        status = os.waitpid(child, 0)[1]
        print(json.dumps(os.waitstatus_to_exitcode(status)), flush=True)


def _programs() -> dict[str, Callable[[], object]]:
    from alembic.config import main as alembic

    from toolkit.cli.app import main as tk

    workflows = Path(import_module("toolkit").__path__[0]).glob("workflows/*.py")
    dialects = (f"sqlalchemy.dialects.{name}" for name in ("mysql", "postgresql", "sqlite"))
    for name in (*dialects, *DRIVERS, *(f"toolkit.workflows.{path.stem}" for path in workflows)):
        # What cannot be imported says so in the run that needs it.
        with suppress(Exception):
            import_module(name)
    return {"alembic": alembic, "tk": tk, "flask": _flask}


def _flask() -> None:
    from flask.cli import main

    main()


def _run(program: Callable[[], object], order: dict[str, object]) -> int:
    for number, stream in enumerate(order["streams"], start=1):  # type: ignore[arg-type]  # see Forker.run
        os.dup2(os.open(stream, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(str(order["directory"]))
    for name in [name for name in os.environ if name.startswith(("TK_", "ALEMBIC_", "FLASK_", "FAULT_"))]:
        del os.environ[name]
    os.environ |= order["variables"]  # type: ignore[arg-type]  # see Forker.run
    faults.install(os.environ)
    # A console script has its own directory first here; this process has the checkout, where `migrations` is.
    sys.path[0] = "/nonexistent"
    sys.argv = [str(order["program"]), *order["arguments"]]  # type: ignore[misc]  # see Forker.run
    try:
        program()
    except SystemExit as leaving:
        code = leaving.code
    except BaseException:  # what the interpreter would do at the end of a script
        traceback.print_exc()
        code = 1
    else:
        code = 0
    sys.stdout.flush()
    sys.stderr.flush()
    return code & 0xFF if isinstance(code, int) else int(code is not None)


if __name__ == "__main__":
    _serve()
