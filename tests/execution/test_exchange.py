"""An exchange survives the journal, and tells whether the trash is another one afterwards."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.backends.sql.values import Name
from toolkit.execution.exchange import Exchange, as_entry, entries_by_id, exchange_from
from toolkit.execution.journal.records import Trashed

ENTRY = Trashed(
    id="1",
    schema="shop",
    table="orders",
    column="note",
    kept="tktrash_0123abcd_note",
    revision="aa11",
    direction="upgrade",
    since="2026-01-02",
    record={"definition": "TEXT"},
)

_TEXTS = st.text(max_size=20)
_TUPLES = st.lists(_TEXTS, max_size=3).map(tuple)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | _TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_TEXTS, inner, max_size=2),
    max_leaves=4,
)
_ENTRIES = st.builds(
    Trashed,
    id=_TEXTS,
    schema=st.none() | _TEXTS,
    table=_TEXTS,
    column=st.none() | _TEXTS,
    kept=_TEXTS,
    revision=_TEXTS,
    direction=_TEXTS,
    since=_TEXTS,
    record=st.dictionaries(_TEXTS, _JSON, max_size=2),
)
_EXCHANGES = st.builds(
    Exchange,
    steps=_TUPLES,
    put=st.lists(_ENTRIES, max_size=2).map(tuple),
    back=_TUPLES,
    gone=_TUPLES,
    parts=st.lists(st.tuples(_TEXTS, _TEXTS), max_size=2).map(tuple),
    notes=_TUPLES,
)


@given(_EXCHANGES)
def test_what_the_journal_keeps_comes_out_as_it_was(exchange: Exchange) -> None:
    assert exchange_from(json.dumps(asdict(exchange))) == exchange


def test_a_statement_without_steps_had_no_exchange() -> None:
    assert exchange_from(None) is None


@pytest.mark.parametrize(
    ("exchange", "changes"),
    [
        (Exchange(steps=("ALTER TABLE a RENAME TO b",), put=(ENTRY,)), True),
        (Exchange(steps=(), back=("1",)), True),
        (Exchange(steps=(), gone=("1",)), True),
        (Exchange(steps=("CREATE TABLE a (id INT)",), parts=(("index", "ix"),), notes=("It is here.",)), False),
        (Exchange(steps=()), False),
    ],
)
def test_the_trash_changes_by_what_goes_and_comes_alone(exchange: Exchange, changes: bool) -> None:
    assert exchange.changes is changes


def test_entries_are_found_by_their_id() -> None:
    other = replace(ENTRY, id="2")
    assert entries_by_id([ENTRY, other]) == {"1": ENTRY, "2": other}


@pytest.mark.parametrize("column", ["note", None])
def test_a_backend_is_told_what_it_was_called_and_where_it_is_kept(column: str | None) -> None:
    entry = as_entry(replace(ENTRY, column=column))
    assert (entry.table, entry.column) == (Name(schema="shop", name="orders"), column)
    assert (entry.kept, entry.record) == ("tktrash_0123abcd_note", {"definition": "TEXT"})
