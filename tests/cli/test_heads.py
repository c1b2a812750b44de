"""`tk heads`."""

from __future__ import annotations

from tests.cli.conftest import Tk
from tests.projects.maker import Revision


def test_heads(tk: Tk) -> None:
    assert tk.says("heads") == "cc33 (head)\n"
    assert "Parent: ab22" in tk.says("heads -v")
    assert [entry["revision"] for entry in tk.json("heads")["revisions"]] == ["cc33"]


def test_resolve_dependencies(tk: Tk) -> None:
    (tk.directory / "scripts/versions/dd44_create.py").write_text(Revision("dd44", None, depends_on="cc33").text())
    assert len(tk.json("heads")["revisions"]) == 2
    assert [entry["revision"] for entry in tk.json("heads --resolve-dependencies")["revisions"]] == ["dd44"]


def test_two_heads_are_told_aside_of_the_lines(tk: Tk) -> None:
    (tk.directory / "scripts/versions/dd44_create.py").write_text(Revision("dd44", "ab22").text())
    heads = tk.run("heads")
    assert heads.stdout == "cc33 (head)\ndd44 (head)\n"
    assert heads.stderr.startswith("The history has 2 heads: cc33")
    assert tk.json("heads")["notes"] == [heads.stderr.strip()]
    assert tk.run("heads --quiet").stderr == ""
