"""How a run begins: in turn, with a journal, and with nothing left open or held where it does not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.backends.sessions.others import holder_process, kill, seconds_until, sessions_at
from tests.backends.sessions.pgbouncer import pooled
from tests.conftest import MakeDatabase
from tests.execution.attempts import engine_at, rows_of
from tests.execution.histories import CREATED, OPEN, begun, configured, intended, left_open
from tests.execution.watching import send, slow
from tests.projects.opened import Heard
from tests.servers.database import Database
from toolkit.errors import AnotherRunner, JournalUnusable, RunInterrupted
from toolkit.events import LockAwaited, TurnAwaited
from toolkit.execution.beginning import begin
from toolkit.execution.intention import Intention
from toolkit.execution.journal.records import Sort, Worked
from toolkit.execution.journal.trashed import put_in_trash
from toolkit.execution.opened import Opened
from toolkit.execution.stopping import Stopping
from toolkit.execution.turn import written_process
from toolkit.execution.watchdog import Watch
from toolkit.shadow.names import this_run

KEY = ".alembic_version"
WORKED = Worked(work="rewrite", algorithm="COPY", bytes=7)


def is_free(database: Database) -> bool:
    """Whether another one could have the turn."""
    with engine_at(database).connect() as connection:
        hold = sessions_at(database).hold(connection, KEY, "another one")
        if hold is not None:
            hold.release()
        return hold is not None


def test_it_has_the_turn_and_its_journal_is_committed(tmp_path: Path, database: Database) -> None:
    with configured(database, tmp_path) as context, begun(context) as run:
        assert not is_free(database)
        assert not run.connection.in_transaction()
        assert rows_of(database, "SELECT outcome FROM tk_runs") == [("open",)]
        assert run.sender is not None
        assert run.sender.run == run.id
    assert is_free(database)


def test_a_transaction_of_env_py_stays_its_own(tmp_path: Path, postgresql: Database) -> None:
    with configured(postgresql, tmp_path) as context:
        context.connection.exec_driver_sql("CREATE TABLE own (id INT)")
        with begun(context):
            assert context.connection.in_transaction()
            context.connection.rollback()
    with engine_at(postgresql).connect() as connection:
        assert sa.inspect(connection).get_table_names() == ["alembic_version"]


def test_what_is_asked_for_reaches_those_who_do_it(tmp_path: Path, sqlite: Database) -> None:
    with configured(sqlite, tmp_path) as context:
        asked = {"lock_timeout": 0.3, "lock_retry": 7.0, "kill_idle_after": 60.0, "no_trash": "It was never used."}
        with begun(context, intended(context, **asked)) as run:
            patience, keeper = run.patience, run.keeper
            assert (patience.timeout, patience.total, patience.kill_idle_after) == (0.3, 7.0, 60.0)
            assert keeper is not None
            assert not keeper.keeps
            assert run.connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 300


def test_the_trash_of_earlier_runs_is_known(tmp_path: Path, sqlite: Database) -> None:
    with configured(sqlite, tmp_path) as context:
        with begun(context) as run:
            assert run.keeper is not None
            entry = run.keeper.new_entry(sa.table("orders"), None)  # type: ignore[arg-type]
            put_in_trash(run.connection, run.journal.tables, [replace(entry, schema=None)])
            run.connection.commit()
        with begun(context) as run:
            assert run.keeper is not None
            assert list(run.keeper.entries) == [entry.id]


def test_a_session_shows_what_it_does(tmp_path: Path, postgresql: Database) -> None:
    with configured(postgresql, tmp_path) as context, begun(context) as run:
        told = f"SELECT application_name FROM pg_stat_activity WHERE pid = {run.sessions.id(run.connection)}"
        assert rows_of(postgresql, told)[0][0].startswith("tk upgrade ")


@pytest.mark.parametrize("why", ["in the middle", "a newer journal"])
def test_where_it_is_refused_the_turn_is_given_up_and_nothing_changed(
    tmp_path: Path, database: Database, why: str
) -> None:
    with configured(database, tmp_path, ["aa11"]) as context:
        journal = left_open(context, OPEN, {"ab22": [replace(CREATED, sort=Sort.CHANGE)]})
        if why == "a newer journal":
            context.connection.execute(sa.update(journal.tables.journal).values(layout=99))
            context.connection.commit()
        with pytest.raises((RunInterrupted, JournalUnusable)), begun(context, intended(context, "downgrade", "base")):
            pass
        assert is_free(database)
        context.connection.rollback()
    assert rows_of(database, "SELECT outcome, attempts FROM tk_runs") == [("open", 1)]


def test_whoever_waits_is_told_which_run_it_is(tmp_path: Path, postgresql: Database) -> None:
    heard = Heard()
    with configured(postgresql, tmp_path) as first, begun(first), configured(postgresql, tmp_path) as second:
        intention = intended(second, wait=0.0)
        with pytest.raises(AnotherRunner), begun(second, intention, heard):
            pass
    (told,) = heard.of(TurnAwaited)
    assert "`tk upgrade heads` since" in str(told)


def test_what_a_dead_run_sent_is_ended_before_anything_is_judged(tmp_path: Path, mysql: Database) -> None:
    """It holds no lock of a run any more, but its statement may still be carried out."""
    sessions = sessions_at(mysql)
    with configured(mysql, tmp_path) as context, holder_process(mysql, "other", "SELECT SLEEP(60)") as (process, left):
        seconds_until(lambda: (held := sessions.holder(context.connection, "other")) and held.query, limit=2)
        kill(process)
        dead = written_process(replace(this_run(), pid=process.pid, start="1"))
        left_open(context, replace(OPEN, process=dead, session=left))
        assert sessions.is_there(context.connection, left)
        with begun(context):
            assert not sessions.is_there(context.connection, left)


def test_a_session_of_a_run_that_may_live_is_left_alone(tmp_path: Path, mysql: Database) -> None:
    sessions = sessions_at(mysql)
    with configured(mysql, tmp_path) as context, engine_at(mysql).connect() as other:
        left_open(context, replace(OPEN, session=sessions.id(other)))
        with begun(context):
            assert sessions.is_there(context.connection, sessions.id(other))


def test_an_application_that_writes_to_sqlite_is_waited_for(tmp_path: Path, sqlite: Database) -> None:
    heard, stopping = Heard(), Stopping(lambda number: None)
    with configured(sqlite, tmp_path) as context, engine_at(sqlite).connect() as application:
        application.exec_driver_sql("BEGIN IMMEDIATE")
        stopping.wait = lambda seconds: application.rollback()  # type: ignore[method-assign]
        intention = intended(context, lock_timeout=0.05)
        run = begin(context, intention, stopping, Opened(), heard.append)
        assert run is not None
        run.give_up_turn()
    assert len(heard.of(LockAwaited)) == 1


def test_of_a_backend_that_tk_does_not_know_there_is_no_run(tmp_path: Path, sqlite: Database) -> None:
    with configured(sqlite, tmp_path) as context:
        context.connection.dialect.name = "informix"
        intention = Intention(command="upgrade", target="heads", find_steps=pytest.fail)
        assert begin(context, intention, Stopping(lambda number: None), Opened(), heard_nothing) is None


def heard_nothing(event: Any) -> None:
    pytest.fail(str(event))


@pytest.mark.parametrize("backend", ["mysql", "mariadb", "postgresql"])
def test_whoever_watches_counts_on_and_knows_the_session_that_migrates(
    tmp_path: Path, backend: str, make_database: MakeDatabase
) -> None:
    database = make_database(backend)
    ended = Counter({slow(database, 20): 4})
    watch = Watch(waiting=-1, patience=0.1, pause=0.05)
    with configured(database, tmp_path) as context:
        intention = intended(context, watch=watch, instant=frozenset({"a"}), works={"b": WORKED}, clauses={"c": "d"})
        run = begin(context, intention, Stopping(lambda number: None), Opened(), Heard().append, ended)
        assert run is not None
        assert run.sender is not None
        assert (run.patience.instant, run.sender.works, run.sender.clauses) == ({"a"}, {"b": WORKED}, {"c": "d"})
        assert run.patience.watchdog is not None
        run.connection.exec_driver_sql("CREATE TABLE t (id INT)")
        run.connection.exec_driver_sql("INSERT INTO t VALUES (1)")
        assert send(run.connection, run.patience.watchdog, slow(database, 20))
        assert ended[slow(database, 20)] == 5
        assert not run.patience.watchdog.may_go_on(slow(database, 20))
        run.close()


def test_nobody_watches_where_nobody_asked_or_could(tmp_path: Path, sqlite: Database, mariadb: Database) -> None:
    with configured(mariadb, tmp_path) as context, begun(context) as run:
        assert run.patience.watchdog is None
    with configured(sqlite, tmp_path) as context, begun(context, intended(context, watch=Watch())) as run:
        assert run.patience.watchdog is None


def test_behind_a_pooler_nobody_watches(tmp_path: Path, postgresql: Database) -> None:
    """The session that the run had when it began may be the application's."""
    with (
        pooled(postgresql, size=2) as database,
        configured(database, tmp_path) as context,
        begun(context, intended(context, watch=Watch())) as run,
    ):
        assert run.patience.watchdog is None


def test_what_a_person_accepted_is_in_the_journal(tmp_path: Path, sqlite: Database) -> None:
    with configured(sqlite, tmp_path) as context, begun(context, intended(context, note="accepted a: it is small")):
        assert rows_of(sqlite, "SELECT note FROM tk_runs") == [("accepted a: it is small",)]
