"""Whether a committed snapshot is used, and what is said of one that is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.drift.schemas import ORDERS
from tests.projects.opening import OpenProject
from tests.servers.database import Database
from toolkit.catalog.values import Catalog
from toolkit.drift.committed import Committed
from toolkit.drift.history import revision_files
from toolkit.drift.storing import heading, write_snapshot
from toolkit.rehearsal.observing import observe

FILE = Path("scripts/snapshots/sqlite.json")


@pytest.fixture
def committed(open_project: OpenProject, sqlite: Database) -> Callable[..., Committed]:
    """A function that writes a snapshot, and looks at it."""

    def write(catalog: Catalog | None = ORDERS, *, digest: str | None = None) -> Committed:
        project = open_project(url=sqlite.url)
        files = revision_files(project)
        [observed] = observe(project, live=False)
        if catalog is not None:
            said = files if digest is None else replace(files, digest=digest, heads=("zz99",))
            write_snapshot(FILE.absolute(), catalog, heading(said, None))
        return Committed(project, observed, files)

    return write


def facts(committed: Committed) -> list[str]:
    return [finding.fact for finding in committed.stale()]


def test_there_is_none(committed: Callable[..., Committed]) -> None:
    found = committed(None)
    assert (found.usable, facts(found)) == (None, [])


def test_one_of_these_revisions(committed: Callable[..., Committed]) -> None:
    found = committed()
    assert found.usable is not None
    assert found.usable.catalog == ORDERS
    assert (facts(found), found.name) == ([], FILE.as_posix())


def test_one_of_other_revisions(committed: Callable[..., Committed]) -> None:
    found = committed(digest="0")
    assert found.usable is None
    assert facts(found) == ["It is of zz99, and the history is at cc33."]


def test_one_of_another_kind_of_server(committed: Callable[..., Committed]) -> None:
    found = committed(replace(ORDERS, backend="mysql", server_version="9.7"))
    assert (found.usable, facts(found)) == (None, []), "it serves where such a server is checked"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace('"nullable": true', '"nullable": false'),
        lambda text: text.replace('"content": "', '"content": "0'),
        lambda text: "<<<<<<< ours\n" + text,
        lambda text: text[:-20],
        lambda text: "",
    ],
)
def test_one_that_was_edited(spoil: Callable[[str], str], committed: Callable[..., Committed]) -> None:
    found = committed()
    text = FILE.read_text(encoding="utf-8")
    assert spoil(text) != text
    FILE.write_text(spoil(text), encoding="utf-8")
    assert found.usable is None
    [fact] = facts(found)
    assert fact.startswith("It cannot be read: ")


def test_one_that_was_only_formatted_anew_serves(committed: Callable[..., Committed]) -> None:
    found = committed()
    FILE.write_text(json.dumps(json.loads(FILE.read_text(encoding="utf-8")), indent=4), encoding="utf-8")
    assert found.usable is not None
    assert facts(found) == []


def test_a_directory_in_its_place(committed: Callable[..., Committed]) -> None:
    found = committed(None)
    FILE.mkdir(parents=True)
    assert found.usable is None
    assert len(facts(found)) == 1
