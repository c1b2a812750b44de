from __future__ import annotations

import inspect

import pytest
from sqlalchemy.exc import DBAPIError

from tests.backends.impacts.sending import shadow
from tests.servers.database import Database
from toolkit.backends.impacts.base import Impacts
from toolkit.backends.impacts.register import IMPACTS, impacts_of


@pytest.mark.parametrize("backend", IMPACTS)
def test_everybody_answers_the_same_questions(backend: str) -> None:
    impacts = impacts_of(backend)
    for name in ("observe", "with_clause"):
        expected = inspect.signature(getattr(Impacts, name)).parameters
        assert list(inspect.signature(getattr(type(impacts), name)).parameters) == list(expected)


def test_a_statement_is_carried_out_once(database: Database) -> None:
    with shadow(database) as server:
        server.run("CREATE TABLE t (id INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (1)")
        observed = server.observe("ALTER TABLE t ADD COLUMN a INTEGER")
        assert [str(table) for table in observed.impact.tables] == ["t"]
        server.observe("UPDATE t SET a = 7")
        assert server.connection.exec_driver_sql("SELECT a FROM t").all() == [(7,)]


def test_an_error_is_that_of_the_statement(database: Database) -> None:
    refused = "ALTER TABLE t ADD COLUMN id INTEGER"
    with shadow(database) as server:
        server.run("CREATE TABLE t (id INTEGER PRIMARY KEY)")
        server.connection.commit()
        with pytest.raises(DBAPIError) as plain:
            server.run(refused)
        server.connection.rollback()
        with pytest.raises(DBAPIError) as observed:
            server.observe(refused)
        assert str(observed.value.orig) == str(plain.value.orig)
