"""`tk branches`."""

from __future__ import annotations

from tests.cli.conftest import Tk
from tests.projects.maker import Revision


def test_branches(tk: Tk) -> None:
    assert tk.says("branches") == ""
    (tk.directory / "scripts/versions/dd44_create.py").write_text(Revision("dd44", "aa11").text())
    assert tk.says("branches").splitlines()[0] == "aa11 (branchpoint)"
    [entry] = tk.json("branches")["revisions"]
    assert (entry["revision"], entry["is_branch_point"]) == ("aa11", True)
