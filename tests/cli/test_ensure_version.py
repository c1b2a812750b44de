"""`tk ensure-version`."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.cli.conftest import Tk


@pytest.mark.parametrize("spelling", ["ensure-version", "ensure_version"])
def test_creates_the_table(tk: Tk, spelling: str) -> None:
    tk.run(spelling)
    tk.run(spelling)
    with closing(sqlite3.connect("app.db")) as connection:
        assert connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [
            ("alembic_version",)
        ]


def test_sql(tk: Tk) -> None:
    assert "CREATE TABLE alembic_version" in tk.says("ensure-version --sql")
