"""What the values of the journal say of themselves."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from toolkit.backends.journal import journal_tables
from toolkit.backends.trash.base import IS_TYPE
from toolkit.execution.journal.records import Record, Sort, State, Trashed, Worked


def trashed(**values: object) -> Trashed:
    told = {"schema": None, "table": "orders", "column": None} | values
    return Trashed(id="1", kept="tktrash_1", revision="aa11", direction="upgrade", since="2026", **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (trashed(), "table orders"),
        (trashed(column="note"), "column orders.note"),
        (trashed(schema="shop"), "table shop.orders"),
        (trashed(schema="shop", column="note"), "column shop.orders.note"),
        (trashed(table="mood", record={IS_TYPE: True}), "type mood"),
        (trashed(schema="shop", table="mood", record={IS_TYPE: True}), "type shop.mood"),
    ],
)
def test_what_is_in_the_trash_is_told_by_its_kind_and_whole_name(entry: Trashed, told: str) -> None:
    assert str(entry) == told


def test_only_what_its_record_calls_a_type_is_one() -> None:
    assert trashed(record={IS_TYPE: True}).is_type
    assert not trashed().is_type
    assert not trashed(column="note", record={"definition": "INT"}).is_type


def test_what_a_statement_has_in_common_with_itself_sent_again_are_sort_and_text() -> None:
    first = Record(number=1, sort=Sort.CHANGE, state=State.BEGUN, text="UPDATE a", digest="x")
    again = Record(number=7, sort=Sort.CHANGE, state=State.DONE, text="UPDATE a", digest="y", count=3, answer="[]")
    other = Record(number=1, sort=Sort.DEFINITION, state=State.BEGUN, text="UPDATE a", digest="x")
    assert first.key == again.key != other.key


@pytest.mark.parametrize("state", State)
def test_a_definition_is_open_until_it_is_known_whether_it_happened(state: State) -> None:
    record = Record(number=1, sort=Sort.DEFINITION, state=state, text="CREATE TABLE a", digest="x")
    assert record.is_open is (state in {State.BEGUN, State.FAILED})
    assert not replace(record, sort=Sort.CHANGE).is_open
    assert not replace(record, steps="{}").is_open


def test_the_words_of_the_journal_stay_what_earlier_versions_wrote() -> None:
    assert {state.name: state.value for state in State} == {
        "DONE": "done",
        "BEGUN": "begun",
        "FAILED": "failed",
        "UNDONE": "undone",
    }
    assert {sort.name: sort.value for sort in Sort} == {
        "CHANGE": "change",
        "DEFINITION": "definition",
        "STEP": "step",
        "CATALOG": "catalog",
        "ROWS": "rows",
        "FILE": "file",
        "REVISION": "revision",
    }


@pytest.mark.parametrize(("column", "words"), [("kind", Sort), ("state", State)])
def test_every_word_fits_its_column(column: str, words: type[Sort | State]) -> None:
    length = journal_tables(None).statements.c[column].type.length
    assert all(len(word.value) <= length for word in words)


def test_how_fast_a_server_was_goes_through_json_and_comes_back() -> None:
    worked = Worked(work="rewrite", algorithm="COPY", bytes=7, seconds=0.5)
    assert Worked(**json.loads(json.dumps(asdict(worked)))) == worked
