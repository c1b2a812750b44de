"""`tk init`."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Tk


@pytest.fixture
def empty(tk: Tk) -> Tk:
    (tk.directory / "alembic.ini").unlink()
    return tk


def test_writes_a_project(empty: Tk) -> None:
    answer = empty.json("init mine --template generic")
    assert (empty.directory / "mine/env.py").is_file()
    assert any(path.endswith("mine/env.py") for path in answer["files"])


def test_package(empty: Tk) -> None:
    empty.says("init mine --package")
    assert (empty.directory / "mine/versions/__init__.py").is_file()


def test_no_such_template(empty: Tk) -> None:
    assert "template-unavailable" in empty.complains("init mine -t nothing")
