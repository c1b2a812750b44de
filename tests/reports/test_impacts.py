from __future__ import annotations

from dataclasses import replace

import pytest

from tests.reports.plans import (
    COPY,
    CUSTOMERS,
    DROP,
    INDEX,
    INSTANT,
    LOCK,
    OPAQUE,
    ORDERS,
    SESSION,
    UPDATE,
    lasts,
    statement,
    table,
)
from toolkit.impact import Blocks, Work
from toolkit.plan import Duration, PlannedStatement
from toolkit.reports.impacts import amended, blocking, effects, is_known, lasting, reversible, total, unmeasured


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (INSTANT, "orders: INSTANT, a moment alone"),
        (
            COPY,
            "orders: copies the table: 1,234,567 rows, 1.2 GiB; writes wait 40 to 90 s (measured on this server)",
        ),
        (
            INDEX,
            "items: builds an index: 80,000 rows, 9.0 MiB; nobody waits, it takes 3.2 to 8.4 s (as in ",
        ),
        (
            UPDATE,
            "customers: changes rows: 52,000 rows, 6.0 MiB; writes wait 0.8 to 14 s (assumed: nothing ",
        ),
        (
            LOCK,
            "log.events: reads every row: 9,000,000 rows, 3.5 GiB; reads and writes wait 12 to 31 s (m",
        ),
        (SESSION, "concerns the session alone"),
        (OPAQUE, "its impact is not known: What a procedure does cannot be tried on a shadow."),
        (
            replace(COPY, refused="1406: Data too long"),
            "the server refuses it, and the revision ends here: 1406: Data too long",
        ),
        (replace(COPY, duration=None), "orders: copies the table: 1,234,567 rows, 1.2 GiB; writes wait, for how long"),
        (statement(1, "CREATE TABLE a (b INT)"), "touches no table that is there; nobody waits"),
        (
            statement(1, "INSERT INTO new SELECT 1", duration=lasts(2, 3), kind="change"),
            "touches no table that is there; nobody waits, it takes 2 to 3 s (measured on this server)",
        ),
        (statement(1, "x", impact=None), "its impact is not known"),
        (statement(1, "x", table(lock="AccessExclusiveLock")), "orders: AccessExclusiveLock, a moment alone"),
        (statement(1, "x", table()), "orders: a moment alone"),
        (statement(1, "UPDATE x", table(), kind="change"), "orders: nobody waits"),
        (
            statement(1, "x", table(work=Work.REWRITE, rows=None, bytes=None, blocks=Blocks.EVERYTHING)),
            "orders: copies the table; reads and writes wait, for how long is not known",
        ),
        (
            statement(1, "x", table(work=Work.INDEX, rows=1, bytes=None)),
            "orders: builds an index: 1 row; nobody waits, it is not known how long",
        ),
    ],
)
def test_what_a_statement_does_in_words(given: PlannedStatement, sentence: str) -> None:
    (told, *others) = effects(given)
    assert told.startswith(sentence)
    assert others == []


def test_each_table_has_its_sentence() -> None:
    both = statement(1, "ALTER TABLE a ADD FOREIGN KEY", table("a", Work.SCAN, Blocks.WRITES), table("b"))
    assert [sentence.partition(":")[0] for sentence in effects(both)] == ["a", "b"]


def test_what_is_blocked_is_known_or_not() -> None:
    assert blocking(LOCK, LOCK.tables[0]) is Blocks.EVERYTHING
    assert blocking(replace(LOCK, unknown="no privilege"), LOCK.tables[0]) is None
    assert blocking(replace(LOCK, refused="no"), LOCK.tables[0]) is None
    assert blocking(LOCK, replace(LOCK.tables[0], blocks="the moon")) is None
    assert is_known(LOCK)


def test_the_whole_time_and_what_is_missing_from_it() -> None:
    assert total([ORDERS]) == "43 to 98 s"
    assert total([ORDERS, CUSTOMERS]) == "56 s to 2.4 min"
    assert unmeasured([ORDERS]) == 0
    assert unmeasured([ORDERS, CUSTOMERS]) == 1, "a setting of the session takes no time"
    assert total([]) is None
    assert total([replace(CUSTOMERS, statements=(OPAQUE,))]) is None


def test_what_is_really_sent_is_told_where_it_differs() -> None:
    assert list(amended(COPY)) == ["with ALGORITHM=COPY"]
    more = "ALTER TABLE orders MODIFY total DECIMAL(12, 4) NULL, ALGORITHM=COPY"
    assert list(amended(replace(COPY, sent=(more,)))) == [more], "more than the clause is not hidden by it"
    assert list(amended(DROP)) == list(DROP.sent)
    assert list(amended(INDEX)) == []
    assert list(amended(replace(INDEX, sent=(f"  {INDEX.sql.replace(' ', chr(10))} ;",)))) == []
    assert list(amended(replace(INDEX, sent=()))) == []


@pytest.mark.parametrize(
    ("answer", "why", "words"),
    [
        (True, None, "reversible"),
        (False, "it is empty", "not reversible: it is empty"),
        (False, None, "not reversible"),
        (None, None, "whether it is reversible was not tried"),
        (None, "no shadow", "whether it is reversible was not tried: no shadow"),
    ],
)
def test_the_way_back(answer: bool | None, why: str | None, words: str) -> None:
    assert reversible(replace(ORDERS, is_reversible=answer, irreversible=why)) == words


def test_of_what_takes_a_moment_it_is_not_told_how_sure_that_is() -> None:
    moment = Duration(low=0.0, high=0.1, basis="assumed")
    assert lasting(moment, before=" ") == " a moment"
    assert lasting(Duration(low=0.0, high=0.2, basis="assumed"), before=" ").endswith(
        "(assumed: nothing is known of this server)"
    )
