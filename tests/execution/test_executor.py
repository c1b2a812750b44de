"""Runs: the events in order, what is counted, what is true when it stops."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.projects.maker import DEPENDENT, LINE, Revision, make_project
from tests.projects.opened import Heard, settings_of
from tests.servers.database import Database
from toolkit.errors import NotCommitted, VersionTableInvalid
from toolkit.events import RevisionFinished, RevisionStarted, RunStarted, StatementFinished
from toolkit.execution.executor import Executor
from toolkit.execution.intention import Intention
from toolkit.project import Project, opened

TWO_STATEMENTS = "op.create_table('two', sa.Column('id', sa.Integer)); op.execute('INSERT INTO two VALUES (1)')"


@pytest.fixture(autouse=True)
def in_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the command line would stand there: env.py may write into its directory."""
    monkeypatch.chdir(tmp_path)


def executed(project: Project, heard: Heard, target: str = "heads") -> Any:
    executor = Executor(project, heard.append)
    return executor.run(upgrading(project, target))


def upgrading(project: Project, target: str) -> Intention:
    return Intention(
        command="upgrade", target=target, find_steps=lambda heads: list(project.script._upgrade_revs(target, heads))
    )


def test_events_come_in_order(tmp_path: Path, database: Database) -> None:
    make_project(tmp_path, LINE, url=database.url)
    heard = Heard()
    with opened(settings_of(tmp_path), "upgrade") as project:
        outcome = executed(project, heard)
    told = [event for event in heard if isinstance(event, RunStarted | RevisionStarted | RevisionFinished)]
    assert [type(event).__name__ for event in told] == ["RunStarted", *["RevisionStarted", "RevisionFinished"] * 3]
    assert isinstance(told[0], RunStarted)
    assert (told[0].place.backend, told[0].before, told[0].revisions) == (database.backend, (), 3)
    database_outcome = outcome.databases[0]
    assert [step.revision for step in database_outcome.steps] == ["aa11", "ab22", "cc33"]
    assert (database_outcome.before, database_outcome.after, database_outcome.at_head) == ((), ("cc33",), True)


def test_statements_are_counted_for_their_revision(tmp_path: Path, database: Database) -> None:
    make_project(tmp_path, [Revision("aa11", upgrade=TWO_STATEMENTS)], url=database.url)
    heard = Heard()
    with opened(settings_of(tmp_path), "upgrade") as project:
        outcome = executed(project, heard)
    assert outcome.databases[0].steps[0].statements == 2
    finished = [event for event in heard if isinstance(event, StatementFinished)]
    assert sum(event.revision == "aa11" for event in finished) == 2
    bookkeeping = [event.sql for event in finished if event.revision is None]
    assert any("alembic_version" in sql for sql in bookkeeping)


def test_the_account_of_a_run_that_stops(tmp_path: Path, database: Database) -> None:
    broken = Revision("ab22", "aa11", upgrade="op.execute('INSERT INTO nowhere VALUES (1)')")
    make_project(tmp_path, [LINE[0], broken], url=database.url, options="transaction_per_migration=True")
    with opened(settings_of(tmp_path), "upgrade") as project:
        executor = Executor(project, Heard().append)
        with pytest.raises(Exception, match="nowhere"):
            executor.run(upgrading(project, "heads"))
        assert executor.revision == "ab22"
        assert executor.accounts[0].committed == ("aa11",)
        assert executor.succeeded("aa11") == 1
        assert executor.succeeded("ab22") == 0


def test_one_transaction_for_all_rolls_all_back(tmp_path: Path, postgresql: Database) -> None:
    broken = Revision("ab22", "aa11", upgrade="op.execute('INSERT INTO nowhere VALUES (1)')")
    make_project(tmp_path, [LINE[0], broken], url=postgresql.url)
    with opened(settings_of(tmp_path), "upgrade") as project:
        executor = Executor(project, Heard().append)
        with pytest.raises(Exception, match="nowhere"):
            executor.run(upgrading(project, "heads"))
        assert executor.accounts[0].applied == ("aa11",)
        assert executor.accounts[0].committed == ()


def test_a_database_of_another_release_is_refused(tmp_path: Path, sqlite: Database) -> None:
    make_project(tmp_path, LINE, url=sqlite.url)
    with opened(settings_of(tmp_path), "upgrade") as project:
        executed(project, Heard())
    (tmp_path / "scripts/versions/cc33_create.py").unlink()
    with opened(settings_of(tmp_path), "upgrade") as project, pytest.raises(VersionTableInvalid, match="cc33"):
        executed(project, Heard())


def test_an_environment_that_does_not_commit_is_found_out(tmp_path: Path, postgresql: Database) -> None:
    make_project(tmp_path, LINE, url=postgresql.url)
    environment = tmp_path / "scripts/env.py"
    text = environment.read_text()
    assert "run(connection=connection)" in text
    environment.write_text(
        text.replace("run(connection=connection)", "connection.exec_driver_sql('SELECT 1'); run(connection=connection)")
    )
    with opened(settings_of(tmp_path), "upgrade") as project, pytest.raises(NotCommitted):
        executed(project, Heard())


def test_an_environment_that_commits_by_itself_is_believed(tmp_path: Path, database: Database) -> None:
    make_project(tmp_path, LINE, url=database.url)
    environment = tmp_path / "scripts/env.py"
    own = "connection.exec_driver_sql('SELECT 1'); run(connection=connection); connection.commit()"
    environment.write_text(environment.read_text().replace("run(connection=connection)", own))
    with opened(settings_of(tmp_path), "upgrade") as project:
        assert executed(project, Heard()).databases[0].after == ("cc33",)


def test_a_head_that_another_depends_on_is_no_head_of_the_database(tmp_path: Path, sqlite: Database) -> None:
    make_project(tmp_path, DEPENDENT[:1] + DEPENDENT[2:], url=sqlite.url)
    with opened(settings_of(tmp_path), "upgrade") as project:
        assert set(project.script.get_heads()) == {"aa11", "de55"}
        outcome = executed(project, Heard()).databases[0]
    assert (outcome.after, outcome.at_head) == (("de55",), True)
