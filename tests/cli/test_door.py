from __future__ import annotations

import errno
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from toolkit.cli.door import door
from toolkit.errors import CommandRefused, Interrupted, PendingRevisions, RevisionFailed, StatementFailed, TargetInvalid
from toolkit.fault import Stopped


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    before = threading.excepthook
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    yield tmp_path
    threading.excepthook = before


def left(error: BaseException | None, **flags: object) -> int:
    with pytest.raises(typer.Exit) as leaving, door(flags):
        if error is not None:
            raise error
    return leaving.value.exit_code


CODES = {
    PendingRevisions("x"): 1,
    TargetInvalid("x"): 2,
    StatementFailed("x"): 3,
    Interrupted("x"): 130,
    KeyboardInterrupt(): 130,
    Stopped(signal.SIGTERM): 143,
    Stopped(signal.SIGINT): 130,
    RuntimeError("x"): 3,
    SystemExit(0): 3,
    GeneratorExit(): 3,
    BrokenPipeError(): 0,
    typer.Exit(1): 1,
}


@pytest.mark.parametrize("error", CODES, ids=lambda error: type(error).__name__)
def test_the_exit_code(error: BaseException, capfd: pytest.CaptureFixture[str]) -> None:
    assert left(error) == CODES[error]
    assert "Traceback" not in capfd.readouterr().err


def test_success() -> None:
    assert left(None) == 0


def test_an_unforeseen_error_keeps_its_traceback_in_a_file(place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    left(RuntimeError("mysql://u:S3cr3t@h/x"))
    [log] = place.glob("tk-*.log")
    assert str(log) in capfd.readouterr().err
    assert "RuntimeError: mysql://u:***@h/x" in log.read_text()


def test_the_traceback_on_the_screen_where_it_was_asked_for(capfd: pytest.CaptureFixture[str]) -> None:
    error = RevisionFailed("It failed.")
    error.__cause__ = ValueError("S3cr3t")
    left(error, traceback=True, url="mysql://u:S3cr3t@h/x")
    told = capfd.readouterr().err
    assert "ValueError: ***" in told
    assert "S3cr3t" not in told


@pytest.mark.parametrize("source", ["flag", "variable", "url in a variable", "ini", "ini of -c"])
def test_passwords_that_the_process_may_have_are_struck(
    source: str, place: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    flags: dict[str, object] = {}
    match source:
        case "flag":
            flags["url"] = "mysql://u:S3cr3t@h/x"
        case "variable":
            monkeypatch.setenv("MY_DB_PASSWORD", "S3cr3t")
        case "url in a variable":
            monkeypatch.setenv("SOMETHING", "mysql://u:S3cr3t@h/x")
        case "ini":
            (place / "alembic.ini").write_text("sqlalchemy.url = mysql://u:S3cr3t@h/x\n")
        case "ini of -c":
            (place / "other.ini").write_text("[a]\nurl = mysql+pymysql:/u:S3cr3t@h/x\n")
            flags["config"] = ["other.ini"]
    left(TargetInvalid("What S3cr3t is it?"), **flags)
    assert "S3cr3t" not in capfd.readouterr().err


def test_a_full_disk_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    assert left(OSError(errno.ENOSPC, "No space left on device")) == 3
    assert "error[output-unwritable]" in capfd.readouterr().err


def test_a_directory_that_is_gone(
    place: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    gone = place / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert left(None) == 2
    assert "does not exist any more" in capfd.readouterr().err


def test_a_thread_that_fails_is_told_in_a_line(capfd: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise ValueError("password=S3cr3t")

    with pytest.raises(typer.Exit), door({}):
        thread = threading.Thread(target=fail, name="mine")
        thread.start()
        thread.join()
    assert capfd.readouterr().err == "warning: the thread mine ended with ValueError: password=***\n"


@pytest.mark.parametrize("ending", [SystemExit(3), CommandRefused("No.", mend="Ask.")])
def test_a_thread_that_leaves_or_was_refused_is_not_told_of(
    ending: BaseException, capfd: pytest.CaptureFixture[str]
) -> None:
    def leave() -> None:
        raise ending

    with pytest.raises(typer.Exit), door({}):
        thread = threading.Thread(target=leave)
        thread.start()
        thread.join()
    assert capfd.readouterr().err == ""
