from __future__ import annotations

from dataclasses import replace

from tests.reports.page.parsing import Page
from tests.reports.plans import CUSTOMERS, DROP, INSTANT, JOBS, WEB, revision
from toolkit.plan import PlannedStatement
from toolkit.reports.page.tables import declared, facts, sessions, statements, table


def told(statement: PlannedStatement) -> str:
    return Page(statements(revision("bb22", "", statement)).text).told()


def test_a_table_has_headers_that_every_reader_understands() -> None:
    page = Page(table("Sizes", ("Name", "Rows"), [("orders", "3")]).text)
    assert [found["scope"] for found in page.all("th")] == ["col", "col", "row"]
    assert [found["data-label"] for found in page.all("td")] == ["Rows"]
    assert page.told("caption") == "Sizes"
    assert len(page.all("tr", role="row")) == 2


def test_a_statement_with_all_that_is_known() -> None:
    page = Page(statements(CUSTOMERS).text)
    assert len(page.all("tr")) == 1 + len(CUSTOMERS.statements)
    for words in (
        "cc33.1",
        "ALTER TABLE customers DROP COLUMN fax",
        "ALTER TABLE customers RENAME COLUMN fax TO _tk_fax",
        "migrations/versions/cc33.py:24",
        "Code that still selects customers.fax fails from this moment on.",
        "To the trash: column customers.fax",
        "sent 3 times in a row",
        "0.8 to 14 s",
        "What a procedure does cannot be tried on a shadow.",
    ):
        assert words in page.told()


def test_what_comes_back_and_what_is_refused() -> None:
    assert "Back from the trash: table a, table b" in told(replace(DROP, returns=("table a", "table b")))
    assert "the server refuses it" in told(replace(DROP, refused="Unknown column 'fax'"))


def test_passwords_are_struck_out() -> None:
    sql = "ALTER USER app IDENTIFIED BY 'tiger99'"
    text = told(replace(INSTANT, sql=sql, sent=("SET lock_wait_timeout = 1", sql)))
    assert "tiger99" not in text
    assert text.count("***") == 2


def test_a_statement_of_a_megabyte_is_cut() -> None:
    text = told(replace(INSTANT, sql="INSERT INTO a VALUES " + "(1)," * 250_000))
    assert len(text) < 25_000
    assert " ... (1,000,021 characters in all)" in text


def test_declared_pools_and_sessions_and_facts() -> None:
    page = Page(declared((WEB, JOBS)).text)
    assert {"web", "jobs", "10 + 10", "no limit"} <= set(page.told().split("\n"))
    meters = Page(sessions({"idle": 80, "waiting": 20, "in transaction": 0}).text)
    assert meters.numbers("rect", "nothing", "width") == [160, 40, 0]
    assert Page(facts([("Demand", "<3>")]).text).told("dd") == "<3>"
    assert len(Page(sessions({}).text).all("tr")) == 1
