"""`tk plan`."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.cli.conftest import Tk
from tests.projects.maker import Revision

EMPTIES = Revision("cc33", "ab22", upgrade="print('printed'); op.execute('DELETE FROM t_aa11')", downgrade="pass")


@pytest.fixture
def emptying(tk: Tk) -> Tk:
    """The last revision removes rows, which is an error in this project."""
    (tk.directory / "scripts/versions/cc33_create.py").write_text(EMPTIES.text(), encoding="utf-8")
    tk.run("migrate ab22")
    with closing(sqlite3.connect(tk.directory / "app.db")) as connection, connection:
        connection.execute("INSERT INTO t_aa11 VALUES (1)")
    return tk


def test_what_is_pending_is_told_and_nothing_runs(tk: Tk) -> None:
    text = tk.says("plan")
    assert "From base to heads: 3 revisions" in text
    assert all(f"+ {name} Create {name}" in text for name in ("aa11", "ab22", "cc33"))
    assert tk.says("current") == ""


@pytest.mark.parametrize(
    ("line", "revisions"),
    [
        ("plan", ["ab22", "cc33"]),
        ("plan +1", ["ab22"]),
        ("plan ab22:cc33", ["cc33"]),
        ("plan scripts/versions/ab22_create.py", ["ab22"]),
        ("plan --downgrade -1", ["aa11"]),
        ("plan -1 --downgrade", ["aa11"]),
        ("plan --downgrade base", ["aa11"]),
    ],
)
def test_targets(tk: Tk, line: str, revisions: list[str]) -> None:
    tk.run("migrate aa11")
    [database] = tk.json(f"{line} --sample 0")["databases"]
    assert [revision["revision"] for revision in database["revisions"]] == revisions


def test_errors_are_1(emptying: Tk) -> None:
    assert "warning[removed-rows] statement cc33.1" in emptying.says("plan")
    assert "error[removed-rows] statement cc33.1" in emptying.says("plan --severity removed-rows=error", code=1)
    assert "warning[removed-rows]" in emptying.says("plan --severity removed-rows=error --allow removed-rows")
    assert "removed-rows" not in emptying.says("plan --severity removed-rows=off")


def test_what_revisions_print_is_no_part_of_the_answer(emptying: Tk) -> None:
    run = emptying.run("plan --format json")
    assert "printed" not in run.stdout.splitlines()


def test_the_trash_may_be_left_out(tk: Tk) -> None:
    tk.run("migrate")
    with closing(sqlite3.connect(tk.directory / "app.db")) as connection, connection:
        connection.execute("INSERT INTO t_cc33 VALUES (1)")
    kept = tk.json("plan --downgrade -1")["databases"][0]["revisions"][0]["statements"][0]
    gone = tk.json("plan --downgrade -1 --no-trash 'never used'")["databases"][0]["revisions"][0]["statements"][0]
    assert (kept["trash"], gone["trash"]) == (["table t_cc33"], [])
    assert gone["sent"] == ["DROP TABLE t_cc33"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("plan --rate 5", "--busy 9"),
        ("plan --sample soon", "--sample soon is no number that fits"),
        ("plan --allow removed-row", "Did you mean `removed-rows`?"),
        ("plan --severity removed-rows=fatal", "severity"),
        ("plan zebra", "zebra"),
        ("plan zz.py", "zz.py is no revision file"),
        ("plan --zebra", "No such option"),
    ],
)
def test_what_is_not_understood_is_2(tk: Tk, line: str, told: str) -> None:
    assert told in tk.complains(line)
