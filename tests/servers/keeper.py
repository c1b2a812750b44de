"""One server's life: `python -m tests.servers.keeper BACKEND [OPTION...]`.

A process of its own, in a session of its own: Ctrl-C does not reach it, and when its starter ends in
any way at all, a kill included, the pipe between them ends too, and the server and its temporary
directory go.
"""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from tests.servers.errors import ServerError, ServerFailed
from tests.servers.place import parent_of_data
from tests.servers.processes import launch, stop
from tests.servers.recipe import Recipe
from tests.servers.register import recipe_for
from tests.servers.starter import Starter, StarterGone

CRASH, RESTART = b"c", b"r"
READY_SECONDS = 120
WATCH_SECONDS = 0.5
START_ATTEMPTS = 3


def main(backend: str, options: Sequence[str]) -> None:
    starter = Starter()
    try:
        with _temporary_directory(backend) as directory:
            _keep(recipe_for(backend), directory, options, starter)
    except StarterGone:
        pass
    except ServerError as error:
        starter.answer(error=str(error))


def _keep(recipe: Recipe, directory: Path, options: Sequence[str], starter: Starter) -> None:
    if (account := recipe.account()) is not None:
        shutil.chown(directory, account)
    _run(recipe, recipe.initialise(directory), directory, starter)
    port, process = _start_on_a_free_port(recipe, directory, options, starter)
    try:
        starter.answer(url=recipe.url(port), pid=process.pid)
        while True:
            is_ordered = _ends_by_order(process, starter)
            if not is_ordered:
                _tell_of_end(process, directory)
            process = _start(recipe, directory, port, options, starter)
            if is_ordered:
                starter.answer(url=recipe.url(port), pid=process.pid)
    finally:
        stop(process, recipe.STOP_SIGNAL)


def _ends_by_order(process: subprocess.Popen[bytes], starter: Starter) -> bool:
    """Wait until a new start is ordered; False as soon as the server has ended by itself."""
    is_crashed = False
    while True:
        order = starter.wait(WATCH_SECONDS)
        if order is None:
            if not is_crashed and process.poll() is not None:
                return False
            continue
        process.kill()
        process.wait()
        if order == RESTART:
            return True
        is_crashed = True
        starter.answer(crashed=process.pid)


def _tell_of_end(process: subprocess.Popen[bytes], directory: Path) -> None:
    """It is started again, so that the tests at which it ended fail alone, and the log says why."""
    log = (directory / "log").read_text(errors="replace")
    print(f"{process.args} ended by itself ({process.returncode}); the end of its log:\n{log[-6000:]}", file=sys.stderr)


def _start_on_a_free_port(
    recipe: Recipe,
    directory: Path,
    options: Sequence[str],
    starter: Starter,
) -> tuple[int, subprocess.Popen[bytes]]:
    """Somebody else may take the port between our looking and the server's binding."""
    for _ in range(START_ATTEMPTS - 1):
        port = _free_port()
        try:
            return port, _start(recipe, directory, port, options, starter)
        except ServerFailed:
            continue
    port = _free_port()
    return port, _start(recipe, directory, port, options, starter)


def _start(
    recipe: Recipe,
    directory: Path,
    port: int,
    options: Sequence[str],
    starter: Starter,
) -> subprocess.Popen[bytes]:
    command = recipe.start(directory, port, options)
    process = launch(command, directory=directory, account=recipe.account(), stop_signal=recipe.STOP_SIGNAL)
    try:
        if not _answers(recipe.url(port), process, starter):
            raise _failure(command, directory)
    except BaseException:
        stop(process, recipe.STOP_SIGNAL)
        raise
    return process


def _run(recipe: Recipe, command: Sequence[str], directory: Path, starter: Starter) -> None:
    process = launch(command, directory=directory, account=recipe.account(), stop_signal=recipe.STOP_SIGNAL)
    try:
        while process.poll() is None:
            starter.wait(0.02)
    finally:
        stop(process, recipe.STOP_SIGNAL)
    if process.returncode != 0:
        raise _failure(command, directory)


def _answers(url: str, process: subprocess.Popen[bytes], starter: Starter) -> bool:
    """Wait for it, as long as there is hope."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    deadline = time.monotonic() + READY_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with engine.connect():
                return True
        except sa.exc.DBAPIError:
            starter.wait(0.05)
    return False


def _failure(command: Sequence[str], directory: Path) -> ServerFailed:
    log = (directory / "log").read_text(errors="replace")
    text = shlex.join(command)
    return ServerFailed(f"{text} failed; the end of its log:\n{log[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _temporary_directory(backend: str) -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix=f"tk-{backend}-", dir=parent_of_data(os.environ)))
    try:
        yield directory
    finally:
        # The last of a server's processes may still be writing while the first are gone.
        for _ in range(20):
            shutil.rmtree(directory, ignore_errors=True)
            if not directory.exists():
                break
            time.sleep(0.1)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
