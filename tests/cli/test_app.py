"""`tk` itself: help, version, and the options before a command's name."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from tests.cli.conftest import Tk
from tests.house.sources import ROOT
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


def test_the_end_does_not_wait_for_what_is_left_in_memory() -> None:
    program = """
import sys
from toolkit.cli.app import main

class Left:
    def __init__(self):
        self.itself = self
    def __del__(self):
        print("freed")

left = Left()
sys.argv = ["tk", "--version"]
main()
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert "freed" not in run.stdout


@pytest.mark.parametrize(
    ("command", "number", "code"),
    [
        ("current", signal.SIGTERM, 143),
        ("check", signal.SIGTERM, 143),
        ("plan", signal.SIGTERM, 143),
        ("migrate", signal.SIGTERM, 143),
        ("current", signal.SIGINT, 130),
    ],
)
def test_a_signal_ends_any_command_in_order(tk: Tk, command: str, number: int, code: int) -> None:
    env = tk.directory / "scripts/env.py"
    waiting = "import sys, time\nprint('begun', file=sys.stderr, flush=True)\ntime.sleep(60)\n"
    env.write_text(waiting + env.read_text(encoding="utf-8"), encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", STARTED_PLAIN, command],
        cwd=tk.directory,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "begun\n"
        process.send_signal(number)
        stdout, stderr = process.communicate(timeout=20)
    assert (process.returncode, stdout) == (code, "")
    assert stderr.startswith("error[interrupted] Stopped.")


STARTED_PLAIN = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
from toolkit.cli.app import main
sys.argv[0] = "tk"
main()
"""
"""Where tests run in the background, signals may be ignored."""
