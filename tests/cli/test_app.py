"""`tk` itself: help, version, and the options before a command's name."""

from __future__ import annotations

from tests.cli.conftest import Tk
from toolkit import __version__
from toolkit.cli.register import COMMANDS, SECTIONS


def test_help_tells_every_section_and_command(tk: Tk) -> None:
    text = tk.says("--help")
    assert all(f"{title}:" in text for title in SECTIONS)
    assert all(f"  {name}" in text for name in COMMANDS)


def test_version_names_alembic_and_sqlalchemy_too(tk: Tk) -> None:
    words = tk.says("--version").split()
    assert words[:2] == ["tk", __version__]
    assert "(alembic" in words
    assert "sqlalchemy" in words


def test_c_and_n_before_the_command_are_alembics(tk: Tk) -> None:
    (tk.directory / "other.ini").write_text("[mine]\nscript_location = scripts\nsqlalchemy.url = sqlite:///other.db\n")
    assert "other.db is at cc33" in tk.says("-c other.ini -n mine migrate")


def test_an_unknown_command_gets_a_suggestion(tk: Tk) -> None:
    assert "heads" in tk.complains("haeds")
