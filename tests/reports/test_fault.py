from __future__ import annotations

import stat
from pathlib import Path

import pytest

from toolkit.errors import StatementFailed
from toolkit.reports.fault import render, write_traceback


def test_the_paragraph() -> None:
    error = StatementFailed("It\nfailed.", where="one.py:3", why="Because.", mend="Mend it.", state="Nothing stays.")
    assert render(error, ()).splitlines() == [
        "error[statement-failed] It failed.",
        "  Where: one.py:3",
        "  Why:   Because.",
        "  Now:   Nothing stays.",
        "  Mend:  Mend it.",
    ]


def test_known_passwords_and_those_of_the_error_are_struck() -> None:
    error = StatementFailed("S3cr3t other", why="other S3cr3t")
    error.secrets = frozenset({"other"})
    assert render(error, ["S3cr3t"]) == "error[statement-failed] *** ***\n  Why:   *** ***"


def test_nothing_moves_the_cursor_or_hides_what_follows() -> None:
    told = render(StatementFailed("\x1b[2J hidden\r gone \udcff é日"), ())
    assert told == "error[statement-failed] \\x1b[2J hidden gone \\udcff é日"


def test_the_traceback_is_for_this_user_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = write_traceback(ValueError("S3cr3t \udcff 日本"), ["S3cr3t"])
    assert path is not None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "S3cr3t" not in path.read_text(encoding="utf-8")
    assert "日本" in path.read_text(encoding="utf-8")


def test_a_place_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nosuch"))
    assert write_traceback(ValueError("x"), ()) is None
