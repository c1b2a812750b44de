"""Catalogs kept: committed beside the migrations, or cached."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from tests.catalog.catalogs import CATALOGS
from tests.drift.schemas import NOTED, ORDERS
from tests.projects.opening import OpenProject
from toolkit.catalog.fingerprint import fingerprint
from toolkit.catalog.reading import SnapshotUnreadable
from toolkit.catalog.values import Catalog
from toolkit.drift.history import RevisionFiles
from toolkit.drift.storing import (
    KEPT,
    Cache,
    cache_of,
    heading,
    key_of,
    read_snapshot,
    snapshot_path,
    write_snapshot,
)
from toolkit.rehearsal.observing import Observed, observe

FILES = RevisionFiles(heads=("cc33",), digest="d" * 32, count=3)


@pytest.fixture
def observed(open_project: OpenProject) -> Observed:
    [found] = observe(open_project(), live=False)
    return found


@pytest.mark.parametrize(
    ("keywords", "name"),
    [({}, "sqlite.json"), ({"engine_name": "second"}, "sqlite-second.json"), ({"engine_name": 3}, "sqlite.json")],
)
def test_a_snapshot_lies_beside_the_revisions(
    keywords: dict[str, Any], name: str, open_project: OpenProject, observed: Observed, tmp_path: Path
) -> None:
    path = snapshot_path(open_project(), replace(observed, keywords=keywords))
    assert path == tmp_path / "scripts/snapshots" / name


def test_a_snapshot_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "new" / "sqlite.json"
    write_snapshot(path, NOTED, heading(FILES, "m"))
    snapshot = read_snapshot(path)
    assert snapshot is not None
    assert snapshot.catalog == NOTED
    told = {"heads": ["cc33"], "revisions": "d" * 32, "models": "m", "content": fingerprint(NOTED)}
    assert snapshot.heading == told
    assert [file.name for file in path.parent.iterdir()] == ["sqlite.json"]


def test_there_is_no_snapshot(tmp_path: Path) -> None:
    assert read_snapshot(tmp_path / "sqlite.json") is None


@pytest.mark.parametrize("text", [b"", b"{}", b"\xff", b"<<<<<<< ours\n"])
def test_what_is_no_snapshot_says_so(text: bytes, tmp_path: Path) -> None:
    path = tmp_path / "sqlite.json"
    path.write_bytes(text)
    with pytest.raises(SnapshotUnreadable):
        read_snapshot(path)


def test_a_snapshot_that_could_not_be_written_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sqlite.json"
    write_snapshot(path, ORDERS, {})

    def full(*given: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_snapshot(path, NOTED, {})
    assert [file.name for file in tmp_path.iterdir()] == ["sqlite.json"]
    snapshot = read_snapshot(path)
    assert snapshot is not None
    assert snapshot.catalog == ORDERS


@given(CATALOGS)
def test_the_cache_gives_back_what_it_was_given(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> None:
    cache = Cache(tmp_path_factory.getbasetemp() / "kept")
    cache.write("a", catalog)
    assert cache.read("a") == catalog
    assert cache.read("b") is None


def test_without_a_key_nothing_is_kept(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "kept")
    cache.write(None, ORDERS)
    assert cache.read(None) is None
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize("text", [b"", b"\xff\xfe", b'{"form": 99}', b"[]"])
def test_what_was_damaged_in_the_cache_is_made_again(text: bytes, tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    (tmp_path / "a.json").write_bytes(text)
    assert cache.read("a") is None
    cache.write("a", ORDERS)
    assert cache.read("a") == ORDERS


def test_a_cache_that_cannot_be_written_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = Cache(tmp_path / "file")
    cache.write("a", ORDERS)
    assert cache.read("a") is None


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    Cache(tmp_path / "kept").write("a", ORDERS)
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0
    assert (tmp_path / "kept/a.json").stat().st_mode & 0o077 == 0


def test_the_oldest_go_and_what_is_read_is_young(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for number in range(KEPT):
        cache.write(f"{number:03}", ORDERS)
        os.utime(tmp_path / f"{number:03}.json", (number, number))
    assert cache.read("000") == ORDERS
    cache.write("new", ORDERS)
    assert {path.stem for path in tmp_path.iterdir()} == {f"{number:03}" for number in range(KEPT)} - {"001"} | {"new"}


@pytest.mark.parametrize(
    ("environ", "directory"),
    [
        ({"XDG_CACHE_HOME": "here"}, "here/tk"),
        ({"XDG_CACHE_HOME": "", "HOME": "home"}, "home/.cache/tk"),
        ({"HOME": "home"}, "home/.cache/tk"),
    ],
)
def test_where_the_cache_is(
    environ: dict[str, str], directory: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cache_of(environ).write("a", ORDERS)
    assert [path.as_posix() for path in Path().rglob("*.json")] == [f"{directory}/a.json"]


def test_the_key_is_the_same_for_the_same(observed: Observed) -> None:
    assert key_of(observed, "models", "m") == key_of(replace(observed, heads=("aa11",)), "models", "m") is not None


def test_the_key_follows_everything_that_a_schema_follows_from(observed: Observed) -> None:
    assert observed.original is not None
    newer = replace(observed.place, server_version="99.0")
    other = replace(observed.original, likeness=replace(observed.original.likeness, options="CHARACTER SET latin1"))
    keys = [
        key_of(observed, "models", "m"),
        key_of(observed, "models", "n"),
        key_of(observed, "history", "m"),
        key_of(observed, "history", "m", ""),
        key_of(replace(observed, place=newer), "models", "m"),
        key_of(replace(observed, original=other), "models", "m"),
        key_of(replace(observed, schemas=("ledger",)), "models", "m"),
        key_of(replace(observed, keywords={"tenant": "north"}), "models", "m"),
    ]
    assert len(set(keys)) == len(keys)


def test_there_is_no_key_where_a_part_is_not_known(observed: Observed) -> None:
    assert key_of(observed, "models", None) is None
    assert key_of(replace(observed, original=None), "models", "m") is None
