"""`tk status`."""

from __future__ import annotations

from tests.cli.conftest import Tk


def test_status(tk: Tk) -> None:
    tk.run("migrate aa11")
    text = tk.says("status")
    assert "pending     2 revisions" in text
    assert "alembic.ini" in text


def test_json_with_the_source_of_each_setting(tk: Tk) -> None:
    answer = tk.json("status -x color=red")
    assert answer["settings"] == {"arguments": "command line", "format": "command line"}
    assert [entry["revision"] for entry in answer["databases"][0]["pending"]] == ["aa11", "ab22", "cc33"]
    assert [entry["revision"] for entry in answer["heads"]] == ["cc33"]
