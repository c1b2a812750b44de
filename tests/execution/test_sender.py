"""A revision that is run again sends what is new, and is told of the rest what it was told before."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from tests.conftest import MakeDatabase
from tests.execution.attempts import Attempt, Died, attempt, engine_at, journal_of, rows_of, run_on
from tests.execution.watching import QUICK, application, slow, watch_attempt
from tests.servers.database import Database
from toolkit.backends.sessions.base import Wait
from toolkit.errors import ReplayDiffers
from toolkit.events import CameBack, OtherValues, PutInTrash, RowsRemovedUnbounded
from toolkit.execution.journal.records import Sort, State
from toolkit.execution.patience import is_wait

NUMBERS = sa.Table("numbers", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("n", sa.Integer))


@pytest.fixture(params=["mysql", "mariadb"])
def innodb(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Database:
    return make_database(request.param)


def changes(attempted: Attempt) -> list[str]:
    """What of the revision's own the server was sent."""
    words = ("CREATE", "INSERT", "UPDATE", "ALTER", "DROP", "DELETE")
    return [sql for sql in attempted.sent if sql.upper().startswith(words) and " tk_" not in sql]


def test_a_second_attempt_sends_what_the_first_did_not(innodb: Database) -> None:
    def revision(attempted: Attempt) -> list[int]:
        attempted.run("CREATE TABLE numbers (id INT PRIMARY KEY, n INT)")
        attempted.connection.execute(NUMBERS.insert(), [{"id": 1, "n": 1}, {"id": 2, "n": 2}])
        updated = attempted.connection.execute(sa.text("UPDATE numbers SET n = n + :n"), {"n": 10})
        attempted.run("ALTER TABLE numbers ADD COLUMN note INT", "INSERT INTO numbers (id) VALUES (3)")
        return [updated.rowcount]

    with pytest.raises(Died), attempt(innodb) as first:
        first.dies("before", "INSERT INTO numbers (id) VALUES (3)")
        revision(first)
    with attempt(innodb) as second:
        assert revision(second) == [2]
        assert changes(second) == ["INSERT INTO numbers (id) VALUES (3)"]
        second.connection.commit()
    assert rows_of(innodb, "SELECT id, n, note FROM numbers ORDER BY id") == [
        (1, 11, None),
        (2, 12, None),
        (3, None, None),
    ]


@pytest.mark.parametrize(
    ("last", "moment"),
    [
        ("INSERT INTO k VALUES (2)", "before"),
        ("INSERT INTO k VALUES (2)", "after"),
        ("/*!40000 ALTER TABLE k ENABLE KEYS */", "before"),
        ("/*!40000 ALTER TABLE k ENABLE KEYS */", "within"),
        ("UNLOCK TABLES", "within"),
        ("UNLOCK TABLES", "after"),
    ],
)
def test_rows_under_lock_tables_are_written_once(innodb: Database, moment: str, last: str) -> None:
    dump = (
        "CREATE TABLE k (a INT)",
        "INSERT INTO k VALUES (0)",
        "LOCK TABLES k WRITE",
        "/*!40000 ALTER TABLE k DISABLE KEYS */",
        "INSERT INTO k VALUES (1)",
        "INSERT INTO k VALUES (2)",
        "/*!40000 ALTER TABLE k ENABLE KEYS */",
        "UNLOCK TABLES",
        "INSERT INTO k VALUES (3)",
    )
    with pytest.raises(Died), attempt(innodb) as first:
        first.dies(moment, last)
        first.run(*dump)
    with attempt(innodb) as second:
        second.run(*dump)
        second.connection.commit()
    assert rows_of(innodb, "SELECT a FROM k ORDER BY a") == [(0,), (1,), (2,), (3,)]


