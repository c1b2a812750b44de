"""`tk explain`."""

from __future__ import annotations

from tests.cli.conftest import Tk


def test_one_page(tk: Tk) -> None:
    assert tk.says("explain multiple-heads").startswith("multiple-heads (exit code 2)")
    assert [page["name"] for page in tk.json("explain multiple-heads")["pages"]] == ["multiple-heads"]


def test_all_pages(tk: Tk) -> None:
    assert len(tk.says("explain").splitlines()) == len(tk.json("explain")["pages"]) > 10


def test_no_such_page(tk: Tk) -> None:
    assert "Did you mean `multiple-heads`?" in tk.complains("explain multiple-head")
