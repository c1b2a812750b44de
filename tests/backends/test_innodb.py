from __future__ import annotations

import pytest
from sqlalchemy.engine import URL

from toolkit.backends.base import Trouble
from toolkit.backends.innodb import InnoDB

URL_ = URL.create("mysql", host="h", port=3, database="d")
ERRORS = {
    (2003, "Can't connect"): Trouble.UNREACHABLE,
    (2013, "Lost connection to MySQL server during query (timed out)"): Trouble.UNREACHABLE,
    (2013, "Lost connection to MySQL server during query"): Trouble.LOST,
    (1045, "Access denied"): Trouble.DENIED,
    (1049, "Unknown database"): Trouble.NO_DATABASE,
    (1046, "No database selected"): Trouble.NO_DATABASE,
    (1040, "Too many connections"): Trouble.FULL,
    (1142, "CREATE command denied"): Trouble.FORBIDDEN,
    (1290, "--read-only"): Trouble.READ_ONLY,
    (1205, "Lock wait timeout exceeded"): Trouble.LOCKED,
    (1213, "Deadlock found"): Trouble.LOCKED,
    (1114, "The table is full"): Trouble.NO_ROOM,
    (1103, "Incorrect table name"): Trouble.NAME,
    ("Packet sequence number wrong - got 80 expected 0",): Trouble.FOREIGN,
}


@pytest.mark.parametrize("arguments", ERRORS, ids=str)
def test_what_an_error_means(arguments: tuple[object, ...]) -> None:
    found = InnoDB().explain(Exception(*arguments), URL_)
    assert found is not None
    assert found.trouble is ERRORS[arguments]
    assert found.what
    assert found.mend


def test_a_refusal_of_a_statement_means_nothing_more() -> None:
    assert InnoDB().explain(Exception(1064, "You have an error in your SQL syntax"), URL_) is None


def test_what_sqlalchemy_asserts_where_no_database_is_selected() -> None:
    assert InnoDB().explain(AssertionError(), URL_) is None
    assert InnoDB().explain(AssertionError(), URL_._replace(database=None)).trouble is Trouble.NO_DATABASE


@pytest.mark.parametrize("driver", ["pymysql", "aiomysql", "asyncmy"])
def test_a_password_that_these_drivers_would_spell_in_latin_1(driver: str) -> None:
    assert InnoDB().spelled_password(driver, "päß日").encode("latin-1") == "päß日".encode()
    assert InnoDB().spelled_password(driver, "plain") == "plain"
    assert InnoDB().spelled_password("mysqldb", "päß") == "päß"