@pytest.mark.parametrize("held", ["CREATE TEMPORARY TABLE tmp AS SELECT a FROM k", "SET @n = (SELECT MAX(a) FROM k)"])
def test_what_a_session_held_is_not_made_anew_between_statements_that_are_done(innodb: Database, held: str) -> None:
    run_on(innodb, "CREATE TABLE k (a INT)", "INSERT INTO k VALUES (1)")
    revision = (held, "UPDATE k SET a = 2", "ALTER TABLE k ADD COLUMN b INT", "INSERT INTO k (a) VALUES (3)")
    with pytest.raises(Died), attempt(innodb) as first:
        first.dies("before", "INSERT INTO k (a) VALUES (3)")
        first.run(*revision)
    with attempt(innodb) as second, pytest.raises(ReplayDiffers, match="went with the session"):
        second.run(*revision)
    assert rows_of(innodb, "SELECT a FROM k") == [(2,)]


def test_what_a_session_held_is_made_anew_where_nothing_after_it_is_done(innodb: Database) -> None:
    run_on(innodb, "CREATE TABLE k (a INT)", "INSERT INTO k VALUES (1)")
    revision = ("ALTER TABLE k ADD COLUMN b INT", "SET @n = (SELECT MAX(a) FROM k)", "UPDATE k SET b = @n")
    with pytest.raises(Died), attempt(innodb) as first:
        first.dies("before", "UPDATE k")
        first.run(*revision)
    with attempt(innodb) as second:
        second.run(*revision)
        second.connection.commit()
    assert rows_of(innodb, "SELECT a, b FROM k") == [(1, 1)]


def test_a_question_to_the_catalog_is_answered_as_it_was_then(innodb: Database) -> None:
    def revision(attempted: Attempt) -> bool:
        was_there = sa.inspect(attempted.connection).has_table("numbers")
        if not was_there:
            attempted.run("CREATE TABLE numbers (id INT)")
        attempted.run("CREATE TABLE other (id INT)")
        return was_there

    with pytest.raises(Died), attempt(innodb) as first:
        first.dies("after", "CREATE TABLE other")
        revision(first)
    with attempt(innodb) as second:
        assert revision(second) is False
        assert changes(second) == []


def test_rows_are_read_anew_and_the_journal_has_none_of_their_values(innodb: Database) -> None:
    run_on(innodb, "CREATE TABLE people (name VARCHAR(20))", "INSERT INTO people VALUES ('confidential')")
    with attempt(innodb) as attempted:
        people = attempted.connection.execute(sa.text("SELECT name FROM people"))
        assert people.scalars().all() == ["confidential"]
        attempted.connection.execute(sa.text("UPDATE people SET name = :name"), {"name": "secret"})
        attempted.run("CREATE TABLE t (id INT)")
    told = str(journal_of(innodb))
    assert "UPDATE people" in told
    assert "confidential" not in told
    assert "secret" not in told


def test_each_statement_of_a_text_is_a_record(database: Database) -> None:
    with attempt(database) as attempted:
        attempted.run("CREATE TABLE t (id INT); INSERT INTO t VALUES (1); -- done\nINSERT INTO t VALUES (2);")
        attempted.connection.commit()
    texts = [record.text.split(" --")[0] for record in journal_of(database)["aa11"]]
    assert [text.split()[0] for text in texts][:1] == ["CREATE"]
    assert len(texts) == 3
    assert sorted(rows_of(database, "SELECT id FROM t")) == [(1,), (2,)]


def test_records_are_committed_with_what_they_tell_or_not_at_all(database: Database) -> None:
    run_on(database, "CREATE TABLE t (id INT)")
    with attempt(database) as attempted:
        attempted.run("INSERT INTO t VALUES (1)")
        attempted.connection.rollback()
    assert journal_of(database) == {}
    with attempt(database) as attempted:
        attempted.run("INSERT INTO t VALUES (1)")
        attempted.connection.commit()
    assert [record.state for record in journal_of(database)["aa11"]] == [State.DONE]


