"""Whatever a command raises leaves as a paragraph and an exit code."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from toolkit.cli.door import door
from toolkit.errors import ConnectionFailed, NotAtHead, TargetInvalid


def through(error: BaseException) -> int:
    with pytest.raises(typer.Exit) as leaving, door({}):
        raise error
    return leaving.value.exit_code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotAtHead("no"), 1),
        (TargetInvalid("no"), 2),
        (ConnectionFailed("no"), 3),
        (KeyboardInterrupt(), 130),
        (ZeroDivisionError(), 3),
        (typer.Exit(7), 7),
    ],
)
def test_exit_codes(error: BaseException, code: int) -> None:
    assert through(error) == code


def test_nothing_raised_is_0() -> None:
    with pytest.raises(typer.Exit) as leaving, door({}):
        pass
    assert leaving.value.exit_code == 0


def test_a_paragraph_and_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    through(TargetInvalid("There is no such thing.", where="here", mend="Look."))
    text = capsys.readouterr().err
    assert text.startswith("error[target-invalid] There is no such thing.")
    assert "Traceback" not in text


def test_a_fault_names_the_file_of_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    through(ZeroDivisionError("by zero"))
    text = capsys.readouterr().err
    assert "unexpected-fault" in text
    log = Path(text.split("Trace:")[1].strip())
    assert "ZeroDivisionError: by zero" in log.read_text(encoding="utf-8")


def test_passwords_of_the_environment_are_struck_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APPLICATION_URL", "mysql://me:wombat77@here/x")
    through(ConnectionFailed("wombat77 was refused"))
    assert "wombat77" not in capsys.readouterr().err
