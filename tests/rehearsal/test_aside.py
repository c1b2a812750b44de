"""Prints, and programs that are called, stay off stdout."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import os, subprocess, sys
from toolkit.rehearsal.aside import output_aside
kept = sys.stdout
with output_aside(shown={shown}):
    print("by print")
    kept.write("by a logger that keeps the stream\\n")
    subprocess.run(["echo", "by a program"])
print("the answer")
"""


def run(*, shown: bool) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(shown=shown)], capture_output=True, text=True, check=True
    )
    return done.stdout, done.stderr


def test_nothing_but_the_answer_is_on_stdout() -> None:
    stdout, stderr = run(shown=False)
    assert stdout == "the answer\n"
    assert stderr == ""


def test_it_can_be_shown_on_stderr() -> None:
    stdout, stderr = run(shown=True)
    assert stdout == "the answer\n"
    assert "by print" in stderr
    assert "by a program" in stderr


def test_without_a_stdout() -> None:
    program = "import os, sys; os.close(1); sys.stdout = None\n"
    program += (
        "from toolkit.rehearsal.aside import output_aside\nwith output_aside(shown=False):\n    print('by print')"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
