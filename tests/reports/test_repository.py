"""Paths as the site that hosts the repository knows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reports.findings import MISSING, UNREAD, answer
from toolkit.reports.repository import from_root, location_of


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in a folder of a repository."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "services/shop").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "services/shop")
    return tmp_path


def test_a_file_of_a_project_in_a_folder(project: Path) -> None:
    assert from_root("models/orders.py") == "services/shop/models/orders.py"
    assert from_root("../../alembic.ini") == "alembic.ini"
    assert from_root(str(project / "alembic.ini")) == "alembic.ini"


def test_a_file_elsewhere_keeps_its_name(project: Path) -> None:
    assert from_root("/elsewhere/models.py") == "/elsewhere/models.py"
    assert from_root("../../../models.py") == "../../../models.py"


def test_without_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert from_root("models/orders.py") == "models/orders.py"


def test_the_last_resort(project: Path) -> None:
    assert location_of(MISSING, answer(MISSING)).file == "services/shop/models/orders.py"
    assert location_of(UNREAD, answer(UNREAD)).file == "services/shop/alembic.ini"
