"""What commits by itself is written down before it is sent, so that a later attempt knows whether it happened."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.execution.attempts import Attempt, Died, attempt, journal_of, rows_of, run_on
from tests.servers.database import Database
from toolkit.events import LockAwaited, RowsRemovedUnbounded
from toolkit.execution.journal.records import Sort, State

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
