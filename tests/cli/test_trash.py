"""`tk trash`."""

from __future__ import annotations

import os
import pty
import select
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from tests.cli.conftest import Tk
from toolkit.cli.trash import _asks


@pytest.fixture
def full(tk: Tk) -> Tk:
    """The table t_cc33 is in the trash, with its only row."""
    tk.run("migrate")
    with sa.create_engine("sqlite:///app.db", poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql("INSERT INTO t_cc33 VALUES (7)")
    tk.run("downgrade")
    return tk


def test_the_list_is_what_it_does_by_itself(full: Tk) -> None:
    listed = full.says("trash")
    assert listed == full.says("trash list")
    assert "table t_cc33  since " in listed
    assert "(downgrade cc33)  1 row" in listed


def test_an_empty_trash_says_so(tk: Tk) -> None:
    assert tk.says("trash list") == "The trash is empty.\n"
    assert tk.json("trash list") == {"entries": []}


def test_only_what_was_asked_for_is_listed(full: Tk) -> None:
    [entry] = full.json("trash list t_cc33")["entries"]
    assert (entry["what"], entry["rows"], entry["revision"]) == ("table t_cc33", 1, "cc33")
    assert full.json("trash list t_aa11")["entries"] == []


def test_a_restore_tells_its_story_and_its_answer(full: Tk) -> None:
    result = full.run("trash restore t_cc33")
    assert result.stdout == "table t_cc33: restored\n"
    assert "t_cc33" in result.stderr
    assert full.says("trash") == "The trash is empty.\n"


def test_a_restore_under_another_name(full: Tk) -> None:
    full.run("trash restore t_cc33 --as other")
    with sa.create_engine("sqlite:///app.db", poolclass=sa.NullPool).connect() as connection:
        assert connection.exec_driver_sql("SELECT id FROM other").scalar() == 7


def test_a_purge_needs_a_yes_that_nobody_gives_without_a_terminal(full: Tk) -> None:
    assert "Nothing was purged" in full.complains("trash purge --older-than 0s")
    assert full.says("trash purge --older-than 0s --yes") == "table t_cc33: purged\n"
    assert full.says("trash purge --older-than 0s --yes") == "Nothing was purged.\n"


def test_words_that_say_nothing(tk: Tk) -> None:
    assert "choose from list, restore, purge" in tk.complains("trash empty")
    assert "Say what to restore" in tk.complains("trash restore")
    assert "Say what to purge" in tk.complains("trash purge --yes")


@contextmanager
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The keyboard and screen of a terminal that stdin and stderr are connected to."""
    person, line = pty.openpty()
    # Not in a fixture: pytest gives the streams back between a fixture and its test.
    with (
        monkeypatch.context() as patch,
        os.fdopen(line, encoding="utf-8") as reading,
        os.fdopen(line, "w", closefd=False, encoding="utf-8") as writing,
    ):
        patch.setattr("sys.stdin", reading)
        patch.setattr("sys.stderr", writing)
        yield person
    os.close(person)


def shown(person: int, end: str) -> str:
    """The screen, as soon as that is on it; a terminal passes on what it has, a piece at a time."""
    screen = ""
    while end not in screen and select.select([person], [], [], 5)[0]:
        screen += os.read(person, 1000).decode()
    return screen


@pytest.mark.parametrize(("typed", "agreed"), [(b"y\n", True), (b"n\n", False), (b"\n", False)])
def test_at_a_terminal_a_person_is_asked(typed: bytes, agreed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as person:
        os.write(person, typed)
        assert _asks(yes=False)("Remove for good table t?") is agreed
        assert "Remove for good table t? [y/N]" in shown(person, "[y/N]")


def test_who_said_yes_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as person:
        os.write(person, b"n\n")
        assert _asks(yes=True)("Remove for good table t?")
