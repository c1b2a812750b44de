"""What a statement says of itself while it passes, and how it can be answered in the server's place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.execution.attempts import engine_at, rows_of, run_on
from tests.servers.database import Database
from toolkit.execution.answered import AnsweredCursor
from toolkit.execution.gate import Gate
from toolkit.execution.passing import APART_OPTION, UNPREPARED, Passing, is_autocommit, resend, send_step


def passed(send: Callable[[], Any], route: Callable[[Passing], None]) -> Any:
    """What ``send`` returns when its statement passes by that route."""
    gate = Gate(lambda event: None, route)
    with gate.open(), gate.running("aa11"):
        return send()


def seen(send: Callable[[], Any]) -> Passing:
    passings: list[Passing] = []

    def note(passing: Passing) -> None:
        passings.append(passing)
        passing.send()

    passed(send, note)
    (passing,) = passings
    return passing


def test_it_knows_its_connection_and_whether_values_go_with_it(sqlite: Database) -> None:
    with engine_at(sqlite).connect() as connection:
        bare = seen(lambda: connection.exec_driver_sql("SELECT 1"))
        valued = seen(lambda: connection.execute(sa.text("SELECT :n"), {"n": 1}))
    assert (bare.sql, bare.has_parameters, valued.has_parameters) == ("SELECT 1", False, True)
    assert bare.connection is valued.connection is connection


def test_a_statement_of_a_lease_says_so(sqlite: Database) -> None:
    with engine_at(sqlite).connect() as connection:
        passing = seen(lambda: connection.exec_driver_sql("SELECT 1"))
        assert not passing.is_apart
        connection.execution_options(**{APART_OPTION: True})
        # The gate does not even ask for the route.
        assert passed(lambda: connection.exec_driver_sql("SELECT 1").scalar(), pytest.fail) == 1


def test_rows_that_stay_on_the_server_are_known(postgresql: Database) -> None:
    with engine_at(postgresql).connect() as connection:
        select = sa.text("SELECT 1")
        options = {"stream_results": True}
        assert seen(lambda: connection.execute(select, execution_options=options).all()).is_streamed
        assert not seen(lambda: connection.execute(select).all()).is_streamed


def test_an_answer_is_read_in_place_of_the_servers(database: Database) -> None:
    def answer(passing: Passing) -> None:
        description = [("n", *[None] * 6)]
        passing.answer(AnsweredCursor(passing.cursor, rows=[(7,), (8,)], description=description, rowcount=2))

    with engine_at(database).connect() as connection:
        select = sa.text("SELECT n FROM nowhere")
        assert passed(lambda: connection.execute(select).scalars().all(), answer) == [7, 8]


def test_what_a_driver_would_tell_of_a_change_is_told(database: Database) -> None:
    with engine_at(database).connect() as connection:
        update = sa.text("UPDATE nowhere SET n = 1")
        result = passed(lambda: connection.execute(update), lambda passing: passing.answer_without_rows(5))
        assert (result.rowcount, result.returns_rows) == (5, False)


def test_the_last_id_is_told_too(mysql: Database) -> None:
    table = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("n", sa.Integer))
    with engine_at(mysql).connect() as connection:
        insert = table.insert().values(n=1)
        route = lambda passing: passing.answer_without_rows(1, 42)  # noqa: E731
        assert passed(lambda: connection.execute(insert), route).inserted_primary_key == (42,)


@pytest.mark.parametrize("parameters", [{"id": 2, "n": 7}, [{"id": 2, "n": 7}, {"id": 3, "n": 8}]])
def test_another_text_is_sent_with_the_same_values(database: Database, parameters: Any) -> None:
    run_on(database, *(f"CREATE TABLE {name} (id INT, n INT, note VARCHAR(9))" for name in ("t", "other")))
    instead = lambda passing: resend(passing, passing.sql.replace("INTO t ", "INTO other "))  # noqa: E731
    insert = sa.text("INSERT INTO t (id, n, note) VALUES (:id, :n, '%s')")
    with engine_at(database).begin() as connection:
        passed(lambda: connection.execute(insert, parameters), instead)
    wanted = parameters if isinstance(parameters, list) else [parameters]
    assert rows_of(database, "SELECT id, n, note FROM other ORDER BY id") == [
        (row["id"], row["n"], "%s") for row in wanted
    ]
    assert rows_of(database, "SELECT * FROM t") == []


def test_another_text_is_sent_without_values(database: Database) -> None:
    run_on(database, "CREATE TABLE t (id INT, n VARCHAR(9))")
    instead = lambda passing: resend(passing, passing.sql.replace("a%", "b%"))  # noqa: E731
    with engine_at(database).begin() as connection:
        bare = "INSERT INTO t VALUES (1, 'a%')"
        passed(lambda: connection.exec_driver_sql(bare, execution_options=UNPREPARED), instead)
        passed(lambda: connection.execute(sa.text("INSERT INTO t VALUES (2, 'a%')")), instead)
    assert rows_of(database, "SELECT n FROM t") == [("b%",), ("b%",)]


def test_a_percent_sign_in_a_step_is_a_percent_sign(database: Database) -> None:
    with engine_at(database).begin() as connection:
        send_step(connection, "CREATE TABLE t (note VARCHAR(20))")
        send_step(connection, "INSERT INTO t VALUES ('100%'), ('%s'), ('%(n)s'), (':n')")
        notes = connection.exec_driver_sql("SELECT note FROM t").scalars().all()
    assert sorted(notes) == ["%(n)s", "%s", "100%", ":n"]


def test_autocommit_is_seen_wherever_it_was_chosen(database: Database) -> None:
    with engine_at(database).connect() as connection:
        assert not is_autocommit(connection)
        connection.execution_options(isolation_level="AUTOCOMMIT")
        assert is_autocommit(connection)
    with engine_at(database, isolation_level="AUTOCOMMIT").connect() as connection:
        assert is_autocommit(connection)
        connection.execution_options(isolation_level="SERIALIZABLE")
        assert not is_autocommit(connection)
    with engine_at(database).execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        assert is_autocommit(connection)


@pytest.mark.parametrize("backend", ["mysql", "mariadb"])
def test_autocommit_is_seen_where_a_text_or_the_driver_chose_it(backend: str, make_database: MakeDatabase) -> None:
    with engine_at(make_database(backend)).connect() as connection:
        connection.exec_driver_sql("SET autocommit = 1")
        assert is_autocommit(connection)
        connection.connection.driver_connection.autocommit(False)  # type: ignore[union-attr]  # PyMySQL's
        assert not is_autocommit(connection)
