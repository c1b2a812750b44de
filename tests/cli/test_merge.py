"""`tk merge`."""

from __future__ import annotations

from tests.cli.conftest import Tk
from tests.projects.maker import Revision


def test_joins_the_heads(tk: Tk) -> None:
    (tk.directory / "scripts/versions/dd44_create.py").write_text(Revision("dd44", "aa11").text())
    assert tk.json("merge -m joined --rev-id ee55")["revisions"] == ["ee55"]
    assert tk.says("heads") == "ee55 (head)\n"
    assert tk.json("show ee55")["revisions"][0]["is_merge_point"]


def test_no_such_revision(tk: Tk) -> None:
    assert "target-invalid" in tk.complains("merge cc33 nowhere")
