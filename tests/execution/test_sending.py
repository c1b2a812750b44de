"""Steps are sent when they are called, drivers are asked with care, and a text tells what it may change."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tests.backends.sessions.others import sessions_at
from tests.execution.attempts import engine_at, run_on
from tests.servers.database import Database
from toolkit.backends.sql.reading import read
from toolkit.backends.sql.values import Name, TableMade
from toolkit.execution.gate import Gate
from toolkit.execution.passing import Passing
from toolkit.execution.sending import bare, changed_by, in_transaction, is_lost, stepper, told

TABLE = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("n", sa.Integer))


def passed(database: Database, statement: Any, parameters: Any, route: Callable[[Passing], None]) -> None:
    gate = Gate(lambda event: None, route)
    with gate.open(), engine_at(database).begin() as connection, gate.running("aa11"):
        connection.execute(statement, parameters)


def test_a_step_is_sent_each_time_it_is_called_and_not_before(sqlite: Database) -> None:
    run_on(sqlite, "CREATE TABLE t (n INT)")
    with engine_at(sqlite).begin() as connection:
        send = stepper(connection, "INSERT INTO t VALUES (1)")
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar() == 0
        send()
        send()
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar() == 2


def test_the_numbers_of_a_driver_are_told_and_no_value_is(database: Database) -> None:
    answers: list[str] = []

    def send(passing: Passing) -> None:
        passing.send()
        answers.append(told(passing))

    run_on(database, "CREATE TABLE t (id INT, n VARCHAR(20))", "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')")
    passed(database, sa.text("UPDATE t SET n = :n WHERE id > 1"), {"n": "secret"}, send)
    ((rowcount, _),) = json.loads(answers[0])
    assert rowcount == 2
    assert "secret" not in answers[0]


@pytest.mark.parametrize("backend", ["mysql", "mariadb", "sqlite"])
def test_the_id_that_the_server_gave_is_told(backend: str, make_database: Any) -> None:
    answers: list[str] = []

    def send(passing: Passing) -> None:
        passing.send()
        answers.append(told(passing))

    database = make_database(backend)
    with engine_at(database).begin() as connection:
        TABLE.create(connection)
        connection.execute(TABLE.insert(), {"id": 41})
    passed(database, TABLE.insert(), {"n": 1}, send)
    assert json.loads(answers[0]) == [[1, 42]]


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("ALTER TABLE t ADD COLUMN b INT", {"t"}),
        ("ALTER TABLE t ENGINE = InnoDB", {"t"}),
        ("CREATE TABLE u (id INT REFERENCES t (id))", {"u"}),
        ("RENAME TABLE t TO u", {"t", "u"}),
        ("CREATE INDEX ix ON t (a)", {"t"}),
        ("DROP TABLE t, u", {"t", "u"}),
    ],
)
def test_what_changes_tables_alone_names_them(sql: str, tables: set[str]) -> None:
    (statement,) = read(sql, "mysql")
    changed = changed_by(statement, None, "mysql")
    assert changed.are_tables
    assert changed.names == {Name(name=name) for name in tables}


@pytest.mark.parametrize(
    "sql",
    ["CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1", "DROP FUNCTION tr", "GRANT ALL ON t TO tr"],
)
def test_what_may_change_other_things_names_all_that_it_could_be(sql: str) -> None:
    (statement,) = read(sql, "mysql")
    changed = changed_by(statement, None, "mysql")
    assert not changed.are_tables
    assert Name(name="tr") in changed.names


def test_a_step_in_place_of_a_statement_is_judged_by_its_own_text() -> None:
    (statement,) = read("DROP TABLE t", "mysql")
    changed = changed_by(statement, "RENAME TABLE t TO tktrash_1_t", "mysql")
    assert changed.are_tables
    assert changed.names == {Name(name="t"), Name(name="tktrash_1_t")}
    assert changed.novelty == TableMade(table=Name(name="tktrash_1_t"))


def test_a_transaction_of_the_driver_is_seen(sqlite: Database) -> None:
    with engine_at(sqlite).connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (n INT)")
        assert not in_transaction(connection)
        connection.exec_driver_sql("INSERT INTO t VALUES (1)")
        assert in_transaction(connection)
        connection.commit()
        assert not in_transaction(connection)


@pytest.mark.parametrize("backend", ["mysql", "mariadb", "postgresql"])
def test_an_error_of_a_session_that_is_gone_is_told_from_a_refusal(backend: str, make_database: Any) -> None:
    database = make_database(backend)
    sessions = sessions_at(database)
    with engine_at(database).connect() as connection, engine_at(database).connect() as other:
        with pytest.raises(sa.exc.DBAPIError) as refused:
            connection.exec_driver_sql("SELECT * FROM nowhere")
        assert not is_lost(connection, refused.value)
        assert not is_lost(connection, refused.value.orig)
        assert not is_lost(connection, ValueError())
        connection.rollback()
        assert sessions.end(other, sessions.id(connection))
        with pytest.raises(connection.dialect.loaded_dbapi.Error) as lost:
            connection.connection.cursor().execute("SELECT 1")
        assert is_lost(connection, lost.value)
        connection.invalidate()


@given(st.lists(st.sampled_from([" ", "\n", "-- a; 'b\n", "/* c\n -- d */", "/**/", "\t"])))
def test_comments_before_a_statement_do_not_count(before: list[str]) -> None:
    assert bare("".join(before) + "Pragma foreign_keys = ON", "sqlite") == "PRAGMA FOREIGN_KEYS = ON"


def test_comments_within_it_stay() -> None:
    assert bare("SELECT 1 -- one", "sqlite") == "SELECT 1 -- ONE"
    assert bare("-- nothing else", "sqlite") == ""


def test_a_comment_that_the_server_runs_is_none() -> None:
    assert bare("/* no */ /*!50000 commit */", "mysql").split() == ["COMMIT"]
    assert bare("/*!50000 commit */ SELECT 1", "sqlite") == "SELECT 1"
