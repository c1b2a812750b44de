from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest

from tests.reports.page.parsing import Page
from tests.reports.plans import (
    COPY,
    CUSTOMERS,
    INDEX,
    INSTANT,
    LOCK,
    OPAQUE,
    ORDERS,
    SESSION,
    database,
    lasts,
    revision,
)
from toolkit.impact import Blocks
from toolkit.plan import PlannedStatement
from toolkit.reports.page.timeline import GUTTER, LEAST, WIDTH, bars_of, timeline


def drawn(*statements: PlannedStatement, name: str = "bb22") -> Page:
    return Page(timeline(database(revision(name, "", *statements))).text)


def test_statements_follow_each_other_at_the_slowest() -> None:
    bars = list(bars_of([ORDERS, CUSTOMERS]))
    assert [bar.name for bar in bars] == ["bb22.1", "bb22.2", "bb22.3", "cc33.1", "cc33.2", "cc33.4", "cc33.5"]
    assert [round(bar.start, 2) for bar in bars] == [0, 0.02, 90.02, 98.42, 98.72, 112.72, 112.72]
    assert bars[1].blocks is Blocks.WRITES
    assert bars[5].blocks is None, "nothing is known of it"


def test_a_bar_is_as_long_as_it_takes_solid_at_least_hatched_at_most() -> None:
    page = drawn(replace(COPY, duration=lasts(40, 80)))
    sure, maybe = page.all("rect", class_="writes")[-1], page.all("rect", class_="hatch-writes")[-1]
    assert float(sure["x"]) == GUTTER
    assert float(sure["width"]) == pytest.approx(float(maybe["width"]))
    assert float(maybe["x"]) == pytest.approx(GUTTER + float(sure["width"]))


def test_a_lock_lasts_until_its_transaction_ends() -> None:
    first, second = replace(LOCK, number=1, transaction=1), replace(COPY, number=2, transaction=1)
    after = replace(INDEX, transaction=2)
    locked, copied, indexed = bars_of([revision("bb22", "", first, second, after)])
    assert (locked.start, locked.high, locked.held) == (0, 31, 31 + 90)
    assert (copied.high, copied.held) == (90, 90)
    assert (indexed.high, indexed.held) == (8.4, 8.4)
    page = drawn(first, second, after)
    work = page.all("rect", class_="hatch-everything")[-1]
    [kept] = page.all("rect", class_="held-everything")
    last = page.all("rect", class_="hatch-writes")[-1]
    assert float(kept["x"]) == pytest.approx(float(work["x"]) + float(work["width"]), abs=0.1)
    assert float(kept["x"]) + float(kept["width"]) == pytest.approx(float(last["x"]) + float(last["width"]), abs=0.1)
    assert "locked until its transaction ends, 2 min from its start at most" in page.told("title")


def test_a_lock_is_kept_by_no_statement_of_its_own_and_none_of_a_table_that_is_made() -> None:
    made = replace(LOCK, tables=tuple(replace(table, rows=None) for table in LOCK.tables))
    for statements in ([LOCK, COPY], [replace(made, transaction=1), replace(COPY, transaction=1)]):
        bars = list(bars_of([revision("bb22", "", *statements)]))
        assert all(bar.held == bar.high for bar in bars)


def test_a_transaction_of_two_revisions() -> None:
    one, two = (revision(name, "", replace(LOCK, transaction=1)) for name in ("bb22", "cc33"))
    assert [bar.held for bar in bars_of([one, two])] == [62, 31]


def test_what_is_blocked_is_told_by_colour_and_by_height() -> None:
    page = drawn(INDEX, COPY, LOCK)
    heights = [page.all("rect", class_=name)[-1]["height"] for name in ("nothing", "writes", "everything")]
    assert heights == sorted(set(heights), key=float)


def test_a_moment_is_seen() -> None:
    page = drawn(INSTANT, COPY)
    assert page.numbers("rect", "nothing", "width")[-1] == LEAST


def test_each_table_has_its_row_and_each_bar_its_words() -> None:
    page = drawn(COPY, INDEX, LOCK)
    titles = page.told("title").split("\n")
    assert {"orders", "items", "log.events"} <= set(titles)
    assert any(title.startswith("bb22.2 on orders: copies the table: 1,234,567 rows, 1.2 GiB") for title in titles)
    assert {"bb22.2", "bb22.3", "bb22.5"} <= set(page.told("text").split("\n"))


def test_names_of_bars_do_not_cover_each_other() -> None:
    page = drawn(*(replace(INSTANT, number=place) for place in range(1, 40)), COPY)
    labels = [
        (float(found["x"]), text)
        for found, text in zip(page.all("text"), page.told("text").split("\n"), strict=True)
        if text.startswith("bb22.")
    ]
    assert 1 < len(labels) < 39
    for (before, text), (after, _) in pairwise(labels):
        assert before + 6.5 * len(text) < after
    assert all(x + 6.5 * len(text) <= WIDTH for x, text in labels)


def test_what_is_not_known_is_grey_and_a_session_is_not_drawn() -> None:
    assert len(drawn(OPAQUE).all("rect", class_="unknown")) == 2, "one of them in the legend"
    assert drawn(SESSION).told() == "No statement works on a table."
    assert len(drawn(replace(LOCK, refused="No.")).all("rect", class_="unknown")) == 2


def test_no_statements() -> None:
    assert Page(timeline(database()).text).told() == "No statement works on a table."


@pytest.mark.parametrize("time", [math.inf, math.nan, -1.0, 1e308, 0.0])
def test_odd_times_leave_the_bars_inside(time: float) -> None:
    page = drawn(replace(COPY, duration=lasts(1, time)), LOCK, replace(INDEX, duration=None))
    for name in ("nothing", "writes", "everything", "hatch-writes"):
        ends = map(sum, zip(page.numbers("rect", name, "x"), page.numbers("rect", name, "width"), strict=True))
        assert all(0 <= end <= WIDTH for end in ends)


def test_a_long_id_is_shortened_beside_its_bar_and_whole_when_pointed_at() -> None:
    page = drawn(COPY, name="0123456789abcdef")
    assert "01234567.2" in page.told("text")
    assert "0123456789abcdef.2" in page.told("title")
