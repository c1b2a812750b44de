"""`tk show`."""

from __future__ import annotations

from tests.cli.conftest import Tk


def test_show(tk: Tk) -> None:
    assert tk.says("show").startswith("Rev: cc33 (head)\nParent: ab22\nPath: ")
    assert tk.json("show aa11")["revisions"][0]["down_revisions"] == []


def test_no_such_revision(tk: Tk) -> None:
    assert "target-invalid" in tk.complains("show nowhere")
