"""`tk downgrade`."""

from __future__ import annotations

from tests.cli.conftest import Tk


def test_one_step_by_default(tk: Tk) -> None:
    tk.run("migrate")
    assert "is at ab22" in tk.says("downgrade")
    [database] = tk.json("downgrade base")["databases"]
    assert [step["revision"] for step in database["steps"]] == ["ab22", "aa11"]
    assert database["after"] == []


def test_with_sql_stdout_is_only_sql(tk: Tk) -> None:
    assert "DROP TABLE t_cc33" in tk.says("downgrade cc33:ab22 --sql")
    assert "needs both ends" in tk.complains("downgrade base --sql")
    assert "needs --sql" in tk.complains("downgrade cc33:base")
