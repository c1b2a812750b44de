"""What is known so far, on a terminal."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from toolkit.forecast import DeclaredPool, PoolResult
from toolkit.reports.watching import watching

NOTHING = PoolResult(findings=(), pools=(DeclaredPool(name="web"),), databases=())


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(params=[True, False])
def make_screen(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[], io.StringIO]:
    """A function that puts a terminal, or what is none, in the place of stderr."""

    def make() -> io.StringIO:
        screen = Terminal() if request.param else io.StringIO()
        monkeypatch.setattr(sys, "stderr", screen)
        monkeypatch.setenv("TERM", "xterm")
        return screen

    return make


def test_who_does_not_watch_sees_nothing(make_screen: Callable[[], io.StringIO]) -> None:
    screen = make_screen()
    with watching(live=False) as shown:
        assert shown is None
    assert screen.getvalue() == ""


def test_what_was_shown_last_stays(make_screen: Callable[[], io.StringIO], capsys: pytest.CaptureFixture[str]) -> None:
    screen = make_screen()
    with watching(live=True) as shown:
        assert shown is not None
        shown(NOTHING)
        shown(replace(NOTHING, pools=(DeclaredPool(name="jobs"),)))
    seen = screen.getvalue()
    assert "jobs" in seen
    # Without a terminal nothing can be written over.
    assert ("web" in seen) == screen.isatty()
    assert capsys.readouterr().out == "", "stdout is the answer's"


def test_names_are_no_markup(make_screen: Callable[[], io.StringIO]) -> None:
    screen = make_screen()
    with watching(live=True) as shown:
        assert shown is not None
        shown(replace(NOTHING, pools=(DeclaredPool(name="[bold]web[/]"),)))
    assert "[bold]web[/]" in screen.getvalue()


def test_the_terminal_is_left_as_it_was_when_something_fails(make_screen: Callable[[], io.StringIO]) -> None:
    screen = make_screen()
    with pytest.raises(KeyboardInterrupt), watching(live=True) as shown:
        assert shown is not None
        shown(NOTHING)
        raise KeyboardInterrupt
    hidden, again = "\x1b[?25l", "\x1b[?25h"
    assert screen.getvalue().count(hidden) == screen.getvalue().count(again)
    assert "web" in screen.getvalue()