def test_on_sqlite_a_definition_is_rolled_back_with_the_rest(sqlite: Database) -> None:
    with pytest.raises(Died), attempt(sqlite) as attempted:
        attempted.run("CREATE TABLE t (id INT)", "INSERT INTO t VALUES (1)")
        raise Died
    assert rows_of(sqlite, "SELECT name FROM sqlite_master WHERE name = 't'") == []
    assert journal_of(sqlite) == {}


def test_foreign_keys_can_be_switched_after_a_definition_on_sqlite(sqlite: Database) -> None:
    """In the transaction that tk begins the pragma would have no effect, and no error."""
    with attempt(sqlite) as attempted:
        attempted.run("CREATE TABLE t (id INT)", "PRAGMA foreign_keys = ON")
        assert attempted.scalar("PRAGMA foreign_keys") == 1


def test_rows_are_not_committed_for_a_pragma(sqlite: Database) -> None:
    run_on(sqlite, "CREATE TABLE t (id INT)")
    with attempt(sqlite) as attempted:
        attempted.run("INSERT INTO t VALUES (1)", "PRAGMA foreign_keys = ON")
        attempted.connection.rollback()
    assert rows_of(sqlite, "SELECT * FROM t") == []


class TakenBackError(Exception):
    """What a revision raises itself, to leave a savepoint."""


def test_what_a_savepoint_took_back_is_undone_and_sent_again_and_nothing_else_is(innodb: Database) -> None:
    def revision(attempted: Attempt) -> None:
        attempted.run("INSERT INTO t VALUES (1)")
        with suppress(TakenBackError), attempted.connection.begin_nested():
            attempted.run("INSERT INTO t VALUES (2)")
            raise TakenBackError
        attempted.run("INSERT INTO t VALUES (3)", "CREATE TABLE u (id INT)")

    run_on(innodb, "CREATE TABLE t (id INT PRIMARY KEY)")
    with attempt(innodb) as first:
        revision(first)
    undone = [record.text for record in journal_of(innodb)["aa11"] if record.state is State.UNDONE]
    assert undone == ["INSERT INTO t VALUES (2)"]
    with attempt(innodb) as second:
        revision(second)
        assert changes(second) == undone
    assert rows_of(innodb, "SELECT id FROM t ORDER BY id") == [(1,), (3,)]


def test_in_autocommit_a_statement_and_its_record_are_one_transaction(database: Database) -> None:
    run_on(database, "CREATE TABLE t (id INT PRIMARY KEY)")
    with attempt(database, autocommit=True) as attempted:
        attempted.run("INSERT INTO t VALUES (1)")
        with pytest.raises(sa.exc.IntegrityError):
            attempted.run("INSERT INTO t VALUES (1)")
        attempted.dies("before", "COMMIT")
        with pytest.raises(Died):
            attempted.run("INSERT INTO t VALUES (2)")
    assert rows_of(database, "SELECT id FROM t") == [(1,)]
    assert [record.text for record in journal_of(database)["aa11"]] == ["INSERT INTO t VALUES (1)"]


BY_TEXT = {
    "autocommit": (
        "SET autocommit = 1",
        "INSERT INTO t VALUES (1)",
        "INSERT INTO t VALUES (2)",
        "START TRANSACTION",
        "INSERT INTO t VALUES (3)",
        "INSERT INTO t VALUES (4)",
        "ROLLBACK",
        "INSERT INTO t VALUES (5)",
        "SET autocommit = 0",
        "INSERT INTO t VALUES (6)",
    ),
    "commit in a comment": (
        "INSERT INTO t VALUES (1)",
        "/*!50000 COMMIT */",
        "INSERT INTO t VALUES (2)",
        "/*!50000 COMMIT */ ",
        "INSERT INTO t VALUES (3)",
    ),
    "prepared": (
        "INSERT INTO t VALUES (1)",
        "PREPARE made FROM 'CREATE TABLE IF NOT EXISTS made (a INT)'",
        "EXECUTE made",
        "INSERT INTO t VALUES (2)",
    ),
}


