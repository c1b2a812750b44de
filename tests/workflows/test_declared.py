"""The pools of the project, and where they lead."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from tests.pool.project import APPLICATION, write
from tests.workflows.conftest import MakeSettings
from toolkit.errors import SettingInvalid
from toolkit.events import Event, PoolsElsewhere
from toolkit.forecast import DeclaredPool
from toolkit.pool.declared import Declaration
from toolkit.settings import Settings
from toolkit.workflows.declared import at_server, declared, tell_elsewhere
from toolkit.workflows.opening import open_project

HERE = make_url("postgresql+psycopg://app@db-1/shop")


def pools(settings: Settings, **tables: dict[str, Any]) -> list[DeclaredPool]:
    with open_project(replace(settings, pools=tables), "current") as project:
        return [one.pool for one in declared(project)]


def test_numbers(project: MakeSettings) -> None:
    found = pools(project(), web={"processes": 4, "pool_size": 3}, jobs={})
    assert [(pool.name, pool.demand) for pool in found] == [("web", 52), ("jobs", 15)]


def test_none(project: MakeSettings) -> None:
    assert pools(project()) == []


def test_a_slip_is_refused(project: MakeSettings) -> None:
    with pytest.raises(SettingInvalid, match="no setting `procesess`") as refused:
        pools(project(), web={"procesess": 4})
    assert refused.value.where == "[tool.tk.pools.web]"


@pytest.mark.parametrize(
    ("url", "counts"),
    [
        (None, True),
        ("postgresql+asyncpg://web@db-1:5432/other", True),
        ("postgresql://web@pooler:6432/shop", True),
        ("mysql+pymysql://app@db-1/shop", False),
        ("sqlite:///shop.db", False),
    ],
)
def test_the_connections_of_one_server_are_counted_together(url: str | None, counts: bool) -> None:
    pool = DeclaredPool(name="web")
    found = at_server([Declaration(pool=pool, url=None if url is None else make_url(url))], HERE)
    assert found == ((pool,) if counts else ())


def test_the_application_that_is_current_is_asked(
    project: MakeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, name = project(), write(tmp_path, APPLICATION)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(SettingInvalid, match="only inside of a Flask application"):
        pools(settings, web={"engine": f"{name}:db"})
    with importlib.import_module(name).app.app_context():
        found = pools(settings, web={"engine": f"{name}:db"})
    assert [(pool.name, pool.pool_size) for pool in found] == [("web", 6), ("web.users", 2)]


def test_a_pool_that_counts_nowhere_is_told() -> None:
    developers = Declaration(
        pool=DeclaredPool(name="web", source="shop.database:engine"), url=make_url("sqlite:///shop.db")
    )
    unknown = Declaration(pool=DeclaredPool(name="jobs"), url=None)
    told: list[Event] = []
    tell_elsewhere([developers, unknown], [HERE], told.append)
    assert told == [PoolsElsewhere(pools=("web",), sources=("shop.database:engine",))]
    told.clear()
    tell_elsewhere([developers, unknown], [HERE, make_url("sqlite:///shop.db")], told.append)
    tell_elsewhere([developers], [], told.append)
    assert told == []
