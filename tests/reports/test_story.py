"""The story of a run, as lines and on a terminal."""

from __future__ import annotations

import io
import os
import pty
import sys
import time
from dataclasses import replace

import pytest

from tests.reports.values import PLACE
from toolkit.events import (
    Event,
    OtherValues,
    PlanJudged,
    PoolsElsewhere,
    ReplayFinished,
    ReplayMoved,
    RevisionFinished,
    RevisionStarted,
    RunStarted,
    StatementCancelled,
    StatementFinished,
)
from toolkit.finding import Finding, Severity
from toolkit.reports.story import LiveStory, Story, make_story

STARTED = RunStarted(place=PLACE, before=("aa11",), target="head", revisions=2)
EVENTS: tuple[Event, ...] = (
    STARTED,
    RevisionStarted(revision="bb22", doc="add notes", direction="upgrade", position=1),
    StatementFinished(sql="ALTER TABLE orders\n ADD note TEXT", revision="bb22", seconds=0.0123, failed=False),
    RevisionFinished(revision="bb22", doc="add notes", direction="upgrade", statements=1, seconds=0.5),
    RevisionFinished(revision="cc33", doc="", direction="downgrade", statements=3, seconds=1.0),
)


def told(*events: Event, verbose: bool = False) -> list[str]:
    stream = io.StringIO()
    with Story(stream, verbose=verbose) as story:
        for event in events:
            story.tell(event)
    return stream.getvalue().splitlines()


def test_the_story_as_lines() -> None:
    assert told(*EVENTS) == [
        "mysql 9.7.0 at mysql+pymysql://app:***@db-1:3306/shop",
        "From aa11 to head: 2 revisions",
        "  + bb22 add notes  (0.50 s, 1 statement)",
        "  - cc33  (1.00 s, 3 statements)",
    ]


def test_verbose_tells_every_statement_on_one_line() -> None:
    assert "         12.3 ms  ALTER TABLE orders ADD note TEXT" in told(*EVENTS, verbose=True)


def test_verbose_hides_passwords_in_statements() -> None:
    statement = StatementFinished(sql="ALTER USER app WITH PASSWORD 's3cret'", revision="bb22", seconds=0, failed=False)
    assert "s3cret" not in "".join(told(statement, verbose=True))


def test_nothing_to_run() -> None:
    nothing = RunStarted(place=PLACE, before=(), target="head", revisions=0)
    assert told(nothing)[1] == "At base; nothing to run for head."


def test_a_terminal_gets_the_same_lines_and_a_bar() -> None:
    stream = io.StringIO()
    with LiveStory(stream) as story:
        for event in EVENTS:
            story.tell(event)
    assert "  + bb22 add notes  (0.50 s, 1 statement)" in stream.getvalue().splitlines()


@pytest.mark.parametrize(
    ("quiet", "terminal", "kind"), [(True, True, type(None)), (False, False, Story), (False, True, LiveStory)]
)
def test_the_story_fits_the_stream(quiet: bool, terminal: bool, kind: type, monkeypatch: pytest.MonkeyPatch) -> None:
    leader, follower = pty.openpty()
    with os.fdopen(leader, "rb"), os.fdopen(follower, "w") as screen:
        monkeypatch.setattr(sys, "stderr", screen if terminal else io.StringIO())
        assert type(make_story(quiet=quiet, verbose=False)) is kind


def test_what_a_revision_makes_up_anew_is_warned_of() -> None:
    other = OtherValues(revision="bb22", sql="INSERT INTO t\n  (id) VALUES (?)")
    (line,) = told(other)
    assert line.endswith("and what is done keeps those: INSERT INTO t (id) VALUES (?)")
    assert line.startswith("    warning: bb22 makes other values")


REPLAY: tuple[Event, ...] = (
    ReplayMoved(revision="aa11", position=1, revisions=2),
    ReplayMoved(revision="bb22", position=2, revisions=2),
    ReplayFinished(seconds=0.5),
)


def test_a_replay_is_told_once() -> None:
    assert told(*REPLAY) == ["Trying 2 revisions on a shadow database; the result is kept."]


def test_a_rehearsal_keeps_nothing() -> None:
    assert told(ReplayMoved(revision="aa11", position=1, revisions=1, is_kept=False)) == [
        "Trying 1 revision on a shadow database."
    ]


def test_what_a_preflight_found_is_told_as_findings_are() -> None:
    found = Finding(
        name="null-values",
        severity=Severity.ERROR,
        subject="column t.n",
        fact="1 row has no value in it.",
        consequence="NOT NULL is refused.",
        remedy="UPDATE t SET n = ...",
    )
    warned = replace(found, severity=Severity.WARNING, subject="column t.m")
    assert told(PlanJudged(findings=(found, warned))) == [
        "error[null-values] column t.n: 1 row has no value in it.",
        "  NOT NULL is refused.",
        "  UPDATE t SET n = ...",
        "warning[null-values] column t.m: 1 row has no value in it.",
        "  NOT NULL is refused.",
        "  UPDATE t SET n = ...",
    ]


def test_a_statement_that_was_ended() -> None:
    ended = StatementCancelled(sql="ALTER TABLE t\n MODIFY n BIGINT NOT NULL", reason="12 sessions wait for it")
    assert told(ended) == ["    ended ALTER TABLE t MODIFY n BIGINT NOT NULL: 12 sessions wait for it"]


def test_a_statement_that_was_ended_is_told_without_passwords_and_cut() -> None:
    text = "ALTER USER app IDENTIFIED BY 's3cret' " + "COMMENT " * 20
    [line] = told(StatementCancelled(sql=text, reason="it waits"))
    assert "s3cret" not in line
    assert len(line) < 100


def test_a_long_replay_says_where_it_is() -> None:
    stream = io.StringIO()
    with Story(stream, heartbeat=0.02) as story:
        story.tell(REPLAY[0])
        time.sleep(0.2)
        story.tell(REPLAY[2])
        after = len(stream.getvalue())
        time.sleep(0.1)
    assert "aa11 has been running for" in stream.getvalue()
    assert len(stream.getvalue()) <= after + 60, "it is over"


def test_a_replay_on_a_terminal_has_a_bar_that_goes() -> None:
    stream = io.StringIO()
    with LiveStory(stream) as story:
        for event in (*REPLAY, *REPLAY):
            story.tell(event)
    assert stream.getvalue().count("Trying 2 revisions") == 2


def test_pools_that_count_nowhere() -> None:
    assert told(PoolsElsewhere(pools=("web",), sources=("shop.database:engine",))) == [
        "Pool web leads to none of these databases, and is not counted: shop.database:engine."
    ]
