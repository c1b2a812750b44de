"""The check of one database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.projects.maker import LINE, Revision
from tests.projects.opened import Heard, settings_of
from tests.projects.opening import OpenProject
from tests.servers.database import Database
from toolkit.drift.checking import Checking, Parts
from toolkit.drift.expecting import Expected, Expecting
from toolkit.drift.history import revision_files
from toolkit.drift.modelling import fingerprint
from toolkit.drift.storing import Cache, heading, snapshot_path, write_snapshot
from toolkit.errors import ShadowUnavailable
from toolkit.rehearsal.observing import observe
from toolkit.workflows.migrate import migrate

MODELS = "\n".join(
    f"sa.Table('t_{name}', target_metadata, sa.Column('id', sa.Integer, primary_key=True))"
    for name in ("aa11", "ab22", "cc33")
)
EVERY = Parts(models=True, live=True, migrations=True)
Check = Callable[..., Checking]


@pytest.fixture
def expecting(open_project: OpenProject, sqlite: Database, tmp_path: Path) -> Callable[..., Expecting]:
    """A function that brings the database to a revision and looks at it."""

    def begin(*revisions: Revision, target: str | None = "head", **given: Any) -> Expecting:
        project = open_project(*revisions, **({"url": sqlite.url, "models": MODELS} | given))
        if target is not None:
            migrate(settings_of(tmp_path), target, Heard().append)
        [observed] = observe(project, live=True)
        return Expecting(
            project=project,
            observed=observed,
            files=revision_files(project),
            cache=Cache(tmp_path / "kept"),
            shadow_url=None,
            tell=Heard().append,
        )

    return begin


def told(expecting: Expecting, parts: Parts = EVERY) -> list[tuple[str, str]]:
    return [(finding.name, finding.subject) for finding in Checking(expecting, parts).findings()]


def by_hand(database: Database, *statements: str) -> None:
    with sa.create_engine(database.url, poolclass=sa.NullPool).begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def kept(expecting: Expecting, *, models: str | None = None, **changed: Any) -> Path:
    """A snapshot of the head, as one might commit it."""
    found = expecting.find(Expected(), head=True, own=False, models=False)
    assert found.head is not None
    path = snapshot_path(expecting.project, expecting.observed)
    write_snapshot(path, replace(found.head, **changed), heading(expecting.files, models))
    for file in (expecting.project.settings.directory / "kept").glob("*"):
        file.unlink()
    return path


def test_agreement(expecting: Callable[..., Expecting]) -> None:
    checking = Checking(expecting(*LINE), EVERY)
    assert list(checking.findings()) == []
    database = checking.database()
    assert database.compared == ("models", "migrations", "live")
    assert database.expected_from == "the revisions, run on a shadow database"
    assert database.revisions == ("cc33",)
    assert database.place.backend == "sqlite"


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        (EVERY, {"pending-revisions", "missing-revision", "unmanaged-object"}),
        (replace(EVERY, models=False), {"pending-revisions", "unmanaged-object"}),
        (replace(EVERY, live=False), {"pending-revisions", "missing-revision"}),
        (replace(EVERY, migrations=False), {"missing-revision", "unmanaged-object"}),
        (Parts(models=False, live=False, migrations=True), {"pending-revisions"}),
        (Parts(models=False, live=True, migrations=False), {"unmanaged-object"}),
        (Parts(models=True, live=False, migrations=False), {"missing-revision"}),
    ],
)
def test_parts(parts: Parts, names: set[str], expecting: Callable[..., Expecting], sqlite: Database) -> None:
    by_hand(sqlite, "CREATE TABLE by_hand (id INTEGER)")
    models = MODELS.replace("t_cc33", "t_more")
    assert {name for name, _ in told(expecting(*LINE, target="ab22", models=models), parts)} == names


def test_the_history_alone_makes_no_shadow(expecting: Callable[..., Expecting]) -> None:
    nowhere = replace(expecting(*LINE), shadow_url="postgresql+psycopg://127.0.0.1:9/x")
    assert told(nowhere, Parts(models=False, live=False, migrations=True)) == []


def test_a_database_without_a_revision_is_not_compared(expecting: Callable[..., Expecting], sqlite: Database) -> None:
    by_hand(sqlite, "CREATE TABLE by_hand (id INTEGER)")
    checking = Checking(expecting(*LINE, target=None), EVERY)
    assert [finding.name for finding in checking.findings()] == ["pending-revisions"]
    assert checking.database().compared == ("models", "migrations")


def test_pending_revisions_in_the_order_in_which_they_run(expecting: Callable[..., Expecting]) -> None:
    [finding] = Checking(expecting(*LINE, target="aa11"), EVERY).findings()
    assert finding.fact == "The database is at aa11; 2 pending: ab22, cc33."
    assert finding.location is not None
    assert finding.location.file == "scripts/versions/ab22_create.py"


def test_a_snapshot_serves_in_the_place_of_a_shadow(expecting: Callable[..., Expecting], sqlite: Database) -> None:
    first = expecting(*LINE)
    kept(first, models=fingerprint(first.observed))
    nowhere = replace(expecting(), shadow_url="postgresql+psycopg://127.0.0.1:9/x")
    checking = Checking(nowhere, EVERY)
    assert list(checking.findings()) == []
    assert checking.database().expected_from == "the snapshot scripts/snapshots/sqlite.json"
    assert checking.database().compared == ("models", "migrations", "live")
    by_hand(sqlite, "ALTER TABLE t_aa11 ADD COLUMN by_hand INTEGER")
    again = replace(expecting(), shadow_url=nowhere.shadow_url)
    assert told(again) == [("changed-database", "column t_aa11.by_hand")]


def test_a_snapshot_that_says_nothing_of_the_models(expecting: Callable[..., Expecting]) -> None:
    kept(expecting(*LINE), models="of other models")
    nowhere = replace(expecting(), shadow_url="postgresql+psycopg://127.0.0.1:9/x")
    [finding] = Checking(nowhere, EVERY).findings()
    assert finding.name == "unread-catalog"
    assert finding.fact.startswith("Not everything was compared: shadow_url leads to another kind of server")


def test_a_stale_snapshot_is_told_and_not_used(expecting: Callable[..., Expecting]) -> None:
    kept(expecting(*LINE), tables=())
    (expecting().project.settings.directory / "scripts/versions/dd44_create.py").write_text(
        Revision("dd44", "cc33", upgrade="pass").text(), encoding="utf-8"
    )
    findings = list(Checking(expecting(), EVERY).findings())
    assert [(finding.name, finding.subject) for finding in findings] == [
        ("stale-snapshot", "snapshot scripts/snapshots/sqlite.json")
    ]
    assert findings[0].fact == "It is of cc33, and the history is at dd44."


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda text: "", "it is empty"),
        (lambda text: "<<<<<<< ours\n" + text, "a merge conflict is not resolved"),
        (lambda text: text.replace('"form": 1', '"form": 99'), "a newer one wrote it"),
    ],
)
def test_a_snapshot_that_cannot_be_read(
    spoil: Callable[[str], str], words: str, expecting: Callable[..., Expecting]
) -> None:
    path = kept(expecting(*LINE))
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")
    [finding] = Checking(expecting(), EVERY).findings()
    assert finding.name == "stale-snapshot"
    assert words in finding.fact


@pytest.mark.parametrize(("backend", "version"), [("postgresql", "3.40.1"), ("mysql", "9.7")])
def test_a_snapshot_of_another_server_is_not_used(
    backend: str, version: str, expecting: Callable[..., Expecting]
) -> None:
    kept(expecting(*LINE), tables=(), backend=backend, server_version=version)
    checking = Checking(expecting(), EVERY)
    assert list(checking.findings()) == []
    assert "snapshot" not in checking.database().expected_from


def test_what_could_not_be_read_is_told_once(expecting: Callable[..., Expecting]) -> None:
    found = expecting(*LINE)
    assert found.observed.live is not None
    live = replace(found.observed.live, unread=("No right to see triggers.", "No right to see triggers."))
    findings = list(Checking(replace(found, observed=replace(found.observed, live=live)), EVERY).findings())
    assert [finding.fact for finding in findings] == ["No right to see triggers."]


def test_models_elsewhere_are_told(expecting: Callable[..., Expecting]) -> None:
    found = expecting(*LINE)
    checking = Checking(replace(found, observed=replace(found.observed, others=("a", "b"))), EVERY)
    assert [finding.fact for finding in checking.findings()] == [
        "The models' tables in other databases were not compared: a, b."
    ]


def test_a_history_that_cannot_be_run_is_a_note_at_its_revision(expecting: Callable[..., Expecting]) -> None:
    found = expecting(*LINE)
    path = found.project.settings.directory / "scripts/versions/ab22_create.py"
    path.write_text(Revision("ab22", "aa11", upgrade="raise ValueError('no')").text(), encoding="utf-8")
    checking = Checking(expecting(target=None), EVERY)
    [note] = checking.findings()
    assert (note.name, note.subject) == ("unreplayable-history", "revision ab22")
    assert note.location is not None
    assert note.location.file == "scripts/versions/ab22_create.py"
    assert checking.database().compared == ("models", "live")
    assert checking.database().expected_from == "the models"


def test_a_database_that_is_behind_such_a_history_is_not_compared_and_not_said_to_be(
    expecting: Callable[..., Expecting],
) -> None:
    found = expecting(*LINE, target="ab22")
    path = found.project.settings.directory / "scripts/versions/ab22_create.py"
    path.write_text(Revision("ab22", "aa11", upgrade="raise ValueError('no')").text(), encoding="utf-8")
    checking = Checking(expecting(target=None), EVERY)
    assert [finding.name for finding in checking.findings()] == ["pending-revisions", "unreplayable-history"]
    assert checking.database().compared == ("models",)


def test_where_nothing_can_be_compared_the_reason_is_all_there_is_to_say(expecting: Callable[..., Expecting]) -> None:
    nowhere = replace(expecting(*LINE), shadow_url="postgresql+psycopg://127.0.0.1:9/x")
    with pytest.raises(ShadowUnavailable, match="another kind of server"):
        list(Checking(nowhere, EVERY).findings())


def test_ignore(expecting: Callable[..., Expecting], sqlite: Database) -> None:
    found = expecting(*LINE)
    by_hand(sqlite, "CREATE TABLE by_hand (id INTEGER)")
    again = expecting(target=None)
    project = replace(again.project, settings=replace(again.project.settings, ignore=("by_*",)))
    assert told(again) == [("unmanaged-object", "table by_hand")]
    assert told(replace(again, project=project)) == []
    assert found.files == again.files
