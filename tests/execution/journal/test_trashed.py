"""What goes into the register of the trash comes out of it as it was, until it is taken from there."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.execution.attempts import engine_at
from tests.servers.database import Database
from toolkit.backends.journal import JOURNAL_TABLES, journal_tables, make_tables
from toolkit.execution.journal.records import Trashed
from toolkit.execution.journal.trashed import load_trash, put_in_trash, take_from_trash

TABLES = journal_tables(None)
ENTRY = Trashed(
    id="a" * 32,
    schema=None,
    table="órdenes 🛒",
    column="note",
    kept="tktrash_0123abcd_note",
    revision="aa11",
    direction="upgrade",
    since="2026-01-02T03:04:05.678+00:00",
    record={"definition": "VARCHAR(20) DEFAULT '100% ☃'", "indexes": [["ix", None]], "rows": 3},
)

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
_NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
_ENTRIES = st.builds(
    Trashed,
    id=st.uuids().map(lambda value: value.hex),
    schema=st.none() | _NAMES,
    table=_NAMES,
    column=st.none() | _NAMES,
    kept=_NAMES,
    revision=_NAMES,
    direction=st.sampled_from(["upgrade", "downgrade"]),
    since=st.datetimes().map(lambda value: value.isoformat(timespec="milliseconds")),
    record=st.dictionaries(st.text(), _JSON, max_size=3),
)


def made(connection: sa.Connection) -> sa.Connection:
    make_tables(connection, TABLES)
    return connection


def test_what_was_put_is_read_by_the_next_connection(database: Database) -> None:
    with engine_at(database).begin() as connection:
        put_in_trash(made(connection), TABLES, [ENTRY])
    with engine_at(database).connect() as connection:
        assert load_trash(connection, TABLES) == [ENTRY]


@settings(max_examples=60)
@given(st.lists(_ENTRIES, max_size=4, unique_by=lambda entry: entry.id))
def test_any_entry_comes_out_as_it_was(entries: list[Trashed]) -> None:
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        put_in_trash(made(connection), TABLES, entries)
        assert load_trash(connection, TABLES) == sorted(entries, key=lambda entry: (entry.since, entry.id))
    engine.dispose()


def test_the_oldest_comes_first_in_whatever_order_they_were_put(sqlite: Database) -> None:
    newer, older = replace(ENTRY, id="1", since="2026-02-01"), replace(ENTRY, id="2", since="2026-01-01")
    with engine_at(sqlite).begin() as connection:
        put_in_trash(made(connection), TABLES, [newer, older])
        assert [entry.id for entry in load_trash(connection, TABLES)] == ["2", "1"]


@pytest.mark.parametrize("state", ["restored", "purged", "rebuilt"])
def test_what_was_taken_is_there_no_longer_and_its_row_says_why(sqlite: Database, state: str) -> None:
    other = replace(ENTRY, id="b" * 32)
    with engine_at(sqlite).begin() as connection:
        put_in_trash(made(connection), TABLES, [ENTRY, other])
        take_from_trash(connection, TABLES, [ENTRY.id], state)
        assert load_trash(connection, TABLES) == [other]
        stays = connection.scalar(sa.select(TABLES.trash.c.state).where(TABLES.trash.c.id == ENTRY.id))
        assert stays == state


def test_a_rollback_takes_it_out_again(database: Database) -> None:
    with engine_at(database).connect() as connection:
        made(connection).commit()
        put_in_trash(connection, TABLES, [ENTRY])
        connection.rollback()
        assert load_trash(connection, TABLES) == []


def test_nothing_to_put_sends_nothing(sqlite: Database) -> None:
    with engine_at(sqlite).connect() as connection:
        put_in_trash(connection, TABLES, [])
        take_from_trash(connection, TABLES, [], "purged")
        assert not set(JOURNAL_TABLES) & set(sa.inspect(connection).get_table_names())
