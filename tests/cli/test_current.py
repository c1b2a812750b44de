"""`tk current`."""

from __future__ import annotations

from tests.cli.conftest import Tk


def test_current(tk: Tk) -> None:
    assert tk.says("current") == ""
    tk.run("migrate ab22")
    assert tk.says("current") == "ab22\n"
    [database] = tk.json("current")["databases"]
    assert [entry["revision"] for entry in database["current"]] == ["ab22"]
    assert not database["at_head"]


def test_check_heads(tk: Tk) -> None:
    assert "not-at-head" in tk.complains("current -c", code=1)
    tk.run("migrate")
    assert tk.says("current --check-heads") == "cc33 (head)\n"
