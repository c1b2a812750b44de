"""Other clients of a server: in this process, as another user, and in a process that can be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest
import sqlalchemy as sa

from tests.servers.database import Database
from tests.servers.errors import ServerAbsent
from tests.servers.private_server import PrivateServer
from toolkit.backends.sessions.base import Sessions
from toolkit.backends.sessions.register import sessions_of

CHECKOUT = Path(__file__).resolve().parents[3]
_HOLDER = """
import sys, time
import sqlalchemy as sa
from toolkit.backends.sessions.register import sessions_of

backend, url, key, statement = sys.argv[1:]
connection = sa.create_engine(url, poolclass=sa.NullPool).connect()
sessions = sessions_of(backend)
assert sessions.hold(connection, key, "the other one") is not None
print(sessions.id(connection), flush=True)
connection.commit()
if statement:
    connection.exec_driver_sql(statement)
time.sleep(60)
"""


def sessions_at(database: Database) -> Sessions:
    sessions = sessions_of(database.backend)
    assert sessions is not None
    return sessions


def engine_at(database: Database) -> sa.Engine:
    return sa.create_engine(database.url, poolclass=sa.NullPool)


@contextmanager
def holder_process(database: Database, key: str, statement: str = "") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process that holds the lock, and the id of its session."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, database.backend, database.url, key, statement],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def kill(process: subprocess.Popen[str]) -> None:
    """As the kernel does it: nothing of the process is asked first."""
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def seconds_until(condition: Callable[[], object], limit: float) -> float:
    """How long it took to become true; fails after ``limit``."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < limit, "it did not happen"
        time.sleep(0.05)
    return time.monotonic() - started


@contextmanager
def least_user(database: Database) -> Iterator[Database]:
    """The same database by a user who has rights in it, and none beyond."""
    name = f"tk_least_{uuid.uuid4().hex[:12]}"
    url = sa.make_url(database.url)
    account = name if database.backend == "postgresql" else f"{name}@`%`"
    made = {
        "postgresql": [f"CREATE ROLE {name} LOGIN PASSWORD 'least'", f"GRANT ALL ON SCHEMA public TO {name}"],
    }.get(
        database.backend,
        [f"CREATE USER {account} IDENTIFIED BY 'least'", f"GRANT ALL ON {url.database}.* TO {account}"],
    )
    gone = {"postgresql": [f"DROP OWNED BY {name}", f"DROP ROLE {name}"]}.get(
        database.backend, [f"DROP USER {account}"]
    )
    with sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT").connect() as root:
        for statement in made:
            root.exec_driver_sql(statement, execution_options={"no_parameters": True})
        try:
            least = url.set(username=name, password="least")
            yield Database(backend=database.backend, url=least.render_as_string(hide_password=False))
        finally:
            for statement in gone:
                root.exec_driver_sql(statement, execution_options={"no_parameters": True})


def private_server(backend: str, *options: str) -> PrivateServer:
    """A server of its own, for what takes settings of the server."""
    try:
        return PrivateServer(backend, options)
    except ServerAbsent as absence:
        absent(f"No {backend} server: {absence}")


def absent(reason: str) -> NoReturn:
    """A visible skip on a laptop; in CI a test that could not run has not passed."""
    if os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def free_port() -> int:
    """One that nobody listens on now."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
