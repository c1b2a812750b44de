"""The committed snapshots are those of the revisions, on every backend."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.house.sources import ROOT
from tests.projects.opened import Heard
from tests.servers.database import Database
from toolkit.catalog.comparison import compare
from toolkit.catalog.reading import from_text
from toolkit.settings import Settings
from toolkit.workflows.snapshot import snapshot


def test_they_are_fresh(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "migrations", tmp_path / "migrations", ignore=shutil.ignore_patterns("snapshots"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database.url)
    snapshot(Settings(directory=tmp_path), Heard().append, from_database=False)
    name = f"migrations/snapshots/{database.backend}.json"
    committed, made = (from_text((place / name).read_text(encoding="utf-8")) for place in (ROOT, tmp_path))
    if committed.catalog.server_version != made.catalog.server_version:
        pytest.skip(f"The committed one is of {database.backend} {committed.catalog.server_version}.")
    assert list(compare(committed.catalog, made.catalog)) == [], "run `tk snapshot` on this backend"
    same = ("heads", "revisions")
    assert [committed.heading[key] for key in same] == [made.heading[key] for key in same]
    assert committed.heading["models"], "the models agree with the revisions"
