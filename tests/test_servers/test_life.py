"""Servers end with whoever started them, and leave nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.servers.private_server import CHECKOUT, PrivateServer
from tests.servers.register import BACKENDS, recipe_for

COMMAND = [sys.executable, "-m", "tests.servers"]
PATIENCE_SECONDS = 60


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """Started anew here, so its programs must be here, whatever server the other tests were given."""
    name = str(request.param)
    if not recipe_for(name).is_installed():
        pytest.skip(f"{name} is not installed on this machine; the tests use a server from outside.")
    return name


@pytest.fixture
def place() -> Iterator[Path]:
    """The temporary directories of the servers under test, in a place that no other test uses.

    Short and open to all, as a socket's path and PostgreSQL's own user need it.
    """
    with tempfile.TemporaryDirectory(prefix="tk-") as name:
        path = Path(name)
        path.chmod(0o755)
        yield path


def environment(place: Path) -> dict[str, str]:
    given = {name: value for name, value in os.environ.items() if not name.startswith("TK_TEST_")}
    return {**given, "TMPDIR": str(place)}


def processes_in(place: Path) -> list[str]:
    """Every process that names the place in its command line or environment, or works in it."""
    found = []
    for directory in Path("/proc").glob("[0-9]*"):
        try:
            told = (directory / "cmdline").read_bytes() + (directory / "environ").read_bytes()
            # PostgreSQL's processes write their titles over both.
            told += os.fsencode((directory / "cwd").readlink())
        except OSError:
            continue
        if os.fsencode(place) in told:
            found.append(told.decode(errors="replace"))
    return found


def parent_of(process: int) -> int:
    _, _, after_the_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")
    return int(after_the_name.split()[1])


def wait_until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


@contextmanager
def kept(place: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """`python -m tests.servers` with its servers running."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=CHECKOUT,
        env=environment(place),
        stdout=subprocess.PIPE,
        text=True,
        # Whoever starts the tests in the background may have it ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="The processes are counted in /proc.")
on_each_server = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
# What does not depend on the server is tried on the one that starts fastest.
on_one_server = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)


@on_one_server
def test_run_gives_the_variables_and_returns_the_exit_code(backend: str, place: Path) -> None:
    name = f"TK_TEST_{backend.upper()}_URL"
    code = f"import os, sys; print(os.environ[{name!r}]); sys.exit(7)"
    command = [*COMMAND, "--only", backend, "run", "--", sys.executable, "-c", code]
    answer = subprocess.run(
        command,
        cwd=CHECKOUT,
        env=environment(place),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert (answer.returncode, answer.stdout.partition(":")[0]) == (7, recipe_for(backend).url(0).partition(":")[0])
    assert list(place.iterdir()) == []
    assert processes_in(place) == []


@on_one_server
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_after(number: signal.Signals, backend: str, place: Path) -> None:
    assert_nothing_is_left_after(number, backend, place)


@on_each_server
def test_nothing_is_left_after_a_kill(backend: str, place: Path) -> None:
    assert_nothing_is_left_after(signal.SIGKILL, backend, place)


def assert_nothing_is_left_after(number: signal.Signals, backend: str, place: Path) -> None:
    with kept(place, "--only", backend) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(f"export TK_TEST_{backend.upper()}_URL=")
        assert list(place.iterdir()) != []
        assert len(processes_in(place)) >= len(["starter", "keeper", "server"])
        process.send_signal(number)
        assert wait_until(lambda: list(place.iterdir()) == [])
        process.wait()
        assert wait_until(lambda: processes_in(place) == [])


@on_each_server
def test_nothing_is_left_after_a_kill_in_the_middle_of_starting(backend: str, place: Path) -> None:
    with kept(place, "--only", backend) as process:
        assert wait_until(lambda: list(place.glob("*/*")) != [])
        process.kill()
        process.wait()
        assert wait_until(lambda: processes_in(place) == [])
        assert list(place.iterdir()) == []


@on_one_server
def test_a_command_ends_with_its_killed_starter(backend: str, place: Path) -> None:
    with kept(place, "--only", backend, "run", "--", "sh", "-c", "echo ready; exec sleep 600") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.kill()
        process.wait()
        assert wait_until(lambda: processes_in(place) == [])


@on_each_server
def test_a_server_ends_with_its_killed_keeper(backend: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its directory stays: nobody is left to remove it."""
    monkeypatch.setenv("TMPDIR", str(place))
    with PrivateServer(backend) as server:
        os.kill(parent_of(server.pid), signal.SIGKILL)
        assert wait_until(lambda: processes_in(place) == [])


@pytest.mark.parametrize("backend", ["mariadb", "mysql"], indirect=True)
def test_a_server_that_starts_removes_nothing_of_another(backend: str) -> None:
    """It clears its temporary directory of files that look like its own."""
    with PrivateServer(backend) as server, sa.create_engine(server.url).connect() as connection:
        used = connection.scalar(sa.text("SELECT @@tmpdir"))
        assert used == str(Path(connection.scalar(sa.text("SELECT @@datadir"))).parent)


@on_each_server
def test_a_crashed_server_comes_back_with_what_was_committed(backend: str) -> None:
    with PrivateServer(backend) as server:
        engine = sa.create_engine(server.url, poolclass=sa.NullPool)
        schema = "public" if backend == "postgresql" else "mysql"
        with engine.begin() as connection:
            connection.execute(sa.text(f"CREATE TABLE {schema}.parcel (id INTEGER)"))
        with engine.begin() as connection:
            connection.execute(sa.text(f"INSERT INTO {schema}.parcel VALUES (1)"))
        first = server.pid
        server.crash()
        with pytest.raises(sa.exc.OperationalError):
            engine.connect()
        server.restart()
        assert server.pid != first
        with engine.connect() as connection:
            assert connection.scalar(sa.text(f"SELECT count(*) FROM {schema}.parcel")) == 1


@on_each_server
def test_a_server_that_ends_by_itself_is_told_and_comes_back(backend: str, capfd: pytest.CaptureFixture[str]) -> None:
    with PrivateServer(backend) as server:
        engine = sa.create_engine(server.url, poolclass=sa.NullPool)
        os.kill(server.pid, signal.SIGKILL)
        assert wait_until(lambda: not _answers(engine))
        assert wait_until(lambda: _answers(engine))
        assert f"({-signal.SIGKILL:d}); the end of its log" in capfd.readouterr().err


def _answers(engine: sa.Engine) -> bool:
    try:
        with engine.connect():
            return True
    except sa.exc.DBAPIError:
        return False
