from __future__ import annotations

import pytest

from tests.diagnosis.raising import ENV, REVISION, Ground, told

RAISED = {
    "1 / 0": "ZeroDivisionError",
    "raise SystemExit": "sys.exit",
    "import sys; sys.exit(0)": "sys.exit",
    "import sys; sys.exit('no more')": "no more",
    "raise GeneratorExit": "GeneratorExit",
    "raise type('Stop', (BaseException,), {})('stop')": "Stop: stop",
    "import asyncio; raise asyncio.CancelledError": "CancelledError",
    "raise BrokenPipeError('mine')": "BrokenPipeError",
    "raise StopIteration": "StopIteration",
    "raise ExceptionGroup('many', [ValueError('x')])": "ExceptionGroup",
    "def f(): f()\n    f()": "RecursionError",
    "raise ValueError": "ValueError",
    "raise ValueError('x' * 10**6)": "xxx ...",
    "raise ValueError('one\\ntwo')": "one two",
    "raise type('E', (Exception,), {'__str__': lambda self: 1 / 0})": "raised E",
    "b'\\xff'.decode()": "UnicodeDecodeError",
    "eval('1 +')": "SyntaxError",
    "import configparser; raise configparser.NoOptionError('a', 'b')": "NoOptionError",
    "open('/no/such/seed.csv')": "seed.csv",
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')": "URLError",
    "op.create_table('t', sa.Column('id'))": "CompileError",
}


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("statement", RAISED)
def test_whatever_a_revision_raises_is_told_with_its_line(statement: str, ground: Ground) -> None:
    ground.upgrade(statement)
    error = ground.error()
    assert (type(error).__name__, error.exit_code) == ("RevisionFailed", 3)
    assert RAISED[statement] in told(error)
    assert error.where.startswith("migrations/versions/one.py:")
    assert "is at base" in error.state
    assert len(told(error)) < 1500


FILES = {
    "null byte": (REVISION.format(upgrade="pass") + "\0", "null bytes"),
    "tabs": (REVISION.format(upgrade="x = 1\n\ty = 2"), "tabs"),
    "syntax": ("def upgrade(:\n", "syntax"),
    "import": ("import nosuchmodule\n", "nosuchmodule"),
    "exit": ("import sys; sys.exit(0)\n", "sys.exit"),
}


@pytest.mark.parametrize("wrong", FILES)
def test_a_revision_file_that_cannot_be_imported(wrong: str, ground: Ground) -> None:
    text, said = FILES[wrong]
    ground.revision(text)
    error = ground.error()
    assert type(error).__name__ == "RevisionFilesBroken"
    assert said in told(error)
    assert "migrations/versions/one.py" in error.where


def test_a_revision_file_in_another_encoding(ground: Ground) -> None:
    (ground.versions / "one.py").write_bytes(REVISION.format(upgrade="pass").encode() + b"x = 'caf\xe9'\n")
    assert "migrations/versions/one.py" in ground.error().what


@pytest.mark.parametrize("replacement", ["upgrade = None", "def upgrade(x): pass"])
def test_an_upgrade_that_cannot_be_called(replacement: str, ground: Ground) -> None:
    ground.revision(REVISION.format(upgrade="pass") + replacement + "\n")
    assert "cannot be called" in ground.error().what


ENVIRONMENTS = {
    "syntax": ("def x(:\n", "cannot parse migrations/env.py"),
    "import": ("import nosuchmodels\n", "nosuchmodels"),
    "exit": ("import sys\nsys.exit()\n", "sys.exit"),
    "nameless": ("raise Exception\n", "raised Exception"),
    "base": ("raise type('Stop', (BaseException,), {})\n", "raised Stop"),
    "empty": ("", "without running any migration"),
    "no run": (ENV.replace("context.run_migrations()", "pass"), "without running any migration"),
    "variable": ("import os\nos.environ['NOSUCH_URL']\n", "NOSUCH_URL"),
    "no configure": ("from alembic import context\ncontext.run_migrations()\n", "configure()"),
    "engine": (ENV.replace("(connection=connection)", "(connection=engine)"), "connection"),
    "closed": (ENV.replace("    with context.b", "    connection.close()\n    with context.b"), "closed"),
}


@pytest.mark.parametrize("wrong", ENVIRONMENTS)
def test_an_environment_that_fails(wrong: str, ground: Ground) -> None:
    text, said = ENVIRONMENTS[wrong]
    ground.env(text)
    error = ground.error()
    assert type(error).__name__ == "EnvironmentFailed"
    assert said in told(error)
    assert "env.py" in error.where
