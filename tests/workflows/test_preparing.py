"""One live database, only read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from tests.preflight.builders import circumstances, seat
from tests.projects.maker import LINE, Revision
from tests.projects.opened import Heard
from tests.servers.database import Database
from tests.workflows.conftest import MakeSettings
from toolkit.capacity import Limits
from toolkit.execution.opened import Opened
from toolkit.forecast import DeclaredPool, Traffic
from toolkit.planning.making import Asked
from toolkit.rehearsal.observing import observe
from toolkit.settings import Settings
from toolkit.workflows.migrate import migrate
from toolkit.workflows.observing import Found
from toolkit.workflows.opening import open_project
from toolkit.workflows.preparing import Looking, Prepared, known_of, pools_of, prepare

WEB = DeclaredPool(name="web", processes=2, pool_timeout=1.0)
GIVEN = Traffic(rate=100.0, busy=4.0)
UNIQUE = Revision(
    "ab22",
    "aa11",
    upgrade="with op.batch_alter_table('t') as batch:\n        batch.create_unique_constraint('uq', ['n'])",
)
TABLE = Revision(
    "aa11", upgrade="op.create_table('t', sa.Column('id', sa.Integer, primary_key=True), sa.Column('n', sa.Integer))"
)


def execute(database: Database, *statements: str) -> None:
    with sa.create_engine(database.url, poolclass=sa.NullPool).begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def prepared(settings: Settings, *, copies_all: bool = False) -> Prepared:
    with open_project(settings, "upgrade", revision="heads", sql=False, tag=None) as project:
        [observed] = observe(project, live=False)
        asked = Asked(
            target="heads",
            find_steps=lambda heads: list(project.script._upgrade_revs("heads", heads)),
            copies_all=copies_all,
            tries_back=False,
        )
        return prepare(
            project, Found(observed=observed, opened=Opened()), asked, (WEB,), Looking(given=GIVEN), Heard().append
        )


def test_a_plan_is_held_against_the_rows(project: MakeSettings, database: Database) -> None:
    settings = project(TABLE, UNIQUE, url=database.url)
    migrate(settings, "aa11", Heard().append)
    execute(database, "INSERT INTO t VALUES (1, 5), (2, 5)")
    found = prepared(settings)
    assert ("duplicate-values", "column t.n") in [(one.name, one.subject) for one in found.findings]
    assert found.database.pools is not None
    assert found.database.pools.traffic == GIVEN
    assert [revision.revision for revision in found.database.revisions] == ["ab22"]


def test_where_nothing_can_go_wrong_the_server_is_not_asked(project: MakeSettings, sqlite: Database) -> None:
    settings = project(TABLE, UNIQUE, url=sqlite.url)
    migrate(settings, "aa11", Heard().append)
    harmless = prepared(settings)
    assert (harmless.judged, harmless.findings, harmless.database.pools) == (None, (), None)
    assert prepared(settings, copies_all=True).judged is not None


@pytest.mark.parametrize(
    ("values", "seconds"),
    [
        ({}, None),
        ({"lock_timeout": 0.3, "sources": {"lock_timeout": "command line"}}, 0.3),
        # The default is no choice of a person.
        ({"lock_timeout": 0.3}, None),
    ],
)
def test_what_a_person_set_goes_before_what_the_pools_bear(
    project: MakeSettings, values: dict[str, Any], seconds: float | None
) -> None:
    with open_project(replace(project(*LINE), **values), "current") as opened:
        [observed] = observe(opened, live=False)
        known = known_of(opened, Found(observed=observed, opened=Opened()), (WEB,), Traffic(rate=1000.0, busy=25.0))
    assert known.lock_timeout == (seconds or pytest.approx(1.0, abs=0.2))
    assert (known.pools, known.place) == ((WEB,), observed.place)


@pytest.mark.parametrize(
    ("limits", "seats", "headroom"),
    [
        # One more is that of whoever asked.
        (Limits(max_connections=10, reserved=3), 2, 4),
        (Limits(max_connections=3), 9, 0),
        (Limits(), 2, None),
        (Limits(max_connections=10), None, None),
    ],
)
def test_headroom(limits: Limits, seats: int | None, headroom: int | None, project: MakeSettings) -> None:
    given = circumstances(limits=limits, seats=None if seats is None else tuple(map(seat, range(seats))), pools=(WEB,))
    with open_project(project(*LINE), "current") as opened:
        [observed] = observe(opened, live=False)
    told = pools_of(observed.place, given)
    assert (told.headroom, told.demand, told.limits) == (headroom, 30, limits)
    assert pools_of(observed.place, replace(given, pools=())).demand == 0
