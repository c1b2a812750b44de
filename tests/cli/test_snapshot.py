"""`tk snapshot`."""

from __future__ import annotations

from tests.cli.conftest import Tk


def test_it_tells_the_file(tk: Tk) -> None:
    assert tk.says("snapshot") == "Wrote scripts/snapshots/sqlite.json\n"
    assert tk.json("snapshot")["files"] == ["scripts/snapshots/sqlite.json"]


def test_from_the_database(tk: Tk) -> None:
    assert "not at the head" in tk.complains("snapshot --from-database")
    tk.run("migrate")
    assert "Wrote" in tk.says("snapshot --from-database")
