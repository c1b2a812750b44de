"""A migration that the application suffers from: it is ended, the application goes on, and the same command ends it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.execution.watching import CREATE, Requests, reader, requests
from tests.projects.forker import Forker
from tests.projects.maker import Revision, make_project
from tests.servers.database import Database

REVISIONS = (
    Revision("aa11", upgrade=f"op.execute('{CREATE}'); op.execute('INSERT INTO t VALUES (1, 1)')"),
    Revision(
        "ab22",
        "aa11",
        upgrade="op.execute('UPDATE t SET n = n + 1'); op.add_column('t', sa.Column('m', sa.Integer))",
    ),
)
POOLS = "[tool.tk.pools.web]\nprocesses = 1\npool_size = 3\nmax_overflow = 1\n"
PATIENT = {"TK_LOCK_TIMEOUT": "30"}


@contextmanager
def migrating(directory: Path, **variables: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """`tk migrate` at work, and what it has told until its statement was ended."""
    command = ["env", *(f"{name}={value}" for name, value in (PATIENT | variables).items())]
    command += [sys.executable, "-m", "toolkit", "migrate"]
    with subprocess.Popen(command, cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as run:
        assert run.stdout is not None
        told = []
        for line in run.stdout:
            told.append(line)
            if "ended ALTER TABLE t ADD COLUMN m INTEGER: 4 sessions wait, and 3 are borne" in line:
                break
        yield run, told
        told += run.communicate(timeout=60)[0]


@contextmanager
def used(database: Database) -> Iterator[tuple[sa.Connection, Requests]]:
    """A reader that holds the table, and an application that waits behind whoever waits for that one."""
    with requests(database, 4) as told, reader(database) as holder:
        yield holder, told
    assert told.failed == []


def prepared(database: Database, forker: Forker, tmp_path: Path) -> Database:
    make_project(tmp_path, REVISIONS, url=database.url)
    (tmp_path / "pyproject.toml").write_text(POOLS, encoding="utf-8")
    run = forker.run("tk", ["migrate", "aa11"], tmp_path)
    assert run.ok, run.stderr
    return database


def is_done(database: Database) -> bool:
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM t").all()
    return rows == [(1, 2, None)]


@pytest.mark.parametrize("backend", ["mysql", "postgresql"])
def test_it_is_done_when_there_is_less_to_do(
    backend: str, make_database: MakeDatabase, tmp_path: Path, forker: Forker
) -> None:
    database = prepared(make_database(backend), forker, tmp_path)
    with used(database) as (holder, _told), migrating(tmp_path) as (run, said):
        holder.rollback()
    assert run.returncode == 0, "".join(said)
    assert is_done(database)


@pytest.mark.parametrize(
    ("backend", "number", "code"), [("mariadb", None, 1), ("postgresql", None, 1), ("mysql", signal.SIGTERM, 143)]
)
def test_it_stops_and_the_same_command_ends_it(
    backend: str, number: int | None, code: int, make_database: MakeDatabase, tmp_path: Path, forker: Forker
) -> None:
    """Without any time left, or by a signal that comes when the statement was just ended."""
    database = prepared(make_database(backend), forker, tmp_path)
    with used(database), migrating(tmp_path, TK_LOCK_RETRY="0.1" if number is None else "600") as (run, said):
        if number is not None:
            run.send_signal(number)
    told = "".join(said)
    assert run.returncode == code, told
    assert "Traceback" not in told
    assert ("error[server-overloaded]" in told) is (number is None)
    again = forker.run("tk", ["migrate"], tmp_path)
    assert again.ok, again.stderr
    assert is_done(database)
