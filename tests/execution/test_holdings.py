"""What is known of the trash during a run."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.backends.sql.values import ColumnDrop, ColumnMade, Name, PartMade, Renamed, TableDrop, TableMade
from toolkit.backends.trash.base import PREFIX
from toolkit.execution.exchange import Exchange
from toolkit.execution.holdings import Holdings

T, U = Name(name="t"), Name(name="u")
INDEX = PartMade(table=T, name="k", what="index")


def name_of(revision: str, table: str, column: str | None, schema: str | None = None) -> str:
    holdings = Holdings(entries={}, revision=revision)
    return holdings._free_name(Name(schema=schema, name=table), column)


_NAMES = st.text(min_size=1, max_size=80).filter(lambda text: text.isprintable())


@given(_NAMES, _NAMES, st.none() | _NAMES)
@example("aa11", "é" * 64, None)
@example("aa11", "orders", "n" * 64)
def test_a_name_in_the_trash_fits_every_server_and_follows_from_what_was_dropped(
    revision: str, table: str, column: str | None
) -> None:
    name = name_of(revision, table, column)
    assert len(name.encode()) <= 60
    assert re.fullmatch(rf"{PREFIX}[0-9a-f]{{8}}_.*", name, re.DOTALL)
    assert name == name_of(revision, table, column)


@pytest.mark.parametrize(
    "other",
    [
        lambda: name_of("ab22", "orders", "note"),
        lambda: name_of("aa11", "items", "note"),
        lambda: name_of("aa11", "orders", "price"),
        lambda: name_of("aa11", "orders", None),
        lambda: name_of("aa11", "orders", "note", "shop"),
    ],
)
def test_different_things_have_different_names(other: Callable[[], str]) -> None:
    assert other() != name_of("aa11", "orders", "note")


@given(st.integers(1, 30), _NAMES)
def test_the_same_thing_dropped_many_times_has_a_name_each_time(times: int, table: str) -> None:
    holdings = Holdings(entries={}, revision="aa11")
    for _ in range(times):
        entry = holdings.new_entry(Name(name=table), None)
        holdings.note((), Exchange(steps=(), put=(entry,)))
    assert len({entry.kept for entry in holdings.entries.values()}) == times


def test_what_the_run_made_follows_its_names() -> None:
    holdings = Holdings(entries={}, revision="aa11")
    holdings.note((TableMade(table=T), ColumnMade(table=T, column="a")), None)
    holdings.note((Renamed(table=T, column="a", to="b"), Renamed(table=T, column=None, to="u")), None)
    assert holdings.made == {(None, "u", None), (None, "u", "b")}
    holdings.note((ColumnDrop(table=U, column="b"), TableDrop(table=U)), None)
    assert holdings.made == set()


def returned() -> Holdings:
    """A table came back with an index."""
    holdings = Holdings(entries={}, revision="aa11")
    entry = holdings.new_entry(T, None)
    holdings.entries[entry.id] = entry
    holdings.note((TableMade(table=T),), Exchange(steps=(), back=(entry.id,), parts=(("index", "k"),)))
    return holdings


def test_what_came_back_with_a_table_is_there() -> None:
    holdings = returned()
    assert holdings.is_back(INDEX)
    assert not holdings.is_back(PartMade(table=T, name="other", what="index"))
    assert holdings.is_back(PartMade(table=T, name=None, what="constraint"))
    holdings.enter("ab22", "downgrade")
    assert not holdings.is_back(INDEX)


def test_another_table_may_have_one_of_the_same_name() -> None:
    holdings = returned()
    assert holdings.is_at_home(INDEX)
    assert not holdings.is_at_home(PartMade(table=U, name=INDEX.name, what=INDEX.what))
    holdings.note((Renamed(table=T, column=None, to="u"),), None)
    assert holdings.is_at_home(PartMade(table=U, name=INDEX.name, what=INDEX.what))


def test_it_goes_with_its_table() -> None:
    holdings = returned()
    holdings.note((TableDrop(table=T),), None)
    assert not holdings.is_back(INDEX)


def test_an_attempt_that_goes_on_knows_what_came_back_before() -> None:
    holdings = Holdings(entries={}, revision="aa11")
    holdings.note((ColumnMade(table=T, column="a"),), Exchange(steps=(), back=("gone",), parts=(("index", "k"),)))
    assert holdings.is_back(INDEX)
    holdings.note((TableMade(table=U),), Exchange(steps=(), back=("gone",)))
    assert holdings.is_back(PartMade(table=U, name=None, what="constraint"))
