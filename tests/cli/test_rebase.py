"""`tk rebase`."""

from __future__ import annotations

from tests.cli.conftest import Tk
from tests.projects.maker import Revision


def write(tk: Tk, *revisions: Revision) -> None:
    for revision in revisions:
        (tk.directory / f"scripts/versions/{revision.name}_create.py").write_text(revision.text())


def test_in_one_step(tk: Tk) -> None:
    write(tk, Revision("dd44", "ab22"))
    assert "Which of the heads is yours" in tk.complains("rebase")
    place = tk.json("status")["databases"][0]["place"]
    assert tk.says("rebase dd44 --onto cc33") == (
        "Moved on top of cc33: dd44 Create dd44.\n"
        "dd44 follows cc33 now, and followed ab22 before: scripts/versions/dd44_create.py\n"
        "Why this line: named on the command line.\n"
        f"Applied in no database that was asked: sqlite {place['server_version']} at sqlite:///app.db.\n"
        "The one head: dd44.\n"
    )
    assert tk.says("heads") == "dd44 (head)\n"
    assert tk.says("rebase") == "There is nothing to move: the history has one head, dd44.\n"
    assert tk.json("rebase")["moved"] == []


def test_what_is_applied_stays(tk: Tk) -> None:
    tk.run("migrate")
    write(tk, Revision("dd44", "ab22"))
    assert "revisions-applied" in tk.complains("rebase cc33", code=1)
    assert tk.json("rebase dd44 --offline")["heads"] == ["dd44"]
