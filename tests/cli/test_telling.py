"""The story of a run goes to stderr, the answer to stdout."""

from __future__ import annotations

from tests.cli.conftest import Tk
from toolkit.cli.telling import telling
from toolkit.settings import Settings


def test_story_and_answer(tk: Tk) -> None:
    result = tk.run("migrate")
    assert "+ aa11 Create aa11" in result.stderr
    assert result.stdout.splitlines() == [line for line in result.stdout.splitlines() if "cc33 (head)" in line]


def test_quiet(tk: Tk) -> None:
    assert tk.run("migrate --quiet").stderr == ""


def test_verbose_tells_the_statements(tk: Tk) -> None:
    assert "CREATE TABLE t_aa11" in tk.run("migrate --verbose").stderr


def test_a_quiet_listener_takes_everything() -> None:
    with telling(Settings(quiet=True)) as tell:
        tell(object())  # type: ignore[arg-type]  # it looks at nothing
