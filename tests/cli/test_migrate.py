"""`tk migrate`, alias upgrade."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Tk


@pytest.mark.parametrize("name", ["migrate", "upgrade"])
def test_to_head_by_default(tk: Tk, name: str) -> None:
    assert tk.says(name).startswith("app.db is at cc33 (head); 3 revisions applied")
    assert "nothing to do" in tk.says(name)


def test_json(tk: Tk) -> None:
    [database] = tk.json("migrate +1")["databases"]
    assert (database["before"], database["after"], database["at_head"]) == ([], ["aa11"], False)


def test_with_sql_stdout_is_only_sql(tk: Tk) -> None:
    sql = tk.says("migrate --sql")
    assert "CREATE TABLE t_cc33" in sql
    assert "app.db" not in sql


def test_flask_migrates_migrate_is_told_where_to_go(tk: Tk) -> None:
    assert "tk revision --autogenerate" in tk.complains("migrate -m words")


def test_no_such_revision(tk: Tk) -> None:
    assert "target-invalid" in tk.complains("migrate nowhere")
