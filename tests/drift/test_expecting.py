"""The schemas that a database is compared with: each made once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.projects.maker import BRANCHES, DEPENDENT, LINE, Revision
from tests.projects.opened import Heard
from tests.projects.opening import OpenProject
from tests.servers.database import Database
from toolkit.catalog.values import Catalog
from toolkit.drift import expecting as expecting_module
from toolkit.drift.creating import Uncreatable
from toolkit.drift.expecting import Expected, Expecting
from toolkit.drift.history import revision_files
from toolkit.drift.storing import Cache
from toolkit.errors import ShadowUnavailable
from toolkit.events import ReplayMoved
from toolkit.rehearsal.confining import Unreplayable
from toolkit.rehearsal.observing import observe

MODELS = "sa.Table('t_aa11', target_metadata, sa.Column('id', sa.Integer, primary_key=True))"
Expect = Callable[..., tuple[Expecting, Heard]]


@pytest.fixture
def expect(open_project: OpenProject, tmp_path: Path) -> Expect:
    """A function that looks at a database again, and what is heard of what it makes."""

    def begin(
        database: Database, *revisions: Revision, at: tuple[str, ...] = (), **given: Any
    ) -> tuple[Expecting, Heard]:
        with sa.create_engine(database.url, poolclass=sa.NullPool).begin() as connection:
            connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32))")
            connection.exec_driver_sql("DELETE FROM alembic_version")
            for revision in at:
                connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{revision}')")
        project = open_project(*revisions, **({"url": database.url, "models": MODELS} | given))
        [observed] = observe(project, live=True)
        heard = Heard()
        expecting = Expecting(
            project=project,
            observed=observed,
            files=revision_files(project),
            cache=Cache(tmp_path / "kept"),
            shadow_url=None,
            tell=heard.append,
        )
        return expecting, heard

    return begin


def names(catalog: Catalog | None) -> list[str] | None:
    return None if catalog is None else [table.name for table in catalog.tables if table.name != "alembic_version"]


def find(expecting: Expecting, expected: Expected | None = None, **wanted: bool) -> Expected:
    return expecting.find(expected or Expected(), **({"head": True, "own": True, "models": True} | wanted))


def revisions_of(heard: Heard) -> list[str]:
    return [event.revision for event in heard if isinstance(event, ReplayMoved)]


def test_all_three_on_each_backend(expect: Expect, database: Database) -> None:
    expecting, heard = expect(database, at=("ab22",))
    found = find(expecting)
    assert names(found.head) == ["t_aa11", "t_ab22", "t_cc33"]
    assert names(found.own) == ["t_aa11", "t_ab22"]
    assert names(found.models) == ["t_aa11"]
    assert found.troubles == []
    assert revisions_of(heard) == ["aa11", "ab22", "cc33"], "the history is run once for both"


def test_at_the_head_its_own_schema_is_that_of_the_history(expect: Expect, sqlite: Database) -> None:
    expecting, _ = expect(sqlite, at=("cc33",))
    found = find(expecting)
    assert found.own is found.head


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ({"head": True, "own": False, "models": False}, (3, None, None)),
        ({"head": False, "own": False, "models": True}, (None, None, 1)),
        ({"head": False, "own": False, "models": False}, (None, None, None)),
    ],
)
def test_what_is_not_wanted_is_not_made(
    wanted: dict[str, bool], kept: tuple[int | None, ...], expect: Expect, sqlite: Database
) -> None:
    expecting, _ = expect(sqlite, at=("ab22",))
    found = find(expecting, **wanted)
    sizes = [None if schema is None else len(names(schema) or ()) for schema in (found.head, found.own, found.models)]
    assert tuple(sizes) == kept


def test_the_second_time_nothing_is_run(expect: Expect, sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    first = find(expect(sqlite, at=("ab22",))[0])
    expecting, heard = expect(sqlite, at=("ab22",))
    monkeypatch.delattr(expecting_module, "shadow_of")
    second = find(expecting)
    assert heard == []
    assert second.troubles == []
    assert (second.head, second.own, second.models) == (first.head, first.own, first.models)
    assert first.source == "the revisions, run on a shadow database"
    assert second.source == "the revisions, as they were run on a shadow database before"


def test_only_what_is_missing_is_made(expect: Expect, sqlite: Database) -> None:
    find(expect(sqlite, at=("ab22",))[0])
    expecting, heard = expect(sqlite, at=("aa11",))
    found = find(expecting)
    assert names(found.own) == ["t_aa11"]
    assert revisions_of(heard)[:1] == ["aa11"]


def test_what_a_snapshot_gave_is_kept(expect: Expect, sqlite: Database) -> None:
    whole = find(expect(sqlite, at=("cc33",))[0])
    expecting, heard = expect(sqlite, at=("cc33",))
    given = Expected(head=whole.head, source="the snapshot")
    found = find(expecting, given)
    assert found.own is whole.head
    assert found.source == "the snapshot"
    assert heard == []


def test_a_history_that_fails_after_the_revisions_of_the_database(expect: Expect, sqlite: Database) -> None:
    """What the database is compared with is known all the same."""
    fails = Revision("ab22", "aa11", upgrade="raise ValueError('no')")
    found = find(expect(sqlite, Revision("aa11"), fails, at=("aa11",))[0])
    assert names(found.own) == ["t_aa11"]
    assert found.head is None
    assert names(found.models) == ["t_aa11"]
    [trouble] = found.troubles
    assert isinstance(trouble, Unreplayable)


def test_a_history_that_fails_is_tried_again(expect: Expect, sqlite: Database, tmp_path: Path) -> None:
    fails = Revision("aa11", upgrade="assert __import__('pathlib').Path('mended').exists()")
    assert len(find(expect(sqlite, fails)[0], own=False).troubles) == 1
    (tmp_path / "mended").touch()
    assert find(expect(sqlite)[0], own=False).troubles == []


def test_models_that_the_server_refuses_are_not_kept(expect: Expect, sqlite: Database) -> None:
    models = (
        f"{MODELS}\nsa.Table('t', target_metadata, sa.Column('a', sa.String(collation='nowhere'), primary_key=True))"
    )
    for _ in range(2):
        found = find(expect(sqlite, models=models)[0], head=False, own=False)
        assert [type(trouble) for trouble in found.troubles] == [Uncreatable]
        assert names(found.models) == ["t_aa11"], "the rest is there"


def test_where_no_shadow_can_be_made_it_is_told_for_each(expect: Expect, sqlite: Database) -> None:
    expecting, _ = expect(sqlite, at=("cc33",))
    found = find(replace(expecting, shadow_url="postgresql+psycopg://127.0.0.1:9/x"))
    assert [type(trouble) for trouble in found.troubles] == [ShadowUnavailable] * 2
    assert (found.head, found.own, found.models) == (None, None, None)
    nowhere = replace(expecting, observed=replace(expecting.observed, original=None))
    assert "makes no shadow databases on sqlite" in str(find(nowhere).troubles[0])


@pytest.mark.parametrize(
    ("revisions", "at", "is_at_head"),
    [
        (LINE, (), False),
        (LINE, ("ab22",), False),
        (LINE, ("cc33",), True),
        (BRANCHES, ("bc33",), False),
        (BRANCHES, ("de55", "bc33"), True),
        (DEPENDENT, ("de55",), False),
        (DEPENDENT, ("bb22", "de55"), True),
        (
            (Revision("aa11"), Revision("dd44", labels="other", depends_on="aa11")),
            # As Alembic writes it: dd44 says aa11 too.
            ("dd44",),
            True,
        ),
    ],
)
def test_at_the_head(
    revisions: tuple[Revision, ...], at: tuple[str, ...], is_at_head: bool, expect: Expect, sqlite: Database
) -> None:
    expecting, _ = expect(sqlite, *revisions, at=at)
    assert expecting.is_at_head() == is_at_head


def test_another_server_for_shadows_may_tell_otherwise(expect: Expect, sqlite: Database) -> None:
    find(expect(sqlite, at=("ab22",))[0])
    expecting, heard = expect(sqlite, at=("ab22",))
    find(replace(expecting, shadow_url=sqlite.url))
    assert heard != []
