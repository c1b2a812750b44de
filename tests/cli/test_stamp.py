"""`tk stamp`."""

from __future__ import annotations

from tests.cli.conftest import Tk


def test_stamp(tk: Tk) -> None:
    assert tk.says("stamp ab22") == "app.db is stamped ab22; no migration ran.\n"
    assert tk.json("stamp")["databases"][0]["after"] == ["cc33"]
    assert tk.says("current") == "cc33 (head)\n"


def test_sql(tk: Tk) -> None:
    assert "INSERT INTO alembic_version" in tk.says("stamp head --sql")
    assert "do not go together" in tk.complains("stamp head --sql --purge")
