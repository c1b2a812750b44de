"""What is answered from the journal, what is new, and where a revision is not believed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from toolkit.errors import ReplayDiffers
from toolkit.execution.answered import digest
from toolkit.execution.journal.records import Record, Sort, State
from toolkit.execution.replay import Replay

Sent = tuple[Sort, str, object]
C, D, Q, R = Sort.CHANGE, Sort.DEFINITION, Sort.CATALOG, Sort.ROWS


def recorded(*sent: Sent, last: State = State.DONE, reads: str = "as before") -> list[Record]:
    """The journal of a first run."""
    replay = Replay("aa11", ())
    for sort, text, parameters in sent:
        assert replay.answered(sort, text, parameters) is None
        replay.add(sort, text, parameters, answer=reads if sort is R else None)
    records = list(replay.unwritten)
    records[-1] = replace(records[-1], state=last)
    return records


def again(records: list[Record], *sent: Sent, reads: str = "as before") -> list[bool]:
    """Which statements of a second run the journal answers."""
    replay, answered = Replay("aa11", records), []
    for sort, text, parameters in sent:
        found = replay.answered(sort, text, parameters)
        if found is not None and sort is R:
            replay.note_rows(found, reads)
        answered.append(found is not None)
    return answered


def test_the_same_statements_are_answered_and_new_ones_are_not() -> None:
    sent: list[Sent] = [(D, "CREATE TABLE a", ()), (C, "UPDATE a", (1,)), (D, "ALTER TABLE a", ())]
    assert again(recorded(*sent), *sent, (D, "DROP TABLE b", ())) == [True, True, True, False]


def test_a_statement_that_is_sent_twice_is_answered_twice() -> None:
    sent: list[Sent] = [(C, "UPDATE a SET n = n + 1", ()), (D, "ALTER a", ()), (C, "UPDATE a SET n = n + 1", ())]
    assert again(recorded(*sent), *sent, (C, "UPDATE a SET n = n + 1", ())) == [True, True, True, False]


def test_many_statements_of_one_text_are_one_record() -> None:
    sent: list[Sent] = [(C, "INSERT INTO a", (number,)) for number in range(2500)]
    records = recorded(*sent)
    assert [record.count for record in records] == [1000, 1000, 500]
    assert all(again(records, *sent))


def test_values_that_a_revision_makes_up_may_differ() -> None:
    records = recorded((C, "INSERT INTO a", ("uuid-1",)), (D, "ALTER TABLE a", ()))
    assert again(records, (C, "INSERT INTO a", ("uuid-2",)), (D, "ALTER TABLE a", ())) == [True, True]


def test_another_statement_is_not_believed() -> None:
    records = recorded((D, "CREATE TABLE a", ()), (D, "CREATE TABLE b", ()))
    with pytest.raises(ReplayDiffers, match="aa11") as raised:
        again(records, (D, "CREATE TABLE a", ()), (D, "CREATE TABLE c", ()))
    assert "CREATE TABLE b" in raised.value.why
    assert "CREATE TABLE c" in raised.value.why


def test_a_statement_left_out_is_not_believed() -> None:
    records = recorded((D, "CREATE TABLE a", ()), (C, "INSERT INTO a", ()), (D, "CREATE TABLE b", ()))
    with pytest.raises(ReplayDiffers):
        again(records, (D, "CREATE TABLE a", ()), (D, "CREATE TABLE b", ()))


def test_a_loop_that_finds_its_work_done_sends_nothing() -> None:
    records = recorded((R, "SELECT todo", ()), (C, "UPDATE a", (1,)), (C, "UPDATE a", (2,)), (D, "ALTER a", ()))
    assert again(records, (R, "SELECT todo", ()), (D, "ALTER a", ()), reads="empty") == [True, True]


def test_a_loop_at_another_place_is_not_believed() -> None:
    """It read other rows, and sends other values: half of the work was committed, and nobody can say which half."""
    records = recorded((R, "SELECT todo", ()), (C, "UPDATE a", (1,)), (C, "UPDATE a", (2,)))
    with pytest.raises(ReplayDiffers):
        again(records, (R, "SELECT todo", ()), (C, "UPDATE a", (3,)), (C, "UPDATE a", (4,)), reads="other rows")


def test_a_loop_that_ends_early_is_not_believed() -> None:
    records = recorded((C, "UPDATE a", (1,)), (C, "UPDATE a", (2,)), (D, "ALTER a", ()))
    with pytest.raises(ReplayDiffers):
        again(records, (C, "UPDATE a", (1,)), (D, "ALTER a", ()))


def test_questions_may_be_left_out_or_new() -> None:
    records = recorded((Q, "SHOW TABLES", ()), (D, "CREATE TABLE a", ()))
    assert again(records, (D, "CREATE TABLE a", ())) == [True]
    assert again(records, (Q, "SHOW COLUMNS", ()), (D, "CREATE TABLE a", ())) == [False, True]


def test_what_was_only_begun_binds_nobody() -> None:
    records = recorded((D, "CREATE TABLE a", ()), (D, "ALTER TABLE wrong", ()), last=State.BEGUN)
    assert again(records, (D, "CREATE TABLE a", ()), (D, "ALTER TABLE right", ())) == [True, False]


def test_a_person_says_what_is_done() -> None:
    records = recorded((D, "CREATE TABLE a", ()), (D, "CREATE TABLE b", ()))
    replay = Replay("aa11", records, done_before=3)
    texts = ["CREATE TABLE x", "CREATE TABLE y", "CREATE TABLE z"]
    assert [replay.answered(D, text, ()) is not None for text in texts] == [True, True, False]


def test_new_records_are_numbered_after_those_of_the_journal() -> None:
    replay = Replay("aa11", recorded((D, "CREATE TABLE a", ()), (D, "CREATE TABLE b", ())))
    for text in ("CREATE TABLE a", "CREATE TABLE b"):
        replay.answered(D, text, ())
    assert replay.add(D, "CREATE TABLE c", ()).number == 3


def test_what_is_rolled_back_is_undone() -> None:
    replay = Replay("aa11", ())
    replay.add(C, "UPDATE a", ())
    replay.add(C, "UPDATE b", ())
    replay.undo(1)
    assert [record.state for record in replay.unwritten] == [State.DONE, State.UNDONE]


def test_what_has_committed_by_itself_cannot_be_rolled_back() -> None:
    replay = Replay("aa11", ())
    replay.add(D, "CREATE INDEX i ON a (x)", (), state=State.BEGUN)
    replay.add(C, "UPDATE a", ())
    replay.undo(0)
    assert [record.state for record in replay.unwritten] == [State.BEGUN, State.UNDONE]


def test_a_digest_tells_nothing_of_the_values() -> None:
    assert "secret" not in digest(("secret",))
    assert digest(("a",)) != digest(("b",))


@pytest.mark.parametrize(
    ("state", "lasting"), [(State.DONE, True), (State.BEGUN, True), (State.FAILED, False), (State.UNDONE, False)]
)
def test_what_was_refused_or_taken_back_is_not_done(state: State, lasting: bool) -> None:
    assert Replay("aa11", recorded((C, "INSERT INTO a", ()), last=state)).has_lasting is lasting
