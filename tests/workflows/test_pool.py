"""The declared pools, held against the live server."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.projects.maker import LINE
from tests.projects.opened import Heard
from tests.scenarios.state import state_of
from tests.servers.database import Database
from tests.workflows.conftest import MakeSettings
from toolkit.errors import SettingInvalid
from toolkit.finding import Severity
from toolkit.forecast import PoolResult, Traffic
from toolkit.settings import Settings
from toolkit.workflows.pool import pool
from toolkit.workflows.preparing import Looking

WEB: dict[str, dict[str, Any]] = {"web": {"processes": 4, "pool_size": 5}}
GIVEN = Looking(seconds=0.0, given=Traffic(rate=1000.0, busy=500.0))


def looked(settings: Settings, looking: Looking = GIVEN, **values: Any) -> PoolResult:
    return pool(replace(settings, **({"pools": WEB} | values)), Heard().append, looking=looking)


def test_the_server_is_asked_and_nothing_is_changed(project: MakeSettings, database: Database) -> None:
    settings = project(*LINE, url=database.url)
    before = state_of(database)
    answer = looked(settings)
    assert state_of(database) == before
    [told] = answer.databases
    assert (told.place.backend, told.demand, told.traffic) == (database.backend, 60, GIVEN.given)
    assert [state.pool for state in told.steady] == ["web"]
    assert told.outages == ()
    assert (told.headroom is None) == (database.backend == "sqlite")
    assert answer.history == ()
    [saturated] = [finding for finding in answer.findings if finding.name == "pool-saturation"]
    assert (saturated.severity, saturated.subject) == (Severity.ERROR, "pool web")


@pytest.mark.parametrize("backend", ["mariadb", "mysql", "postgresql"])
def test_the_load_is_seen(project: MakeSettings, make_database: MakeDatabase, backend: str) -> None:
    database = make_database(backend)
    settings = project(*LINE, url=database.url)
    ended = threading.Event()
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)

    def work() -> None:
        with engine.connect() as connection:
            while not ended.wait(0.005):
                connection.exec_driver_sql("SELECT 1")
                connection.commit()

    with engine.connect() as idle:
        idle.exec_driver_sql("SELECT 1")
        worker = threading.Thread(target=work)
        worker.start()
        try:
            answer = looked(settings, Looking(seconds=1.0))
        finally:
            ended.set()
            worker.join()
    traffic = answer.databases[0].traffic
    assert traffic.rate is not None
    assert traffic.busy is not None
    assert traffic.rate > 10, "other tests may have added to it"
    assert traffic.samples >= 3
    assert len(answer.history) == traffic.samples - 1
    assert sum(one.seconds for one in answer.history) == pytest.approx(traffic.seconds)


def test_what_is_seen_is_shown_meanwhile(project: MakeSettings, postgresql: Database) -> None:
    settings = replace(
        project(*LINE, url=postgresql.url), pools=WEB, severity={"endless-lock-wait": "off", "demand-over-limit": "off"}
    )
    shown: list[PoolResult] = []
    answer = pool(settings, Heard().append, looking=Looking(seconds=0.7), shown=shown.append)
    assert len(shown) >= 2
    assert [len(one.history) for one in shown] == list(range(1, len(shown) + 1))
    assert len(shown) == len(answer.history)
    assert {pool.name for one in shown for pool in one.pools} == {"web"}
    told = {finding.name for one in (*shown, answer) for finding in one.findings}
    assert not told & {"endless-lock-wait", "demand-over-limit"}, "severities hold meanwhile too"


def test_pools_of_another_server_are_not_counted(project: MakeSettings, sqlite: Database) -> None:
    pools = {**WEB, "jobs": {"engine": "jobs_engine:engine"}}
    settings = project(*LINE, url=sqlite.url)
    text = "import sqlalchemy as sa\nengine = sa.create_engine('postgresql+psycopg://jobs@db.invalid/jobs')\n"
    (settings.directory / "jobs_engine.py").write_text(text, encoding="utf-8")
    answer = looked(settings, pools=pools)
    assert [one.name for one in answer.pools] == ["web", "jobs"]
    assert [state.pool for state in answer.databases[0].steady] == ["web"]
    assert answer.databases[0].demand == 60


def test_without_pools_there_is_no_demand(project: MakeSettings, sqlite: Database) -> None:
    [told] = looked(project(*LINE, url=sqlite.url), pools={}).databases
    assert (told.demand, told.steady) == (0, ())


def test_severities_and_what_is_accepted(project: MakeSettings, sqlite: Database) -> None:
    settings = project(*LINE, url=sqlite.url)
    for values, severities in (
        ({"allow": ("pool-saturation",)}, [Severity.WARNING]),
        ({"allow": ("pool web",)}, [Severity.WARNING]),
        ({"severity": {"pool-saturation": "note"}}, [Severity.NOTE]),
        ({"severity": {"pool-saturation": "off"}}, []),
    ):
        found = looked(settings, **values).findings
        assert [finding.severity for finding in found if finding.name == "pool-saturation"] == severities


def test_a_slip_is_refused(project: MakeSettings) -> None:
    with pytest.raises(SettingInvalid, match="names no finding: pool-saturations"):
        looked(project(), allow=("pool-saturations",))
