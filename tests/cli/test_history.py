"""`tk history`."""

from __future__ import annotations

from tests.cli.conftest import Tk


def test_history(tk: Tk) -> None:
    assert [line.partition(",")[0] for line in tk.says("history").splitlines()] == [
        "ab22 -> cc33 (head)",
        "aa11 -> ab22",
        "<base> -> aa11",
    ]
    assert [entry["revision"] for entry in tk.json("history -r aa11:ab22")["revisions"]] == ["ab22", "aa11"]
    assert "Path:" in tk.says("history -v")


def test_indicate_current(tk: Tk) -> None:
    tk.run("migrate ab22")
    assert "aa11 -> ab22 (current)" in tk.says("history -i")
    assert {entry["revision"]: entry["is_current"] for entry in tk.json("history -i")["revisions"]} == {
        "cc33": False,
        "ab22": True,
        "aa11": False,
    }
    assert tk.json("history")["revisions"][0]["is_current"] is None


def test_no_range(tk: Tk) -> None:
    assert "[start]:[end]" in tk.complains("history -r head")
