"""What commits by itself is written down before it is sent, so that a later attempt knows whether it happened."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.execution.attempts import Attempt, Died, attempt, journal_of, rows_of, run_on
from tests.execution.watching import QUICK, reader, requests, watch_attempt
from tests.servers.database import Database
from toolkit.errors import ServerOverloaded, StatementFailed
from toolkit.events import LockAwaited, RowsRemovedUnbounded, StatementCancelled
from toolkit.execution.journal.records import Sort, State, Worked

CREATE = "CREATE TABLE t (id INT PRIMARY KEY, note VARCHAR(20))"


@pytest.fixture(params=["mysql", "mariadb"])
def innodb(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Database:
    return make_database(request.param)


def times(attempted: Attempt, beginning: str) -> int:
    return sum(sql.startswith(beginning) for sql in attempted.sent)


def test_it_is_in_the_journal_before_the_server_has_it(innodb: Database) -> None:
    with pytest.raises(Died), attempt(innodb) as attempted:
        attempted.dies("within", "CREATE TABLE t")
        attempted.run(CREATE)
    (record,) = journal_of(innodb)["aa11"]
    assert (record.sort, record.state, record.text) == (Sort.DEFINITION, State.BEGUN, CREATE)
    assert record.before is not None


@pytest.mark.parametrize(("moment", "sends"), [("before", 1), ("within", 1), ("after", 0)])
def test_it_is_sent_again_where_it_has_not_happened_and_only_there(innodb: Database, moment: str, sends: int) -> None:
    with pytest.raises(Died), attempt(innodb) as first:
        first.dies(moment, "CREATE TABLE t")
        first.run(CREATE)
    with attempt(innodb) as second:
        second.run(CREATE, "ALTER TABLE t ADD COLUMN n INT")
        assert times(second, "CREATE TABLE t") == sends
    assert rows_of(innodb, "SELECT id, note, n FROM t") == []
    assert [record.text for record in journal_of(innodb)["aa11"]] == [CREATE, "ALTER TABLE t ADD COLUMN n INT"]


@pytest.mark.parametrize(("moment", "sends"), [("before", 1), ("within", 1), ("after", 0)])
def test_an_index_in_the_place_of_that_of_a_foreign_key(innodb: Database, moment: str, sends: int) -> None:
    table = "CREATE TABLE child (t_id INT, n INT, FOREIGN KEY (t_id) REFERENCES t (id))"
    index = "CREATE UNIQUE INDEX t_id ON child (t_id, n)"
    with pytest.raises(Died), attempt(innodb) as first:
        first.dies(moment, "CREATE UNIQUE INDEX")
        first.run(CREATE, table, index)
    with attempt(innodb) as second:
        second.run(CREATE, table, index)
        assert times(second, "CREATE UNIQUE INDEX") == sends
    asked = "SELECT column_name, non_unique FROM information_schema.statistics WHERE table_name = 'child'"
    assert rows_of(innodb, f"{asked} AND table_schema = DATABASE() ORDER BY seq_in_index") == [("t_id", 0), ("n", 0)]


def test_what_the_server_refused_is_refused_again(innodb: Database) -> None:
    def revision(attempted: Attempt) -> None:
        with pytest.raises(sa.exc.DBAPIError, match="nowhere"):
            attempted.run("ALTER TABLE nowhere ADD COLUMN n INT")
        attempted.run(CREATE)

    with attempt(innodb) as first:
        revision(first)
    assert [record.state for record in journal_of(innodb)["aa11"]] == [State.FAILED, State.BEGUN]
    with attempt(innodb) as second:
        revision(second)
        assert times(second, "ALTER TABLE nowhere") == 1
        assert times(second, "CREATE TABLE t") == 0


def test_what_was_there_already_is_not_taken_for_what_the_statement_made(innodb: Database) -> None:
    run_on(innodb, CREATE)
    for _ in range(2):
        with attempt(innodb) as attempted:
            with pytest.raises(sa.exc.DBAPIError, match="already exists"):
                attempted.run("CREATE TABLE t (id INT)")
            assert times(attempted, "CREATE TABLE t") == 1
    assert [record.state for record in journal_of(innodb)["aa11"]] == [State.FAILED]


def test_rows_before_it_are_committed_with_their_record(innodb: Database) -> None:
    run_on(innodb, CREATE)
    with pytest.raises(Died), attempt(innodb) as attempted:
        attempted.dies("within", "ALTER TABLE t")
        attempted.run("INSERT INTO t (id) VALUES (1)", "ALTER TABLE t ADD COLUMN n INT")
    assert rows_of(innodb, "SELECT id FROM t") == [(1,)]
    states = [(record.sort, record.state) for record in journal_of(innodb)["aa11"]]
    assert states == [(Sort.CHANGE, State.DONE), (Sort.DEFINITION, State.BEGUN)]


FILLED = (
    CREATE,
    "CREATE TRIGGER one BEFORE INSERT ON t FOR EACH ROW SET NEW.note = 'one'",
    "CREATE TRIGGER two BEFORE UPDATE ON t FOR EACH ROW SET NEW.note = 'two'",
    "INSERT INTO t (id) VALUES (1)",
)


@pytest.mark.parametrize("moment", ["within", "after"])
@pytest.mark.parametrize("step", ["RENAME TABLE `t`", "DROP TRIGGER `one`"])
def test_a_move_to_the_trash_goes_on_at_the_step_where_it_stopped(innodb: Database, step: str, moment: str) -> None:
    run_on(innodb, *FILLED)
    with pytest.raises(Died), attempt(innodb) as first:
        first.dies(moment, step)
        first.run("DROP TABLE t")
    with attempt(innodb) as second:
        second.run("DROP TABLE t")
        assert times(second, step) == (0 if moment == "after" else 1)
        second.connection.commit()
    ((kept,),) = rows_of(innodb, "SELECT kept FROM tk_trash WHERE state = 'kept'")
    assert rows_of(innodb, f"SELECT id, note FROM {kept}") == [(1, "one")]
    assert rows_of(innodb, "SHOW TRIGGERS") == []


def test_what_is_already_back_is_passed_over_without_a_word_to_the_server(innodb: Database) -> None:
    run_on(innodb, CREATE, "CREATE INDEX ix ON t (note)", "INSERT INTO t VALUES (1, 'one')")
    with attempt(innodb) as up:
        up.run("DROP TABLE t")
        up.connection.commit()
    with attempt(innodb, direction="downgrade", run="the next one") as down:
        down.run(CREATE, "CREATE INDEX ix ON t (note)")
        assert (times(down, "CREATE TABLE t"), times(down, "CREATE INDEX")) == (0, 0)
        down.connection.commit()
    assert rows_of(innodb, "SELECT id, note FROM t") == [(1, "one")]
    assert rows_of(innodb, "SELECT state FROM tk_trash") == [("restored",)]


def test_a_truncated_table_is_told(innodb: Database) -> None:
    run_on(innodb, CREATE)
    with attempt(innodb) as attempted:
        attempted.run("TRUNCATE TABLE t")
    assert len(attempted.heard.of(RowsRemovedUnbounded)) == 1


def test_a_table_that_another_one_has_is_waited_for(innodb: Database) -> None:
    run_on(innodb, CREATE, "INSERT INTO t (id) VALUES (1)")
    with attempt(innodb) as attempted, sa.create_engine(innodb.url, poolclass=sa.NullPool).connect() as other:
        attempted.sender.sessions.limit_waits(attempted.connection, 1)
        other.exec_driver_sql("SELECT * FROM t").all()
        attempted.sender.patience.pause = lambda seconds: other.rollback()
        attempted.run("ALTER TABLE t ADD COLUMN n INT")
        assert times(attempted, "ALTER TABLE t") == 2
    assert len(attempted.heard.of(LockAwaited)) == 1


def test_an_index_that_was_left_invalid_is_built_anew(postgresql: Database) -> None:
    concurrently = "CREATE UNIQUE INDEX CONCURRENTLY ix ON t (n)"
    run_on(postgresql, "CREATE TABLE t (n INT)", "INSERT INTO t VALUES (1), (1)")
    with attempt(postgresql, autocommit=True) as first, pytest.raises(sa.exc.IntegrityError):
        first.run(concurrently)
    run_on(postgresql, "DELETE FROM t")
    with attempt(postgresql, autocommit=True) as second:
        second.run(concurrently)
    valid = "SELECT indisvalid FROM pg_index WHERE indrelid = 't'::regclass"
    assert rows_of(postgresql, valid) == [(True,)]


def test_what_was_passed_over_is_passed_over_again(innodb: Database) -> None:
    made = (
        "CREATE TABLE people (id INT PRIMARY KEY, n INT)",
        "CREATE INDEX ix ON people (n)",
        "CREATE TABLE o (id INT)",
    )
    run_on(innodb, *made[:2])
    with attempt(innodb, run="up") as up:
        up.run("DROP TABLE people")
        up.connection.commit()
    with pytest.raises(Died), attempt(innodb, direction="downgrade") as first:
        first.dies("after", "CREATE TABLE o")
        first.run(*made)
    with attempt(innodb, direction="downgrade") as second:
        second.run(*made, "CREATE TABLE last (id INT)")
        assert not [sql for sql in second.sent if sql.startswith(("CREATE INDEX", "CREATE TABLE people"))]


WIDER = "ALTER TABLE t ADD COLUMN n INT"
IN_PLACE = "ALGORITHM=INPLACE, LOCK=NONE"


def test_a_definition_is_sent_with_its_clause_and_kept_as_the_revision_has_it(innodb: Database) -> None:
    run_on(innodb, CREATE)
    with attempt(innodb) as attempted:
        attempted.sender.clauses = {WIDER: IN_PLACE}
        attempted.run(WIDER, "CREATE TABLE last (id INT)")
        assert "ALTER TABLE t ALGORITHM=INPLACE, LOCK=NONE, ADD COLUMN n INT" in attempted.sent
        assert times(attempted, "ALTER TABLE t") == 1
    assert [record.text for record in journal_of(innodb)["aa11"]] == [WIDER, "CREATE TABLE last (id INT)"]


@pytest.mark.parametrize("planned_again", [True, False])
@pytest.mark.parametrize(("moment", "sends"), [("before", 1), ("within", 1), ("after", 0)])
def test_killed_anywhere_it_goes_on_with_the_clause_and_without(
    innodb: Database, moment: str, sends: int, planned_again: bool
) -> None:
    run_on(innodb, CREATE)
    with pytest.raises(Died), attempt(innodb) as first:
        first.sender.clauses = {WIDER: IN_PLACE}
        first.dies(moment, "ALTER TABLE t")
        first.run(WIDER)
    with attempt(innodb) as second:
        second.sender.clauses = {WIDER: IN_PLACE} if planned_again else {}
        second.run(WIDER, "CREATE TABLE last (id INT)")
        assert times(second, "ALTER TABLE t") == sends
    assert rows_of(innodb, "SELECT id, note, n FROM t") == []


def test_steps_in_place_of_a_drop_have_their_clauses_too(innodb: Database) -> None:
    run_on(innodb, CREATE, "INSERT INTO t VALUES (1, 'one')")
    with attempt(innodb) as trying:
        trying.run("ALTER TABLE t DROP COLUMN note")
        step = next(sql for sql in trying.sent if sql.startswith("ALTER TABLE") and "tktrash" in sql)
    run_on(innodb, "DROP TABLE t", "DELETE FROM tk_trash", "DELETE FROM tk_statements", CREATE)
    run_on(innodb, "INSERT INTO t VALUES (1, 'one')")
    with attempt(innodb) as attempted:
        attempted.sender.clauses = {step: IN_PLACE}
        attempted.run("ALTER TABLE t DROP COLUMN note")
        assert [sql for sql in attempted.sent if IN_PLACE in sql]
        assert step not in attempted.sent


def test_a_clause_that_is_too_little_by_now_stops_and_leaves_nothing(innodb: Database) -> None:
    sql = "ALTER TABLE t MODIFY COLUMN note INT"
    run_on(innodb, CREATE)
    with attempt(innodb) as attempted:
        attempted.sender.clauses = {sql: IN_PLACE}
        with pytest.raises(StatementFailed, match="more for a statement than was planned"):
            attempted.run(sql)
    with attempt(innodb) as again:
        again.run(sql)
        assert times(again, "ALTER TABLE t") == 1
    assert rows_of(
        innodb,
        "SELECT data_type FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 't' AND column_name = 'note'",
    ) == [("int",)]


def test_a_definition_that_was_ended_is_sent_again_where_it_was(innodb: Database) -> None:
    run_on(innodb, CREATE)
    with reader(innodb) as holder, requests(innodb, 4) as told, attempt(innodb) as attempted:
        patience = watch_attempt(attempted)
        patience.pause = lambda seconds: holder.rollback()
        attempted.run(WIDER)
        assert times(attempted, "ALTER TABLE t") == 2
    assert len(attempted.heard.of(StatementCancelled)) == 1
    assert told.failed == []
    assert rows_of(innodb, "SELECT id, note, n FROM t") == []
    kept = [record.text for record in journal_of(innodb)["aa11"] if record.sort is Sort.DEFINITION]
    assert kept == [WIDER]


def test_a_copy_that_was_ended_leaves_the_table_as_it_was(innodb: Database) -> None:
    slow = "ALTER TABLE t ADD COLUMN h VARCHAR(200) AS (SHA2(CONCAT(REPEAT('x', 1000000), id), 512)) STORED"
    run_on(innodb, CREATE, f"INSERT INTO t (id) VALUES {', '.join(f'({number})' for number in range(500))}")
    with attempt(innodb) as attempted:
        patience = watch_attempt(attempted, replace(QUICK, instant=0.1, times=2))
        patience.instant = {slow}
        with pytest.raises(ServerOverloaded, match="each time it was sent"):
            attempted.run(slow)
        assert times(attempted, "ALTER TABLE t") == 2
    assert rows_of(innodb, "SELECT * FROM t WHERE id < 2") == [(0, None), (1, None)]
    assert rows_of(innodb, "SHOW TABLES LIKE '#%'") == []
    run_on(innodb, "DELETE FROM t WHERE id > 1")
    with attempt(innodb) as again:
        again.run(slow)
        assert times(again, "ALTER TABLE t") == 1


def test_how_long_it_took_is_noted_of_what_was_really_sent(innodb: Database) -> None:
    run_on(innodb, CREATE)
    works = {WIDER: Worked(work="rewrite", algorithm="COPY", bytes=7)}
    with pytest.raises(Died), attempt(innodb) as first:
        first.sender.works = works
        first.run(WIDER, CREATE.replace("t (", "u ("))
        ((revision, worked),) = first.sender.worked
        assert (revision, worked.bytes) == ("aa11", 7)
        assert 0 < worked.seconds < 5
        first.dies("after", "CREATE TABLE last")
        first.run("CREATE TABLE last (id INT)")
    with attempt(innodb) as second:
        second.sender.works = works
        second.run(WIDER, CREATE.replace("t (", "u ("))
        assert second.sender.worked == []


def test_waiting_for_others_is_no_work(innodb: Database) -> None:
    run_on(innodb, CREATE)
    with attempt(innodb) as attempted, reader(innodb) as holder:
        attempted.sender.works = {WIDER: Worked(work="rewrite", algorithm="COPY", bytes=7)}
        attempted.sender.sessions.limit_waits(attempted.connection, 1)
        attempted.sender.patience.pause = lambda seconds: (time.sleep(0.5), holder.rollback())  # type: ignore[func-returns-value,assignment]
        attempted.run(WIDER)
        ((_revision, worked),) = attempted.sender.worked
    assert worked.seconds < 0.5
