"""Help costs nothing: it imports neither SQLAlchemy nor Alembic, nor anything else that is slow."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house.sources import ROOT
from toolkit.cli.register import COMMANDS

SLOW = ("sqlalchemy", "alembic", "rich", "pydantic", "sqlalchemy_utils", "sqlglot", "flask", "asyncio", "mako")

PROGRAM = """
import sys
sys.argv = ["tk", *{arguments!r}]
from toolkit.cli.app import main
try:
    main()
except SystemExit as exit:
    assert not exit.code, exit.code
print("|".join(name for name in {slow!r} if name in sys.modules), file=sys.stderr)
"""


def imported(*arguments: str) -> str:
    code = PROGRAM.format(arguments=list(arguments), slow=SLOW)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return run.stderr.strip()


def test_help_imports_nothing_slow() -> None:
    assert imported("--help") == ""


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_imports_nothing_slow(command: str) -> None:
    assert imported(command, "--help") == ""


def test_the_measure_can_fail() -> None:
    assert "alembic" in imported("heads")
