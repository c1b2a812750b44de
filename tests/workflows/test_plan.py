"""What the pending revisions will do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.projects.maker import BRANCHES, LINE, MERGED, Revision
from tests.projects.opened import Heard
from tests.scenarios.state import state_of
from tests.servers.database import Database
from tests.workflows.conftest import MakeSettings
from toolkit.errors import CommandRefused, SettingInvalid, TargetInvalid, TkError
from toolkit.finding import Severity
from toolkit.plan import PlannedDatabase, PlanResult
from toolkit.preflight.register import pages
from toolkit.settings import Settings
from toolkit.workflows.migrate import migrate
from toolkit.workflows.plan import plan

EMPTIES = Revision("ab22", "aa11", upgrade="op.execute('DELETE FROM t_aa11')", downgrade="pass")


def planned(settings: Settings, target: str, *, downgrade: bool = False) -> PlannedDatabase:
    [database] = plan(settings, target, Heard().append, downgrade=downgrade).databases
    return database


def names(settings: Settings, target: str, *, downgrade: bool = False) -> list[str]:
    return [revision.revision for revision in planned(settings, target, downgrade=downgrade).revisions]


def of(result: PlanResult, name: str) -> list[Severity]:
    return [finding.severity for finding in result.findings if finding.name == name]


@pytest.mark.parametrize(
    ("target", "revisions"),
    [
        ("heads", ["ab22", "cc33"]),
        ("head", ["ab22", "cc33"]),
        ("+1", ["ab22"]),
        ("ab22", ["ab22"]),
        ("aa11", []),
        ("ab22:cc33", ["cc33"]),
        (":ab22", ["aa11", "ab22"]),
        ("base:aa11", ["aa11"]),
        ("ab22:", ["cc33"]),
        ("scripts/versions/cc33_create.py", ["cc33"]),
        ("scripts/versions/aa11_create.py", ["aa11"]),
    ],
)
def test_what_is_planned(project: MakeSettings, sqlite: Database, target: str, revisions: list[str]) -> None:
    settings = project(*LINE, url=sqlite.url)
    migrate(settings, "aa11", Heard().append)
    before = state_of(sqlite)
    assert names(settings, target) == revisions
    assert state_of(sqlite) == before


@pytest.mark.parametrize(
    ("target", "revisions"),
    [
        ("-1", ["cc33"]),
        ("base", ["cc33", "ab22", "aa11"]),
        ("cc33:ab22", ["cc33"]),
        ("ab22:base", ["ab22", "aa11"]),
        ("scripts/versions/ab22_create.py", ["ab22"]),
        ("scripts/versions/aa11_create.py", ["aa11"]),
    ],
)
def test_the_way_down(project: MakeSettings, sqlite: Database, target: str, revisions: list[str]) -> None:
    settings = project(*LINE, url=sqlite.url)
    migrate(settings, "head", Heard().append)
    database = planned(settings, target, downgrade=True)
    assert [revision.revision for revision in database.revisions] == revisions
    assert {revision.direction for revision in database.revisions} == {"downgrade"}
    assert database.before == (revisions[0],)


def test_all_heads(project: MakeSettings) -> None:
    assert set(names(project(*BRANCHES), "heads")) == {revision.name for revision in BRANCHES}


def test_a_file_that_joins_branches_has_no_beginning(project: MakeSettings) -> None:
    with pytest.raises(CommandRefused, match="joins 2 branches"):
        planned(project(*MERGED), "scripts/versions/ff66_create.py")


def test_a_file_that_is_none(project: MakeSettings) -> None:
    with pytest.raises(TargetInvalid, match=r"zz_create\.py is no revision file"):
        planned(project(), "zz_create.py")


@pytest.mark.parametrize("target", ["zebra", "zebra:head", "aa11:zebra"])
def test_no_such_revision(project: MakeSettings, target: str) -> None:
    with pytest.raises(TkError, match="zebra"):
        planned(project(), target)


def test_the_answer_says_with_what_it_was_made(project: MakeSettings) -> None:
    answer = plan(replace(project(), pools={"web": {"pool_size": 3}}), "heads", Heard().append)
    assert [pool.name for pool in answer.pools] == ["web"]
    assert answer.pages == pages()
    assert [Path(name).name for name in answer.configuration] == ["alembic.ini"]


def test_severities_and_what_is_accepted(project: MakeSettings, sqlite: Database) -> None:
    settings = project(LINE[0], EMPTIES, url=sqlite.url)
    migrate(settings, "aa11", Heard().append)
    with sa.create_engine(sqlite.url, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql("INSERT INTO t_aa11 VALUES (1)")
    for values, severities in (
        ({}, [Severity.WARNING]),
        ({"severity": {"removed-rows": "error"}}, [Severity.ERROR]),
        ({"severity": {"removed-rows": "error"}, "allow": ("removed-rows",)}, [Severity.WARNING]),
        ({"severity": {"removed-rows": "error"}, "allow": ("statement ab22.1",)}, [Severity.WARNING]),
        ({"severity": {"removed-rows": "off"}}, []),
    ):
        answer = plan(replace(settings, **values), "heads", Heard().append)  # type: ignore[arg-type]  # as named
        assert of(answer, "removed-rows") == severities


@pytest.mark.parametrize("values", [{"severity": {"removed-row": "off"}}, {"allow": ("removed-row",)}])
def test_a_slip_is_refused_before_anything_is_looked_at(project: MakeSettings, values: dict[str, object]) -> None:
    with pytest.raises(SettingInvalid, match="names no finding: removed-row"):
        planned(replace(project(url="sqlite:////nowhere/at/all.db"), **values), "heads")  # type: ignore[arg-type]  # as named


TABLE = Revision(
    "aa11", upgrade="op.create_table('t', sa.Column('id', sa.Integer, primary_key=True), sa.Column('n', sa.Integer))"
)
NOT_NULL = """with op.batch_alter_table('t') as batch:
        batch.alter_column('n', existing_type=sa.Integer(), nullable=False)"""
BY_HAND = """op.execute('CREATE TABLE new (id INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL)')
    op.execute('INSERT INTO new (id, n) SELECT id, {} FROM t')
    op.execute('DROP TABLE t')
    op.rename_table('new', 't')"""


@pytest.mark.parametrize(
    ("backend", "upgrade", "severity"),
    [
        ("sqlite", NOT_NULL, Severity.ERROR),
        ("mariadb", NOT_NULL, Severity.ERROR),
        ("postgresql", NOT_NULL, Severity.ERROR),
        ("sqlite", f"op.execute('UPDATE t SET n = 0')\n    {NOT_NULL}", Severity.NOTE),
        ("mysql", f"op.execute('UPDATE t SET n = 0 WHERE n IS NULL')\n    {NOT_NULL}", Severity.NOTE),
        ("postgresql", f"op.execute('UPDATE t SET n = 0')\n    {NOT_NULL}", Severity.NOTE),
        ("postgresql", f'op.execute("DO $$ BEGIN UPDATE t SET n = 0; END $$")\n    {NOT_NULL}', Severity.NOTE),
        ("sqlite", BY_HAND.format("n"), Severity.ERROR),
        ("sqlite", BY_HAND.format("COALESCE(n, 0)"), Severity.NOTE),
        ("postgresql", BY_HAND.format("n"), Severity.ERROR),
        ("mariadb", BY_HAND.format("COALESCE(n, 0)"), Severity.NOTE),
    ],
)
def test_rows_that_the_plan_mends_are_no_error(
    project: MakeSettings, make_database: MakeDatabase, backend: str, upgrade: str, severity: Severity
) -> None:
    database = make_database(backend)
    settings = project(TABLE, Revision("ab22", "aa11", upgrade=upgrade, downgrade="pass"), url=database.url)
    migrate(settings, "aa11", Heard().append)
    with sa.create_engine(database.url, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql("INSERT INTO t (id, n) VALUES (1, 5), (2, NULL)")
    assert of(plan(settings, "heads", Heard().append), "null-values") == [severity]


@pytest.mark.parametrize(("fill", "found"), [("pass", [Severity.ERROR]), ("op.execute('UPDATE t SET c = id')", [])])
def test_a_column_that_is_added_with_one_value_is_no_key(
    project: MakeSettings, sqlite: Database, fill: str, found: list[Severity]
) -> None:
    upgrade = f"""op.add_column('t', sa.Column('c', sa.Integer, server_default='0', nullable=False))
    {fill}
    op.create_index('one', 't', ['c'], unique=True)"""
    settings = project(TABLE, Revision("ab22", "aa11", upgrade=upgrade, downgrade="pass"), url=sqlite.url)
    migrate(settings, "aa11", Heard().append)
    with sa.create_engine(sqlite.url, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql("INSERT INTO t (id, n) VALUES (1, 5), (2, NULL)")
    assert of(plan(settings, "heads", Heard().append), "duplicate-values") == found