COMMITTING = [("autocommit", 0), ("autocommit", 3), ("commit in a comment", 1), ("prepared", 2)]
MOMENTS = [
    *(
        (how, place, moment)
        for how, sent in BY_TEXT.items()
        for place in range(len(sent))
        for moment in ("before", "after")
    ),
    *((how, place, "within") for how, place in COMMITTING),
]


@pytest.mark.parametrize(("how", "place", "moment"), MOMENTS)
def test_what_a_text_commits_is_recorded_with_it(innodb: Database, how: str, place: int, moment: str) -> None:
    revision = BY_TEXT[how]
    run_on(innodb, "CREATE TABLE t (id INT)")
    with suppress(Died), attempt(innodb) as first:
        first.dies(moment, revision[place])
        first.run(*revision)
    with attempt(innodb) as second:
        second.run(*revision)
        second.connection.commit()
    expected = {"autocommit": [1, 2, 5, 6], "commit in a comment": [1, 2, 3], "prepared": [1, 2]}
    assert [row[0] for row in rows_of(innodb, "SELECT id FROM t ORDER BY id")] == expected[how]


def test_in_autocommit_a_transaction_that_a_text_begins_is_one(database: Database) -> None:
    run_on(database, "CREATE TABLE t (id INT)")
    with attempt(database, autocommit=True) as attempted:
        attempted.run("INSERT INTO t VALUES (1)", "BEGIN", "INSERT INTO t VALUES (2)", "ROLLBACK")
        attempted.run("BEGIN", "INSERT INTO t VALUES (3)", "COMMIT", "INSERT INTO t VALUES (4)")
    assert rows_of(database, "SELECT id FROM t ORDER BY id") == [(1,), (3,), (4,)]
    done = [record.text for record in journal_of(database)["aa11"] if record.state is State.DONE]
    assert done == [f"INSERT INTO t VALUES ({n})" for n in (1, 3, 4)]


def test_values_that_are_not_those_of_before_are_told(innodb: Database) -> None:
    run_on(innodb, "CREATE TABLE numbers (id INT PRIMARY KEY, n INT)")
    insert = NUMBERS.insert()
    with pytest.raises(Died), attempt(innodb) as first:
        first.dies("before", "ALTER TABLE numbers ADD COLUMN c")
        first.connection.execute(insert, {"id": 1, "n": 10})
        first.run("ALTER TABLE numbers ADD COLUMN b INT", "ALTER TABLE numbers ADD COLUMN c INT")
    for n, told in ((10, []), (11, [OtherValues])):
        with attempt(innodb) as second:
            second.connection.execute(insert, {"id": 1, "n": n})
        assert [type(event) for event in second.heard.of(OtherValues)] == told
    assert rows_of(innodb, "SELECT n FROM numbers") == [(10,)]


