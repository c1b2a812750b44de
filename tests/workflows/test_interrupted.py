"""What is told of a run that was not seen to end."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.backends.sessions.others import least_user
from tests.conftest import MakeDatabase
from tests.projects.maker import Revision
from tests.projects.opened import Heard
from tests.servers.database import Database
from tests.workflows.conftest import MakeSettings
from toolkit.answers import InterruptedRun
from toolkit.errors import TkError
from toolkit.execution.turn import written_process
from toolkit.settings import Settings
from toolkit.shadow.names import this_run
from toolkit.workflows.interrupted import read_interrupted
from toolkit.workflows.migrate import migrate
from toolkit.workflows.opening import open_project
from toolkit.workflows.standing import look
from toolkit.workflows.status import status

FIRST = Revision("aa11")
BROKEN = Revision(
    "ab22",
    "aa11",
    upgrade="""op.create_table('new', sa.Column('id', sa.Integer, primary_key=True, autoincrement=False))
    for number in (1, 2, 3):
        op.get_bind().execute(sa.text('INSERT INTO new (id) VALUES (:id)'), {'id': number})
    op.execute('CREATE INDEX ix ON new (id)')
    op.execute('INSERT INTO nowhere VALUES (1)')""",
)


def told(settings: Settings) -> InterruptedRun | None:
    found: list[InterruptedRun | None] = []
    with open_project(settings, "current") as opened:
        look(opened, lambda heads, context: found.append(read_interrupted(context)))
    [run] = found
    return run


def stopped(settings: Settings) -> Settings:
    with pytest.raises(TkError, match="nowhere"):
        migrate(settings, "head", Heard().append)
    return settings


def change(url: str, sql: str, **values: str) -> None:
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
        assert connection.execute(sa.text(sql), values).rowcount != 0


def test_there_is_none_before_a_run_and_after_one_that_ended_well(project: MakeSettings) -> None:
    settings = project()
    assert told(settings) is None
    migrate(settings, "head", Heard().append)
    assert told(settings) is None


@pytest.mark.parametrize("backend", ["mariadb", "mysql"])
def test_a_half_applied_revision_tells_the_statements_that_ran(
    backend: str, project: MakeSettings, make_database: MakeDatabase
) -> None:
    run = told(stopped(project(FIRST, BROKEN, url=make_database(backend).url)))
    assert run is not None
    assert (run.command, run.target, run.attempts, run.revision) == ("upgrade", "head", 1, "ab22")
    assert run.pid == str(this_run().pid)
    ran = [(sent.number, " ".join(sent.sql.split())[:16], sent.count) for sent in run.statements[:3]]
    assert ran == [(1, "CREATE TABLE new", 1), (2, "INSERT INTO new ", 3), (3, "CREATE INDEX ix ", 1)]
    assert {sent.state for sent in run.statements[:2]} == {"done"}


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_a_revision_that_was_rolled_back_is_not_half_applied(
    backend: str, project: MakeSettings, make_database: MakeDatabase
) -> None:
    url = make_database(backend).url
    settings = project(FIRST, BROKEN, url=url, options="transaction_per_migration=True")
    run = told(stopped(settings))
    assert run is not None
    assert (run.command, run.revision, run.statements) == ("upgrade", None, ())


def test_whether_its_process_is_alive_is_told_of_this_machine_alone(project: MakeSettings) -> None:
    settings = stopped(project(FIRST, BROKEN))
    ended = subprocess.Popen([sys.executable, "-S", "-c", ""])
    ended.wait()
    here = this_run()
    for process, is_alive in (
        (replace(here, pid=ended.pid), False),
        (replace(here, pid=1, start="0"), True),
        (replace(here, host="00000000", pid=ended.pid), None),
    ):
        change("sqlite:///app.db", "UPDATE tk_runs SET process = :process", process=written_process(process))
        run = told(settings)
        assert run is not None
        assert (run.is_alive, run.pid) == (is_alive, str(process.pid))


def test_a_journal_that_is_damaged_does_not_keep_the_rest_from_being_told(project: MakeSettings) -> None:
    settings = stopped(project(FIRST, BROKEN))
    change("sqlite:///app.db", "DROP TABLE tk_statements")
    [database] = status(settings).databases
    assert (database.interrupted, [entry.revision for entry in database.pending]) == (None, ["ab22"])


def test_a_journal_that_may_not_be_read_is_as_none(project: MakeSettings, postgresql: Database) -> None:
    settings = stopped(project(FIRST, BROKEN, url=postgresql.url, options="transaction_per_migration=True"))
    assert told(settings) is not None
    with least_user(postgresql) as least:
        change(postgresql.url, "GRANT SELECT ON alembic_version TO PUBLIC")
        assert told(replace(settings, url=least.url)) is None
