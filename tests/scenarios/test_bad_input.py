"""What stops `tk` as a person meets it: one paragraph, the exit code, no traceback, no password, nothing hanging."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from tests.conftest import MakeDatabase
from tests.diagnosis.raising import REVISION, Ground
from tests.projects.forker import Forker
from tests.projects.place import Place
from tests.servers.fake_server import fake_server

LABELS = ("  Where: ", "  Why:   ", "  Now:   ", "  Mend:  ", "  Trace: ")


@pytest.fixture(scope="module")
def forker() -> Iterator[Forker]:
    with Forker() as forker:
        yield forker


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path / "project")


@pytest.fixture
def place(ground: Ground, forker: Forker, tmp_path: Path) -> Place:
    (tmp_path / "logs").mkdir()
    return Place(forker, ground.directory, {"TK_CONNECT_TIMEOUT": "1", "TMPDIR": str(tmp_path / "logs")})


def paragraph(place: Place, line: str, code: int) -> str:
    """What is said, once it has the form that everything said has."""
    told = place.refuse(line, code)
    first = told.index("error[")
    lines = told[first:].splitlines()
    assert all(line.startswith(LABELS) for line in lines[1:]), told
    assert any(line.startswith("  Mend:  ") for line in lines), told
    assert "S3cr3t" not in told
    for log in (place.directory.parent / "logs").iterdir():
        assert "S3cr3t" not in log.read_text(encoding="utf-8")
        assert log.stat().st_mode & 0o077 == 0
    return told[first:]


URLS = {
    "not a url S3cr3t": (2, "url-invalid"),
    "nosuch://u:S3cr3t@h/x": (2, "url-invalid"),
    "mysql+mysqldb://u:S3cr3t@h/x": (2, "driver-missing"),
    "mysql+pymysql://u:S3cr3t@127.0.0.1:9/x": (3, "connection-failed"),
    "mysql+pymysql://u:pw@S3cr3t@127.0.0.1:9/x": (3, "connection-failed"),
    "mysql+pymysql://u:pw/S3cr3t@127.0.0.1:9/x": (3, "connection-failed"),
    "mysql+pymysql://u:S3cr3t pass@nosuch.invalid:9/x": (3, "connection-failed"),
    "postgresql+psycopg://127.0.0.1:9/x?user=u&password=S3cr3t": (3, "connection-failed"),
}


@pytest.mark.parametrize("option", [True, False])
# pytest makes the names of directories of the ids, and messages name directories.
@pytest.mark.parametrize("url", URLS, ids=[str(number) for number in range(len(URLS))])
def test_urls(url: str, option: bool, ground: Ground, place: Place) -> None:
    code, name = URLS[url]
    if not option:
        ground.url(url)
    told = paragraph(place, f"tk migrate --url '{url}'" if option else "tk migrate", code)
    assert told.startswith(f"error[{name}]")


@pytest.mark.parametrize("driver", ["mysql+pymysql", "postgresql+psycopg"])
@pytest.mark.parametrize("kind", ["silent", "garbage"])
def test_servers_that_are_none(driver: str, kind: str, ground: Ground, place: Place) -> None:
    with fake_server(kind) as port:
        ground.url(f"{driver}://u:S3cr3t@127.0.0.1:{port}/x")
        assert f"127.0.0.1:{port}" in paragraph(place, "tk migrate", 3)


@pytest.mark.parametrize("backend", ["mariadb", "mysql"])
def test_a_wrong_password(backend: str, make_database: MakeDatabase, ground: Ground, place: Place) -> None:
    url = make_url(make_database(backend).url).set(username="nobody_here", password="S3cr3t")
    ground.url(url.render_as_string(hide_password=False))
    assert "(using password: YES)" in paragraph(place, "tk migrate", 3)


def test_no_revisions(ground: Ground, place: Place) -> None:
    (ground.versions / "one.py").unlink()
    assert paragraph(place, "tk migrate", 1).startswith("error[nothing-to-migrate]")


STATEMENTS = {
    "op.execute(\"CREATE USER a IDENTIFIED BY 'S3cr3t' NONSENSE\")": "statement-failed",
    "raise ValueError('mysql://u:S3cr3t@h/x')": "revision-failed",
    "raise ValueError('日本 \\udcff \\x1b[2J')": "revision-failed",
    "raise SystemExit": "revision-failed",
    "raise BrokenPipeError('mine')": "revision-failed",
    "raise type('Stop', (BaseException,), {})": "revision-failed",
}


@pytest.mark.parametrize("statement", STATEMENTS)
def test_revisions(statement: str, ground: Ground, place: Place) -> None:
    ground.upgrade(statement)
    told = paragraph(place, "tk migrate", 3)
    assert told.startswith(f"error[{STATEMENTS[statement]}]")
    assert "is at base" in told


@pytest.mark.parametrize("command", ["tk current", "tk status", "tk check", "tk downgrade base", "tk stamp head"])
def test_every_command_that_connects_tells_it(command: str, ground: Ground, place: Place) -> None:
    ground.url("mysql+pymysql://u:S3cr3t@127.0.0.1:9/x")
    assert paragraph(place, command, 3).startswith("error[connection-failed]")


@pytest.mark.parametrize("command", ["tk current", "tk check", "tk heads", "tk history"])
def test_an_exit_within_the_project_is_no_success(command: str, ground: Ground, place: Place) -> None:
    ground.revision("import sys; sys.exit(0)\n")
    assert "ended the program" in paragraph(place, command, 3)


def run(ground: Ground, shell: str, **variables: str) -> subprocess.CompletedProcess[str]:
    line = f'"{sys.executable}" -m toolkit {shell}'
    return subprocess.run(
        ["bash", "-c", line],
        cwd=ground.directory,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


OUTPUTS = {
    "history > /dev/full": 3,
    "migrate --sql > /dev/full": 3,
    "history >&-": 0,
    "nosuch 2>&-": 2,
}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("shell", OUTPUTS)
def test_outputs_that_cannot_be_written(shell: str, ground: Ground) -> None:
    done = run(ground, shell)
    assert done.returncode == OUTPUTS[shell]
    assert "Traceback" not in done.stderr
    assert OUTPUTS[shell] != 3 or "error[output-unwritable]" in done.stderr


def test_sql_that_the_encoding_of_the_output_cannot_hold(ground: Ground) -> None:
    ground.revision(REVISION.format(upgrade="op.execute(\"INSERT INTO t VALUES ('日本')\")"))
    done = run(ground, "migrate --sql", PYTHONIOENCODING="ascii")
    assert (done.returncode, "PYTHONIOENCODING=utf-8" in done.stderr) == (2, True)
