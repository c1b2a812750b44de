"""Runs: the events in order, what is counted, what is true when it stops."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.execution.attempts import rows_of
from tests.execution.watching import CREATE, QUICK, reader, requests
from tests.projects.maker import DEPENDENT, LINE, Revision, make_project
from tests.projects.opened import Heard, settings_of
from tests.servers.database import Database
from toolkit.errors import NotCommitted, ServerOverloaded, VersionTableInvalid
from toolkit.events import Event, RevisionFinished, RevisionStarted, RunStarted, StatementCancelled, StatementFinished
from toolkit.execution.executor import Executor
from toolkit.execution.intention import Intention
from toolkit.execution.watchdog import Watch
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


def in_a_thread(project: Path) -> Path:
    """With the connection of SQLite opened in it, where alone it works."""
    environment = project / "scripts/env.py"
    begun = environment.read_text().index("if context.is_offline_mode():")
    text = environment.read_text()
    body = textwrap.indent(text[begun:], "    ")
    started = "\n\nimport threading\nthread = threading.Thread(target=all_of_it)\nthread.start()\nthread.join()\n"
    environment.write_text(f"{text[:begun]}\ndef all_of_it():\n{body}{started}")
    return project


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_a_thread_of_the_environment_keeps_to_itself_comes_out(tmp_path: Path, database: Database) -> None:
    class Refused(BaseException):
        pass

    def refuse(_: object) -> None:
        raise Refused

    broken = Revision("ab22", "aa11", upgrade="op.execute('INSERT INTO nowhere VALUES (1)')")
    in_a_thread(make_project(tmp_path, [LINE[0], broken], url=database.url, options="transaction_per_migration=True"))
    with opened(settings_of(tmp_path), "upgrade") as project:
        executor = Executor(project, Heard().append)
        with pytest.raises(Refused):
            executor.run(upgrading(project, "heads"), before=refuse)
        with pytest.raises(sa.exc.DBAPIError, match="nowhere"):
            executor.run(upgrading(project, "heads"))
        assert executor.accounts[0].committed == ("aa11",)
        assert executor.run(upgrading(project, "aa11")).databases[0].after == ("aa11",)


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


GROWS = Revision(
    "ab22",
    "aa11",
    upgrade="op.execute('UPDATE t SET n = n + 1'); op.add_column('t', sa.Column('m', sa.Integer));"
    " op.execute('UPDATE t SET m = n')",
)
FILLED = Revision("aa11", upgrade=f"op.execute('{CREATE}'); op.execute('INSERT INTO t VALUES (1, 1)')")


class Reacting(Heard):
    """A listener that does something when a statement was ended."""

    def __init__(self, react: Callable[[], None]) -> None:
        super().__init__()
        self._react = react

    def append(self, event: Event) -> None:
        super().append(event)
        if isinstance(event, StatementCancelled):
            self._react()


@pytest.fixture(params=["mysql", "mariadb", "postgresql"])
def filled(request: pytest.FixtureRequest, make_database: MakeDatabase, tmp_path: Path) -> Database:
    """A database with a table that the application uses, and a project that is about to change it."""
    database = make_database(request.param)
    make_project(tmp_path, [FILLED, GROWS], url=database.url)
    with opened(settings_of(tmp_path), "upgrade") as project:
        executed(project, Heard(), "aa11")
    return database


def watched(project: Project, watch: Watch = QUICK) -> Intention:
    return replace(upgrading(project, "heads"), lock_timeout=20, watch=watch)


def test_what_the_application_suffers_from_is_ended_and_done_when_there_is_less_to_do(
    tmp_path: Path, filled: Database
) -> None:
    with reader(filled) as holder, requests(filled, 4) as told:
        heard = Reacting(holder.rollback)
        with opened(settings_of(tmp_path), "upgrade") as project:
            outcome = Executor(project, heard.append).run(watched(project))
    assert outcome.databases[0].after == ("ab22",)
    assert rows_of(filled, "SELECT id, n, m FROM t") == [(1, 2, 2)]
    assert told.failed == []
    assert len(heard.of(StatementCancelled)) == 1
    assert "ALTER TABLE t ADD COLUMN m INTEGER" in str(heard.of(StatementCancelled))


def test_what_it_suffers_from_each_time_stops_the_run_and_the_next_one_goes_on(
    tmp_path: Path, filled: Database
) -> None:
    heard = Heard()
    with reader(filled), requests(filled, 4) as told, opened(settings_of(tmp_path), "upgrade") as project:
        executor = Executor(project, heard.append)
        with pytest.raises(ServerOverloaded, match="sessions wait, and 2 are borne"):
            executor.run(watched(project, replace(QUICK, times=2)))
    assert told.failed == []
    assert len(heard.of(StatementCancelled)) == 2
    with opened(settings_of(tmp_path), "upgrade") as project:
        Executor(project, heard.append).run(watched(project))
    assert rows_of(filled, "SELECT id, n, m FROM t") == [(1, 2, 2)]


def test_what_has_no_time_left_stops_the_run_for_the_same_reason(tmp_path: Path, filled: Database) -> None:
    with reader(filled), requests(filled, 4), opened(settings_of(tmp_path), "upgrade") as project:
        intention = replace(watched(project), lock_retry=1e-9)
        with pytest.raises(ServerOverloaded, match="sessions wait"):
            Executor(project, Heard().append).run(intention)


def test_a_question_that_holds_others_up_begins_the_revision_anew(tmp_path: Path, postgresql: Database) -> None:
    waits = "op.add_column('t', sa.Column('m', sa.Integer)); op.execute('SELECT pg_sleep(3)')"
    make_project(tmp_path, [FILLED, Revision("ab22", "aa11", upgrade=waits)], url=postgresql.url)
    with opened(settings_of(tmp_path), "upgrade") as project:
        executed(project, Heard(), "aa11")
    heard = Heard()
    with (
        requests(postgresql, 4) as told,
        opened(settings_of(tmp_path), "upgrade") as project,
        pytest.raises(ServerOverloaded),
    ):
        Executor(project, heard.append).run(watched(project, replace(QUICK, times=1)))
    assert told.failed == []
    assert "pg_sleep" in str(heard.of(StatementCancelled))
    with opened(settings_of(tmp_path), "upgrade") as project:
        Executor(project, heard.append).run(watched(project))
    assert rows_of(postgresql, "SELECT id, n, m FROM t") == [(1, 1, None)]
