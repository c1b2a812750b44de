"""Before a run: what stops it, and what it takes along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.projects.maker import Revision
from tests.projects.opened import Heard
from tests.scenarios.state import state_of
from tests.servers.database import Database
from tests.workflows.conftest import MakeSettings
from toolkit.errors import CommandRefused, PreflightFailed, SettingInvalid, TkError
from toolkit.events import Event, Listener, PlanJudged, ReplayFinished
from toolkit.execution.intention import Intention
from toolkit.finding import Finding, Severity
from toolkit.project import Project
from toolkit.settings import Settings
from toolkit.workflows.bearing import note_of
from toolkit.workflows.choices import USUAL, intention_of
from toolkit.workflows.migrate import migrate
from toolkit.workflows.opening import open_project
from toolkit.workflows.preflight import _refuse as refuse
from toolkit.workflows.rehearsed import _agreed, _failed, prepared_for
from toolkit.workflows.running import run

FIRST = Revision(
    "aa11", upgrade="op.create_table('t', sa.Column('id', sa.Integer, primary_key=True), sa.Column('n', sa.Integer))"
)
UNIQUE = Revision(
    "ab22",
    "aa11",
    upgrade="with op.batch_alter_table('t') as batch:\n        batch.create_unique_constraint('uq', ['n'])",
)
ADDING = Revision("ab22", "aa11", upgrade="op.add_column('t', sa.Column('more', sa.Integer))")
EMPTIES = Revision("ab22", "aa11", upgrade="op.execute('DELETE FROM t')")


def at_first(project: MakeSettings, database: Database, second: Revision) -> Settings:
    settings = project(FIRST, second, url=database.url)
    migrate(settings, "aa11", Heard().append)
    execute(database, "INSERT INTO t VALUES (1, 5), (2, 5)")
    return settings


def execute(database: Database, *statements: str) -> None:
    with sa.create_engine(database.url, poolclass=sa.NullPool).begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def intended(settings: Settings, heard: Heard | None = None) -> Intention:
    with open_project(settings, "upgrade", revision="heads", sql=False, tag=None) as project:

        def find_steps(heads: Any) -> list[Any]:
            return list(project.script._upgrade_revs("heads", heads))

        intention = intention_of(settings, USUAL, "upgrade", "heads", find_steps)
        return _as_asked(project, intention, (Heard() if heard is None else heard).append)


def _as_asked(project: Project, intention: Intention, tell: Listener) -> Intention:
    """As a run has it before it begins."""
    settings = project.settings
    refuse(settings)
    noted = replace(intention, note=note_of(settings, None))
    return noted if settings.preflight == "off" else prepared_for(project, noted, tell)


def test_an_error_stops_it_and_is_told_once(project: MakeSettings, database: Database) -> None:
    settings = at_first(project, database, UNIQUE)
    before, heard = state_of(database), Heard()
    with pytest.raises(PreflightFailed) as refused:
        intended(settings, heard)
    assert state_of(database) == before
    assert refused.value.exit_code == 1
    assert refused.value.what == "The run does not begin: duplicate-values (column t.n)."
    assert refused.value.state.startswith("Nothing was changed on ")
    assert "; or accept it: `--allow duplicate-values" in refused.value.mend
    [judged] = heard.of(PlanJudged)
    assert isinstance(judged, PlanJudged)
    assert [(finding.name, finding.severity) for finding in judged.findings] == [("duplicate-values", Severity.ERROR)]
    # Nobody else was at work: it is tried once.
    assert len(heard.of(ReplayFinished)) == 1


def test_what_another_runner_has_done_meanwhile_is_looked_at_anew(project: MakeSettings, database: Database) -> None:
    settings = at_first(project, database, UNIQUE)

    class Another(Heard):
        def append(self, event: Event) -> None:
            super().append(event)
            if isinstance(event, ReplayFinished) and len(self.of(ReplayFinished)) == 1:
                execute(database, "DELETE FROM t WHERE id = 2", "UPDATE alembic_version SET version_num = 'ab22'")
                execute(database, "INSERT INTO t VALUES (2, 5)")

    heard = Another()
    intention = intended(settings, heard)
    assert (intention.clauses, intention.works, heard.of(PlanJudged)) == ({}, {}, [])


def test_of_more_than_one_error_all_are_named(tmp_path: Path) -> None:
    errors = [
        Finding(
            name="null-values",
            severity=Severity.ERROR,
            subject=f"column t.c{number}",
            fact="1 row has none.",
            consequence="It is refused.",
            remedy="Fill it.",
        )
        for number in range(7)
    ]
    told = _failed(errors)
    assert told.what.endswith("null-values (column t.c4) and 2 more.")
    assert told.mend.startswith("Fill it. Or accept it: `--allow null-values ")
    assert _failed([replace(errors[0], remedy="GRANT ALTER ON a TO b;")]).mend.startswith("GRANT ALTER ON a TO b; Or ")
    assert _failed([replace(errors[0], remedy="Fill it")]).mend.startswith("Fill it; or accept")


@pytest.mark.parametrize("accepted", ["duplicate-values", "column t.n"])
def test_what_is_accepted_is_noted_and_told_as_a_warning(
    project: MakeSettings, sqlite: Database, accepted: str
) -> None:
    heard = Heard()
    settings = replace(at_first(project, sqlite, UNIQUE), allow=(accepted,), reason="they go first")
    assert intended(settings, heard).note == f"accepted {accepted}: they go first"
    [judged] = heard.of(PlanJudged)
    assert isinstance(judged, PlanJudged)
    assert [finding.severity for finding in judged.findings] == [Severity.WARNING]


@pytest.mark.parametrize("preflight", ["auto", "off"])
def test_a_reason_is_needed_and_names_are_known(project: MakeSettings, sqlite: Database, preflight: str) -> None:
    settings = replace(at_first(project, sqlite, UNIQUE), preflight=preflight)
    with pytest.raises(CommandRefused, match="--allow needs a reason"):
        intended(replace(settings, allow=("duplicate-values",)))
    with pytest.raises(SettingInvalid, match="names no finding: duplicate-value"):
        intended(replace(settings, allow=("duplicate-value",), reason="a slip"))
    with pytest.raises(SettingInvalid, match="names no finding: duplicate-value"):
        intended(replace(settings, severity={"duplicate-value": "off"}))


@pytest.mark.parametrize(
    ("values", "stops"),
    [
        ({}, False),
        ({"severity": {"removed-rows": "error"}}, True),
        ({"severity": {"removed-rows": "error"}, "preflight": "off"}, False),
        ({"severity": {"removed-rows": "off"}}, False),
    ],
)
def test_severities_decide(project: MakeSettings, sqlite: Database, values: Mapping[str, Any], stops: bool) -> None:
    settings = replace(at_first(project, sqlite, EMPTIES), **values)
    if stops:
        with pytest.raises(PreflightFailed):
            intended(settings)
    else:
        intended(settings)


def test_without_rows_only_always_looks(project: MakeSettings, sqlite: Database) -> None:
    settings = project(FIRST, Revision("ab22", "aa11", upgrade="op.execute('ALTER TABLE nowhere ADD x INTEGER')"))
    for preflight, count in (("auto", 0), ("off", 0)):
        heard = Heard()
        intended(replace(settings, preflight=preflight), heard)
        assert len(heard.of(ReplayFinished)) == count
    with pytest.raises(PreflightFailed, match="refused-statement"):
        intended(replace(settings, preflight="always"))


@pytest.mark.parametrize(
    ("pools", "values", "lock_timeout", "waiting"),
    [
        ({}, {}, 1.0, None),
        ({"web": {"pool_timeout": 0.5}}, {}, 0.5, 10),
        ({"web": {"pool_timeout": 60}}, {}, 2.0, 10),
        ({"web": {}, "jobs": {"pool_size": 2, "max_overflow": 0}}, {}, 2.0, 3),
        (
            {"web": {"pool_timeout": 0.5}},
            {"lock_timeout": 1.5, "sources": {"lock_timeout": "TK_LOCK_TIMEOUT"}},
            1.5,
            10,
        ),
        ({"web": {}}, {"allow": ("blocking-statement",), "reason": "at night"}, 2.0, 1_000_000),
        ({"web": {}}, {"allow": ("full-disk",), "reason": "it is not"}, 2.0, 10),
    ],
)
def test_what_the_pools_bear(
    project: MakeSettings,
    pools: dict[str, Any],
    values: dict[str, Any],
    lock_timeout: float,
    waiting: int | None,
) -> None:
    intention = intended(replace(project(FIRST), pools=pools, **values))
    assert intention.lock_timeout == lock_timeout
    assert intention.watch is not None
    if waiting is not None:
        assert intention.watch.waiting == waiting


@pytest.mark.parametrize("backend", ["mariadb", "mysql"])
def test_a_server_that_would_do_more_than_was_planned_refuses(
    project: MakeSettings, make_database: MakeDatabase, backend: str
) -> None:
    database = make_database(backend)
    settings = at_first(project, database, ADDING)
    intention = intended(settings)
    [(sql, clause)] = intention.clauses.items()
    assert "ADD COLUMN more" in sql
    assert "ALGORITHM=INSTANT" in clause
    assert intention.instant == {sql}
    # Neither server adds a column to such a table in an instant.
    execute(database, "ALTER TABLE t ROW_FORMAT=COMPRESSED")
    before = state_of(database)
    with pytest.raises(TkError, match="ADD COLUMN more"):
        ran(settings, intention)
    assert state_of(database) == before
    ran(settings, replace(intention, clauses={}))
    assert state_of(database).version == ("ab22",)


def test_what_holds_in_one_of_several_databases_alone_is_not_taken_along() -> None:
    one, other = {"ALTER a": "INSTANT", "ALTER b": "INSTANT", "ALTER c": "INPLACE"}, {"ALTER a": "INSTANT"}
    assert _agreed([one]) == one
    assert _agreed([one, other | {"ALTER b": "INPLACE"}]) == {"ALTER a": "INSTANT"}
    assert _agreed([one, {}]) == _agreed([{}, one]) == _agreed([]) == {}


@pytest.mark.parametrize(("preflight", "severities"), [("auto", {"warning"}), ("always", {"warning", "note"})])
def test_notes_are_for_those_who_want_to_know_it_all(
    project: MakeSettings, mariadb: Database, preflight: str, severities: set[str]
) -> None:
    heard = Heard()
    intended(replace(at_first(project, mariadb, EMPTIES), preflight=preflight), heard)
    [judged] = heard.of(PlanJudged)
    assert isinstance(judged, PlanJudged)
    assert {finding.severity.value for finding in judged.findings} == severities


def ran(settings: Settings, intention: Intention) -> None:
    with open_project(settings, "upgrade", revision="heads", sql=False, tag=None) as project:
        run(project, intention, Heard().append, as_sql=False, starting_rev=None, tag=None)


def test_what_env_py_prints_comes_once_on_stdout(
    project: MakeSettings, sqlite: Database, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = project(FIRST, url=sqlite.url, prelude="print('from env.py')")
    migrate(settings, "head", Heard().append)
    assert capfd.readouterr().out.count("from env.py") == 1
