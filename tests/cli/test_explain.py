"""`tk explain`."""

from __future__ import annotations

from tests.cli.conftest import Tk


def test_one_page(tk: Tk) -> None:
    assert tk.says("explain target-invalid").startswith("target-invalid (exit code 2)")
    assert [page["name"] for page in tk.json("explain target-invalid")["pages"]] == ["target-invalid"]


def test_the_page_of_a_finding(tk: Tk) -> None:
    assert tk.says("explain changed-database").startswith("changed-database (exit code 1)")


def test_a_name_of_an_error_and_of_a_finding(tk: Tk) -> None:
    said = tk.says("explain multiple-heads")
    assert said.index("multiple-heads (exit code 2)") < said.index("multiple-heads (exit code 1)")


def test_all_pages(tk: Tk) -> None:
    assert len(tk.says("explain").splitlines()) == len(tk.json("explain")["pages"]) > 10


def test_no_such_page(tk: Tk) -> None:
    assert "Did you mean `multiple-heads`?" in tk.complains("explain multiple-head")