def test_in_autocommit_a_transaction_of_the_project_is_left_to_it(sqlite: Database) -> None:
    """Of an engine that sends BEGIN by a listener, which SQLAlchemy calls in autocommit, too."""
    run_on(sqlite, "CREATE TABLE t (a INTEGER)")
    with attempt(sqlite, autocommit=True) as first:
        event.listen(first.connection, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        first.run("INSERT INTO t VALUES (1)")
        first.run("INSERT INTO t VALUES (2)")
        first.connection.connection.rollback()
    assert (rows_of(sqlite, "SELECT a FROM t"), journal_of(sqlite)) == ([], {})
    with attempt(sqlite, autocommit=True) as second:
        event.listen(second.connection, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        second.run("INSERT INTO t VALUES (1)")
        second.connection.connection.commit()
    assert rows_of(sqlite, "SELECT a FROM t") == [(1,)]
    assert [record.text for record in journal_of(sqlite)["aa11"]] == ["INSERT INTO t VALUES (1)"]


def test_a_drop_is_told_as_a_move_when_the_revision_ends(database: Database) -> None:
    run_on(database, "CREATE TABLE t (id INT)", "INSERT INTO t VALUES (1)")
    with attempt(database) as attempted:
        attempted.run("DROP TABLE t")
        assert attempted.heard.of(PutInTrash) == []
        attempted.sender.leave(1.5)
        attempted.connection.commit()
    (told,) = attempted.heard.of(PutInTrash)
    assert isinstance(told, PutInTrash)
    assert told.what == "table t"
    assert rows_of(database, f"SELECT id FROM {told.kept}") == [(1,)]


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_of_a_revision_that_is_done_the_journal_keeps_what_it_made_alone(
    make_database: MakeDatabase, backend: str
) -> None:
    database = make_database(backend)
    with attempt(database) as attempted:
        attempted.run("CREATE TABLE t (id INT)", "INSERT INTO t VALUES (1)")
        attempted.sender.leave(1.5)
        attempted.connection.commit()
    (record,) = journal_of(database)["aa11"]
    assert (record.sort, record.text) == (Sort.REVISION, '{"seconds": 1.5}')
    assert record.answer == '["CREATE TABLE t (id INT)"]'


def test_rows_of_a_downgrade_do_not_collide_with_those_that_came_back(database: Database) -> None:
    run_on(database, "CREATE TABLE t (id INT PRIMARY KEY, n INT)", "INSERT INTO t VALUES (1, 10)")
    with attempt(database) as up:
        up.run("DROP TABLE t")
        up.connection.commit()
    with attempt(database, direction="downgrade", run="the next one") as down:
        down.run("CREATE TABLE t (id INT PRIMARY KEY, n INT)")
        down.connection.execute(sa.text("INSERT INTO t VALUES (1, 0), (2, 20)"))
        insert = sa.text("INSERT INTO t (id, n) VALUES (:id, :n)")
        down.connection.execute(insert, [{"id": 1, "n": 0}, {"id": 3, "n": 30}])
        down.connection.commit()
    assert rows_of(database, "SELECT id, n FROM t ORDER BY id") == [(1, 10), (2, 20), (3, 30)]
    assert len(down.heard.of(CameBack)) == 1


@pytest.mark.parametrize("sql", ["DELETE FROM t", "DELETE FROM t WHERE id = 1"])
def test_a_table_that_is_emptied_is_told(sqlite: Database, sql: str) -> None:
    run_on(sqlite, "CREATE TABLE t (id INT)")
    with attempt(sqlite) as attempted:
        attempted.run(sql)
    assert len(attempted.heard.of(RowsRemovedUnbounded)) == (0 if "WHERE" in sql else 1)


@pytest.mark.parametrize(("backend", "tries"), [("mysql", 2), ("postgresql", 1)])
def test_a_row_that_another_one_has_is_waited_for_where_the_transaction_survives_that(
    make_database: MakeDatabase, backend: str, tries: int
) -> None:
    database, update = make_database(backend), "UPDATE t SET n = n + 1"
    run_on(database, "CREATE TABLE t (id INT PRIMARY KEY, n INT)", "INSERT INTO t VALUES (1, 0)")
    with attempt(database) as attempted, engine_at(database).connect() as other:
        attempted.sender.sessions.limit_waits(attempted.connection, 0.2)
        other.exec_driver_sql("UPDATE t SET n = 5")
        attempted.sender.patience.pause = lambda seconds: other.rollback()
        if tries == 1:
            with pytest.raises(sa.exc.DBAPIError) as raised:
                attempted.run(update)
            assert is_wait(attempted.sender.sessions, raised.value) is Wait.TIMED_OUT
        else:
            attempted.run(update)
        assert attempted.sent.count(update) == tries


def test_rows_that_a_savepoint_took_back_are_not_those_before_it(innodb: Database) -> None:
    run_on(innodb, "CREATE TABLE numbers (id INT)")

    def revision(attempted: Attempt) -> None:
        attempted.run("INSERT INTO numbers VALUES (1)")
        with suppress(ZeroDivisionError), attempted.connection.begin_nested():
            attempted.run("INSERT INTO numbers VALUES (1)")
            raise ZeroDivisionError
        attempted.run("CREATE TABLE other (id INT)", "INSERT INTO numbers VALUES (3)")

    with pytest.raises(Died), attempt(innodb) as first:
        first.dies("after", "CREATE TABLE other")
        revision(first)
    with attempt(innodb) as second:
        revision(second)
        second.connection.commit()
    assert rows_of(innodb, "SELECT id FROM numbers ORDER BY id") == [(1,), (3,)]


def test_a_refused_change_is_refused_again_where_it_was(innodb: Database) -> None:
    run_on(innodb, "CREATE TABLE numbers (id INT PRIMARY KEY)", "INSERT INTO numbers VALUES (1)")

    def revision(attempted: Attempt) -> None:
        with suppress(sa.exc.IntegrityError):
            attempted.run("INSERT INTO numbers VALUES (1)")
        attempted.run("CREATE TABLE other (id INT)", "INSERT INTO numbers VALUES (2)")

    with pytest.raises(Died), attempt(innodb) as first:
        first.dies("after", "CREATE TABLE other")
        revision(first)
    with attempt(innodb) as second:
        revision(second)
        second.connection.commit()
    assert rows_of(innodb, "SELECT id FROM numbers ORDER BY id") == [(1,), (2,)]


@pytest.mark.parametrize("backend", ["mysql", "mariadb", "postgresql"])
def test_a_question_is_ended_too_where_others_wait_for_what_went_before_it(
    backend: str, make_database: MakeDatabase
) -> None:
    database = make_database(backend)
    run_on(database, "CREATE TABLE t (id INT PRIMARY KEY, n INT)", "INSERT INTO t VALUES (1, 1)")
    with attempt(database) as attempted:
        patience = watch_attempt(attempted, replace(QUICK, waiting=-1))
        with pytest.raises(sa.exc.DBAPIError):
            attempted.run(slow(database, 20))
        assert patience.ended_for == "0 sessions wait, and -1 are borne"
        attempted.connection.rollback()
        attempted.run("UPDATE t SET n = 2")
        assert patience.ended_for is None


def test_of_many_in_a_row_none_is_sent_twice_for_a_lock(innodb: Database) -> None:
    run_on(innodb, "CREATE TABLE t (id INT PRIMARY KEY, n INT)", "INSERT INTO t VALUES (1, 0), (2, 0), (3, 0)")
    update = sa.text("UPDATE t SET n = n + 1 WHERE id = :id")
    with application(innodb).connect() as other, attempt(innodb) as attempted:
        attempted.sender.sessions.limit_waits(attempted.connection, 1)
        other.exec_driver_sql("UPDATE t SET n = 0 WHERE id = 3")
        attempted.sender.patience.pause = lambda seconds: other.rollback()
        with pytest.raises(sa.exc.OperationalError, match="Lock wait timeout"):
            # The executor begins the revision anew.
            attempted.connection.execute(update, [{"id": 1}, {"id": 2}, {"id": 3}])
        attempted.connection.rollback()
        other.rollback()
        attempted.connection.execute(update, [{"id": 1}, {"id": 2}, {"id": 3}])
        attempted.connection.commit()
    assert rows_of(innodb, "SELECT n FROM t ORDER BY id") == [(1,), (1,), (1,)]


def test_what_may_have_committed_a_part_is_not_ended(innodb: Database) -> None:
    run_on(
        innodb,
        "CREATE TABLE t (id INT PRIMARY KEY)",
        "CREATE PROCEDURE p() BEGIN INSERT INTO t VALUES (1); COMMIT; DO SLEEP(0.8); INSERT INTO t VALUES (2); END",
    )
    with attempt(innodb) as attempted:
        watch_attempt(attempted, replace(QUICK, waiting=-1))
        attempted.run("CALL p()")
        attempted.connection.commit()
    assert rows_of(innodb, "SELECT id FROM t") == [(1,), (2,)]
