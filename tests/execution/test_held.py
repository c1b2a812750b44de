"""Where the server would do more than was planned, the error says that, and what to do."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.execution.attempts import engine_at, run_on
from tests.servers.database import Database
from toolkit.errors import StatementFailed
from toolkit.execution.held import refuse_more

CLAUSE = "ALGORITHM=INPLACE, LOCK=NONE"
SHORTER = "ALTER TABLE t MODIFY note INT"


@pytest.fixture(params=["mysql", "mariadb"])
def innodb(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Database:
    database: Database = make_database(request.param)
    run_on(database, "CREATE TABLE t (id INT PRIMARY KEY, note VARCHAR(20))")
    return database


def refused(database: Database, sql: str) -> sa.exc.DBAPIError:
    with engine_at(database).connect() as connection, pytest.raises(sa.exc.DBAPIError) as caught:
        connection.exec_driver_sql(sql)
    return caught.value


def test_it_says_what_was_planned_what_the_server_said_and_what_to_do(innodb: Database) -> None:
    error = refused(innodb, f"{SHORTER}, {CLAUSE}")
    with pytest.raises(StatementFailed) as caught:
        refuse_more(innodb.backend, SHORTER, CLAUSE, error)
    told = caught.value
    assert told.what == f"The server would do more for a statement than was planned: {SHORTER}"
    assert told.why.startswith(f"The plan was made with {CLAUSE}, ")
    assert "ALGORITHM=INPLACE is not supported" in told.why
    assert "`tk plan`" in told.mend
    assert "`--preflight off`" in told.mend
    assert told.__cause__ is error


def test_the_error_of_a_driver_will_do_as_well(innodb: Database) -> None:
    error = refused(innodb, f"{SHORTER}, {CLAUSE}").orig
    assert error is not None
    with pytest.raises(StatementFailed, match="more for a statement"):
        refuse_more(innodb.backend, SHORTER, CLAUSE, error)


def test_any_other_refusal_is_the_servers_own(innodb: Database) -> None:
    refuse_more(innodb.backend, SHORTER, CLAUSE, refused(innodb, "ALTER TABLE nowhere ADD n INT, ALGORITHM=INPLACE"))
    refuse_more(innodb.backend, SHORTER, CLAUSE, RuntimeError())


def test_a_password_in_the_statement_is_not_told(innodb: Database) -> None:
    error = refused(innodb, f"{SHORTER}, {CLAUSE}")
    with pytest.raises(StatementFailed) as caught:
        refuse_more(innodb.backend, "CREATE USER u IDENTIFIED BY 'geheim'", CLAUSE, error)
    assert "geheim" not in caught.value.what
