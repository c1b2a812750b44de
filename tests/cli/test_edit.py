"""`tk edit`."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Tk


def test_opens_the_files(tk: Tk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("toolkit.workflows.edit.open_in_editor", opened.append)
    tk.run("edit head")
    tk.run("migrate ab22")
    tk.run("edit")
    assert [path.rpartition("/")[2] for path in opened] == ["cc33_create.py", "ab22_create.py"]


def test_no_such_revision(tk: Tk) -> None:
    assert "target-invalid" in tk.complains("edit nowhere")
