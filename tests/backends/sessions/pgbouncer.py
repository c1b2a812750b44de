"""A pooler between a client and PostgreSQL, which gives each transaction whichever session of the server is free."""

from __future__ import annotations

import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from tests.backends.sessions.others import absent, free_port
from tests.servers import debian, postgresql
from tests.servers.cache import installing
from tests.servers.database import Database
from tests.servers.errors import ServerAbsent
from tests.servers.processes import launch, stop
from tests.servers.programs import find_program, require_program

_SETTINGS = """
[databases]
* = {server}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own_port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {size}
ignore_startup_parameters = extra_float_digits
"""


@contextmanager
def pooled(database: Database, *, size: int) -> Iterator[Database]:
    """The same database by way of a pooler that opens so many sessions at most."""
    url, port = sa.make_url(database.url), free_port()
    program, account = _program(), postgresql.account()
    directory = Path(tempfile.mkdtemp(prefix="tk_pgbouncer_"))
    settings = directory / "settings"
    reached = {"host": url.host, "port": url.port, "user": url.username, "password": url.password}
    server = " ".join(f"{name}={value}" for name, value in reached.items() if value)
    settings.write_text(_SETTINGS.format(server=server, own_port=port, size=size))
    if account is not None:
        # It refuses root.
        shutil.chown(directory, account)
        shutil.chown(settings, account)
    process = launch([program, str(settings)], directory=directory, account=account, stop_signal=signal.SIGKILL)
    try:
        through = url.set(host="127.0.0.1", port=port)
        _wait(through, directory)
        yield Database(backend=database.backend, url=through.render_as_string(hide_password=False))
    finally:
        stop(process, signal.SIGKILL)
        shutil.rmtree(directory, ignore_errors=True)


def _program() -> str:
    try:
        with installing():
            if find_program("pgbouncer") is None:
                debian.install_packages("pgbouncer")
        return require_program("pgbouncer")
    except ServerAbsent as absence:
        absent(f"No pooler: {absence}")


def _wait(url: sa.URL, directory: Path) -> None:
    engine, deadline = sa.create_engine(url, poolclass=sa.NullPool), time.monotonic() + 20
    while True:
        try:
            engine.connect().close()
        except sa.exc.DBAPIError:
            assert time.monotonic() < deadline, (directory / "log").read_text()
            time.sleep(0.1)
        else:
            return
