"""One runner at a time: who waits knows for whom, and what a dead runner left is not waited for."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from tests.backends.sessions.others import engine_at, holder_process, kill, seconds_until, sessions_at
from tests.execution.histories import OPEN
from tests.projects.opened import Heard
from tests.servers.database import Database
from toolkit.backends.sessions.postgresql import PostgreSQLSessions
from toolkit.errors import AnotherRunner
from toolkit.events import TurnAwaited
from toolkit.execution.journal.records import OpenRun
from toolkit.execution.turn import Turn, is_alive_here, is_dead_here, this_runner, written_process
from toolkit.shadow.names import this_run

KEY = ".alembic_version"


def turn(database: Database, heard: Heard, **options: Any) -> Turn:
    values = {"sessions": sessions_at(database), "key": KEY, "schema": None, "seconds": 0.0, "pause": lambda _: None}
    return Turn(tell=heard.append, **(values | options))


def nobody() -> OpenRun | None:
    return None


@contextmanager
def taken(database: Database) -> Iterator[sa.Connection]:
    """Another session has the turn."""
    with engine_at(database).connect() as other:
        hold = sessions_at(database).hold(other, KEY, "ada@web-1 pid 17")
        assert hold is not None
        yield other
        hold.release()


def test_a_turn_that_is_free_is_taken_at_once_until_it_is_given_up(database: Database) -> None:
    with engine_at(database).connect() as one, engine_at(database).connect() as other:
        one.exec_driver_sql("CREATE TABLE t (id INT)")
        heard = Heard()
        hold = turn(database, heard).take(one, nobody)
        assert heard == []
        with pytest.raises(AnotherRunner):
            turn(database, Heard()).take(other, nobody)
        hold.release()
        turn(database, heard).take(other, nobody).release()


def test_who_waits_is_told_once_for_whom_and_gets_it_when_it_is_free(database: Database) -> None:
    heard, pauses = Heard(), []
    with engine_at(database).connect() as connection, engine_at(database).connect() as other:
        connection.exec_driver_sql("CREATE TABLE t (id INT)")
        connection.commit()
        hold = sessions_at(database).hold(other, KEY, "ada@web-1 pid 17")
        assert hold is not None

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 3:
                hold.release()

        turn(database, heard, seconds=600.0, pause=pause).take(connection, nobody).release()
    (told,) = heard.of(TurnAwaited)
    assert isinstance(told, TurnAwaited)
    assert told.seconds == 600
    assert len(pauses) == 3


def test_the_run_of_the_holder_is_told_where_it_can_be_read(postgresql: Database) -> None:
    heard = Heard()
    with taken(postgresql), engine_at(postgresql).connect() as connection, pytest.raises(AnotherRunner) as raised:
        turn(postgresql, heard).take(connection, lambda: OPEN)
    told = "ada@web-1 pid 17, `tk upgrade heads` since 2026-01-02T03:04:05.678+00:00"
    assert [event.holder for event in heard.of(TurnAwaited) if isinstance(event, TurnAwaited)] == [told]
    assert raised.value.why == f"It is {told}."
    assert "--wait" in raised.value.mend


def test_no_transaction_is_open_while_it_waits(postgresql: Database) -> None:
    were_open: list[bool] = []
    with taken(postgresql) as other, engine_at(postgresql).connect() as connection:
        query = sa.text("SELECT xact_start IS NOT NULL FROM pg_stat_activity WHERE pid = :pid")
        pid = sessions_at(postgresql).id(connection)

        def pause(seconds: float) -> None:
            were_open.append(bool(other.scalar(query, {"pid": int(pid)})))
            time.sleep(0.06)

        with pytest.raises(AnotherRunner):
            turn(postgresql, Heard(), seconds=0.05, pause=pause).take(connection, nobody)
    assert were_open == [False]


@pytest.mark.parametrize("who", ["the dead run", "another session"])
def test_what_a_dead_run_left_in_the_server_is_ended_and_nobody_elses_session_is(mysql: Database, who: str) -> None:
    sessions, heard = sessions_at(mysql), Heard()
    with (
        engine_at(mysql).connect() as connection,
        holder_process(mysql, KEY, "SELECT SLEEP(60)") as (process, session),
    ):
        seconds_until(lambda: (held := sessions.holder(connection, KEY)) and held.query == "SELECT SLEEP(60)", limit=2)
        kill(process)
        dead = written_process(replace(this_run(), pid=process.pid, start="1"))
        run = replace(OPEN, process=dead, session=session if who == "the dead run" else "1")
        try:
            if who == "the dead run":
                turn(mysql, heard).take(connection, lambda: run).release()
                assert heard == []
            else:
                with pytest.raises(AnotherRunner):
                    turn(mysql, heard).take(connection, lambda: run)
        finally:
            sessions.end(connection, session)


class BehindAPooler(PostgreSQLSessions):
    def local_only(self, connection: sa.Connection) -> str | None:
        return "there is a pooler in between"


def test_where_the_servers_lock_keeps_nobody_out_it_is_a_lease(postgresql: Database) -> None:
    heard = Heard()
    with engine_at(postgresql).connect() as one, engine_at(postgresql).connect() as other:
        hold = turn(postgresql, heard, sessions=BehindAPooler()).take(one, nobody)
        assert sa.inspect(other).has_table("tk_lease")
        with pytest.raises(AnotherRunner, match="did not finish") as raised:
            turn(postgresql, heard, sessions=BehindAPooler()).take(other, nobody)
        assert str(this_runner()) in raised.value.why
        hold.release()


def test_this_runner_is_this_process() -> None:
    runner = this_runner()
    assert runner.process.pid == this_run().pid
    assert str(runner) == f"{runner.os_user}@{runner.host} pid {runner.process.pid}"
    assert not is_dead_here(written_process(runner.process))
    assert not is_alive_here(written_process(runner.process))


@contextmanager
def another_process() -> Iterator[tuple[str, Callable[[], object]]]:
    """As the journal has it, and how it ends."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        written = written_process(replace(this_run(), pid=process.pid, start="0"))
        yield written, lambda: process.communicate(b"\n")


def test_another_process_is_alive_until_it_ends() -> None:
    with another_process() as (written, end):
        assert (is_alive_here(written), is_dead_here(written)) == (True, False)
        end()
        assert (is_alive_here(written), is_dead_here(written)) == (False, True)


def test_a_process_that_got_the_number_of_a_dead_one_is_not_taken_for_it() -> None:
    assert is_dead_here(written_process(replace(this_run(), start="1")))


def test_of_a_process_on_another_machine_nothing_is_certain() -> None:
    elsewhere = written_process(replace(this_run(), host="0123abcd", pid=2**22 + 1, start="1"))
    assert not is_dead_here(elsewhere)
    assert not is_alive_here(elsewhere)
