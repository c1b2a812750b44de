"""The answer of plan, read as a person reads it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from tests.reports.findings import SQLITE, UNREAD
from tests.reports.plans import (
    COPY,
    CUSTOMERS,
    DROP,
    EMPTY,
    EVERY_PLAN,
    EVERYTHING_NONE,
    INSTANT,
    MESSAGE,
    ORDERS,
    RICH,
    TOO_SLOW,
    database,
    plan,
    pools,
    revision,
)
from tests.reports.values import PLACE
from toolkit.plan import PlanResult
from toolkit.reports.plan import render

HEAD = f"mysql 9.7.0 at {PLACE.url}"


def test_a_revision_with_its_statements() -> None:
    assert render(plan(database(ORDERS))).splitlines() == [
        HEAD,
        "From aa11 to head: 1 revision",
        "",
        "+ bb22 widen the totals of orders",
        "  migrations/versions/bb22.py, reversible",
        "    1  ALTER TABLE orders ADD COLUMN note VARCHAR(30)",
        "       sent with ALGORITHM=INSTANT",
        "       > orders: INSTANT, a moment alone",
        "    2  ALTER TABLE orders MODIFY total DECIMAL(12, 4) NOT NULL",
        "       sent with ALGORITHM=COPY",
        "       > orders: copies the table: 1,234,567 rows, 1.2 GiB; writes wait 40 to 90 s (measured on this",
        "         server)",
        "    3  CREATE INDEX ix_items_order_id ON items (order_id)",
        "       > items: builds an index: 80,000 rows, 9.0 MiB; nobody waits, it takes 3.2 to 8.4 s (as in",
        "         earlier runs here)",
        "",
        "1 revision with 3 statements, 43 to 98 s; nothing was found.",
    ]


def test_what_goes_to_the_trash_and_what_will_be_noticed() -> None:
    lines = render(plan(database(CUSTOMERS))).splitlines()
    assert lines[4] == "  migrations/versions/cc33.py, not reversible: downgrade() raises NotImplementedError"
    start = lines.index("    1  ALTER TABLE customers DROP COLUMN fax")
    assert lines[start + 1 : start + 6] == [
        "       sent ALTER TABLE customers RENAME COLUMN fax TO _tk_fax",
        "       sent ALTER TABLE customers ALTER COLUMN _tk_fax DROP DEFAULT",
        "       > customers: INSTANT, a moment alone",
        "       to the trash: column customers.fax",
        "       ! Code that still selects customers.fax fails from this moment on.",
    ]
    assert "       sent 3 times in a row" in lines


def test_the_pools_and_then_the_findings_and_the_sum() -> None:
    blocks = render(RICH).split("\n\n")
    forecast, unseen, finding, total = blocks[-4:]
    words = " ".join(forecast.split())
    assert "pool web saturates after 13 s; 412 requests will fail with `" + MESSAGE in words
    assert "    Raise pool_timeout above 78 s while it runs:\n      [tool.tk.pools.web]\n" in forecast
    assert "Pool web begins to fail at 1,612 requests/s" in words
    assert unseen.startswith("Not found out:\n  The sizes of tables could not be read.")
    assert finding.startswith("error[pool-saturation] pool web: ")
    assert total == "2 revisions with 8 statements, 56 s to 2.4 min without 1 statement of unknown length; 1 error"


def test_it_fits_on_a_terminal() -> None:
    assert max(map(len, render(RICH).splitlines())) <= 100


def test_nothing_pending_is_one_line() -> None:
    assert render(plan(database())) == "shop is at aa11; nothing is pending for head."
    assert render(plan(database(before=(), target="+1"))) == "shop is at base; nothing is pending for +1."
    assert render(plan()) == "No database was asked."


def test_nothing_pending_still_tells_what_was_found() -> None:
    text = render(plan(database(), findings=(TOO_SLOW,)))
    assert text.startswith("shop is at aa11; nothing is pending for head.\n\nerror[pool-saturation]")
    assert text.endswith("\n\nno revisions with no statements; 1 error")


def test_a_revision_that_was_tried_and_sends_nothing() -> None:
    text = render(plan(database(revision("bb22", ""))))
    assert text.split("\n\n")[1].endswith(", reversible\n  sends no statement")


def test_a_downgrade_and_a_revision_without_statements() -> None:
    empty = revision("bb22", "", direction="downgrade", is_reversible=None)
    assert render(plan(database(empty))).split("\n\n")[1] == (
        "- bb22\n  migrations/versions/bb22.py, whether it is reversible was not tried\n  no statement of it was seen"
    )


def test_verbose_tells_statements_whole_and_where_they_are() -> None:
    sql = "UPDATE orders\nSET note = ''\nWHERE " + " AND ".join(f"column_{place} IS NULL" for place in range(20))
    long = replace(INSTANT, sql=sql, sent=(sql,), location=DROP.location)
    short, whole = (render(plan(database(revision("bb22", "", long))), verbose=verbose) for verbose in (False, True))
    assert "column_19" not in short
    assert " ...\n" in short
    assert "       SET note = ''\n       WHERE column_0 IS NULL" in whole
    assert "column_19 IS NULL" in whole
    assert "migrations/versions/cc33.py:24" in whole
    assert "To accept it: " in render(RICH, verbose=True)


def test_what_the_server_refuses_is_told() -> None:
    refused = revision("bb22", "", replace(COPY, refused="Unknown column 'total'"))
    assert "> the server refuses it, and the revision ends here: Unknown column 'total'" in render(
        plan(database(refused))
    )


def test_findings_stand_with_their_database() -> None:
    other = replace(PLACE, url=SQLITE, database="stock")
    text = render(
        plan(
            database(ORDERS),
            database(CUSTOMERS, place=other),
            findings=(UNREAD, replace(TOO_SLOW, database=SQLITE), TOO_SLOW),
        )
    )
    heads = [line.partition(" ")[0] for line in text.splitlines() if line.startswith(("mysql", "error", "note"))]
    assert heads == ["mysql", "error[pool-saturation]", "mysql", "error[pool-saturation]", "note[not-read]"]
    assert text.endswith("2 errors, 1 note")


def test_two_databases_of_one_url_tell_a_finding_once() -> None:
    text = render(plan(database(ORDERS), database(CUSTOMERS), findings=(TOO_SLOW,)))
    assert text.count("error[pool-saturation]") == 1


@pytest.mark.parametrize("verbose", [True, False])
def test_little_or_nothing(verbose: bool) -> None:
    answers = [answer for answer in (*EMPTY, EVERYTHING_NONE) if isinstance(answer, PlanResult)]
    assert all(render(answer, verbose=verbose) for answer in answers)
    assert render(plan(database(ORDERS, pools=pools(steady=(), outages=())))).count("Pools:") == 0


@given(EVERY_PLAN)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_plan_can_be_printed(given: PlanResult) -> None:
    for verbose in (False, True):
        text = render(given, verbose=verbose)
        assert all(line.replace("\t", "").isprintable() for line in text.split("\n"))
        # A text of the answer may hold such a word itself.
        own = any(f"'{words}'" in repr(given) for words in ("inf", "nan", "None"))
        assert own or all(words not in text for words in (" inf ", " nan ", "None"))
