"""The journal keeps what a run says of itself, for the next one to read."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.execution.attempts import engine_at
from tests.servers.database import Database
from toolkit.backends.journal import JOURNAL_TABLES, LAYOUT
from toolkit.errors import JournalUnusable
from toolkit.execution.journal.journal import Journal, now
from toolkit.execution.journal.records import OpenRun, Record, Sort, State, Worked

JOURNAL = Journal(None, "alembic_version")
RUN = OpenRun(
    id="r" * 32,
    command="upgrade",
    target="heads",
    before=("aa11", "bb22"),
    started="2026-01-02T03:04:05.678+00:00",
    os_user="josé",
    host="web-1",
    process="0123abcd 17 4711 1700000000",
    session="42",
    attempts=1,
)
DONE = Record(number=1, sort=Sort.CHANGE, state=State.DONE, text="INSERT INTO ☃ VALUES (?, '100%')", digest="0a")
WORKED = Worked(work="index", algorithm=None, bytes=7, seconds=11.5)
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
_RECORDS = st.builds(
    Record,
    number=st.just(1),
    sort=st.sampled_from(Sort),
    state=st.sampled_from(State),
    text=_TEXTS,
    digest=st.text("0123456789abcdef", min_size=32, max_size=32),
    count=st.integers(1, 1000),
    answer=st.none() | _TEXTS,
    before=st.none() | _TEXTS,
    steps=st.none() | _TEXTS,
)


def row_of(connection: sa.Connection, run: str) -> dict[str, object]:
    runs = JOURNAL.tables.runs
    return dict(connection.execute(sa.select(runs).where(runs.c.id == run)).mappings().one())


def test_it_is_there_once_it_was_made_and_makes_nothing_twice(database: Database) -> None:
    with engine_at(database).begin() as connection:
        assert not JOURNAL.is_there(connection)
        JOURNAL.make(connection)
        JOURNAL.make(connection)
        assert JOURNAL.is_there(connection)
        assert connection.scalars(sa.select(JOURNAL.tables.journal.c.layout)).all() == [LAYOUT]


def test_the_journal_of_a_newer_tk_is_left_alone(sqlite: Database) -> None:
    with engine_at(sqlite).begin() as connection:
        JOURNAL.make(connection)
        connection.execute(sa.update(JOURNAL.tables.journal).values(layout=LAYOUT + 1))
        with pytest.raises(JournalUnusable, match=f"layout {LAYOUT + 1}"):
            JOURNAL.is_there(connection)


def test_it_stands_beside_the_version_table(postgresql: Database) -> None:
    journal = Journal("book keeping", "alembic_version")
    with engine_at(postgresql).begin() as connection:
        connection.exec_driver_sql('CREATE SCHEMA "book keeping"')
        journal.make(connection)
        assert sorted(sa.inspect(connection).get_table_names("book keeping")) == sorted(JOURNAL_TABLES)
        assert journal.is_there(connection)
        assert not JOURNAL.is_there(connection)


def test_a_run_is_open_from_its_begin_to_its_end(database: Database) -> None:
    with engine_at(database).begin() as connection:
        JOURNAL.make(connection)
        assert JOURNAL.open_run(connection) is None
        JOURNAL.begin(connection, RUN)
        assert JOURNAL.open_run(connection) == RUN
        JOURNAL.end(connection, RUN.id, "finished", ["cc33", "bb22"], [{"revision": "cc33"}])
        assert JOURNAL.open_run(connection) is None
        row = row_of(connection, RUN.id)
        assert (row["outcome"], row["after"]) == ("finished", '["bb22", "cc33"]')
        assert row["revisions"] == '[{"revision": "cc33"}]'


def test_a_run_that_goes_on_keeps_its_beginning_and_tells_who_runs_it_now(sqlite: Database) -> None:
    second = replace(RUN, process="0123abcd 18 4712 1700000001", session="43", host="web-2", attempts=2)
    with engine_at(sqlite).begin() as connection:
        JOURNAL.make(connection)
        JOURNAL.begin(connection, RUN)
        JOURNAL.begin(connection, replace(second, before=(), target="-1", started="later"))
        assert JOURNAL.open_run(connection) == second


def test_histories_of_two_version_tables_do_not_see_each_other(sqlite: Database) -> None:
    with engine_at(sqlite).begin() as connection:
        JOURNAL.make(connection)
        JOURNAL.begin(connection, RUN)
        assert Journal(None, "other_version").open_run(connection) is None


def test_what_was_accepted_once_is_kept_until_something_else_is(database: Database) -> None:
    notes = ["accepted blocking-statement: it is night", "", "accepted pool-saturation: é" + "!" * 5000]
    kept = []
    with engine_at(database).begin() as connection:
        JOURNAL.make(connection)
        for attempts, note in enumerate(notes, start=1):
            JOURNAL.begin(connection, replace(RUN, attempts=attempts, note=note))
            run = JOURNAL.open_run(connection)
            assert run is not None
            kept.append(run.note)
    assert kept == [notes[0], notes[0], notes[2][:4000]]


def test_the_last_runs_tell_how_fast_the_server_worked(database: Database) -> None:
    def told(second: int) -> list[dict[str, object]]:
        piece = {"work": "index", "algorithm": None, "bytes": 7, "seconds": second / 2}
        return [{"revision": "aa11", "worked": [piece, piece]}, {"revision": "ab22"}]

    with engine_at(database).begin() as connection:
        JOURNAL.make(connection)
        assert JOURNAL.worked(connection) == []
        for second in range(25):
            run = replace(RUN, id=f"{second:032}", started=f"2026-01-02T03:04:{second:02}.000+00:00")
            JOURNAL.begin(connection, run)
            # Every fifth has nothing to tell, and one is still open.
            revisions = [{"revision": "cc33"}] if second % 5 == 0 else told(second)
            if second != 24:
                JOURNAL.end(connection, run.id, "finished", ["cc33"], revisions)
        worked = JOURNAL.worked(connection)
    assert worked[:3] == [WORKED, WORKED, replace(WORKED, seconds=11.0)]
    assert len(worked) == 2 * 19


def test_no_more_than_the_last_twenty_runs_tell(sqlite: Database) -> None:
    with engine_at(sqlite).begin() as connection:
        JOURNAL.make(connection)
        for second in range(30):
            run = replace(RUN, id=f"{second:032}", started=f"2026-01-02T03:04:{second:02}.000+00:00")
            JOURNAL.begin(connection, run)
            worked = {"work": "index", "algorithm": None, "bytes": 7, "seconds": second / 2}
            JOURNAL.end(connection, run.id, "finished", [], [{"revision": "aa11", "worked": [worked]}])
        assert [piece.seconds for piece in JOURNAL.worked(connection)] == [second / 2 for second in range(29, 9, -1)]


def test_records_come_out_in_order_by_revision_until_the_run_ends(database: Database) -> None:
    second = replace(DONE, number=2, sort=Sort.DEFINITION, text="ALTER TABLE a", before="{}", steps="[]")
    with engine_at(database).begin() as connection:
        JOURNAL.make(connection)
        JOURNAL.add(connection, "one", "ab22", [second, DONE])
        JOURNAL.add(connection, "one", "aa11", [DONE])
        JOURNAL.add(connection, "two", "aa11", [DONE])
        assert JOURNAL.records(connection, "one") == {"ab22": [DONE, second], "aa11": [DONE]}
        JOURNAL.end(connection, "one", "finished", [], [])
        assert JOURNAL.records(connection, "one") == {}
        assert JOURNAL.records(connection, "two") == {"aa11": [DONE]}


def test_what_was_begun_before_another_one_is_done_and_the_last_is_not_believed(sqlite: Database) -> None:
    begun = [replace(DONE, number=number, sort=Sort.DEFINITION, state=State.BEGUN) for number in (1, 2)]
    failed = replace(DONE, number=3, state=State.FAILED)
    with engine_at(sqlite).begin() as connection:
        JOURNAL.make(connection)
        JOURNAL.add(connection, "one", "aa11", begun)
        JOURNAL.add(connection, "one", "ab22", [*begun, failed])
        states = {name: [r.state for r in found] for name, found in JOURNAL.records(connection, "one").items()}
    assert states["aa11"] == [State.DONE, State.BEGUN]
    assert states["ab22"] == [State.DONE, State.DONE, State.FAILED]


def test_one_row_is_corrected_and_no_other(sqlite: Database) -> None:
    with engine_at(sqlite).begin() as connection:
        JOURNAL.make(connection)
        JOURNAL.add(connection, "one", "aa11", [DONE, replace(DONE, number=2)])
        JOURNAL.add(connection, "one", "ab22", [DONE])
        JOURNAL.set_state(connection, "one", "aa11", 1, State.UNDONE)
        found = JOURNAL.records(connection, "one")
    assert [record.state for record in found["aa11"]] == [State.UNDONE, State.DONE]
    assert found["ab22"] == [DONE]


@pytest.mark.parametrize(("number", "left"), [(1, [2]), (None, [])])
def test_a_statement_or_a_whole_revision_is_forgotten(sqlite: Database, number: int | None, left: list[int]) -> None:
    with engine_at(sqlite).begin() as connection:
        JOURNAL.make(connection)
        for revision in ("aa11", "ab22"):
            JOURNAL.add(connection, "one", revision, [DONE, replace(DONE, number=2)])
        JOURNAL.forget(connection, "one", "aa11", number)
        found = JOURNAL.records(connection, "one")
    assert [record.number for record in found.get("aa11", [])] == left
    assert [record.number for record in found["ab22"]] == [1, 2]


@settings(max_examples=60)
@given(st.lists(_RECORDS.filter(lambda record: record.state is not State.BEGUN), max_size=5))
def test_any_record_comes_out_as_it_was(records: list[Record]) -> None:
    numbered = [replace(record, number=number) for number, record in enumerate(records, start=1)]
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        JOURNAL.make(connection)
        JOURNAL.add(connection, "one", "aa11", reversed(numbered))
        has_begun = any(record.sort is not Sort.FILE for record in numbered)
        assert JOURNAL.records(connection, "one").get("aa11", []) == (numbered if has_begun else [])
    engine.dispose()


def test_a_long_text_is_kept_whole(database: Database) -> None:
    long = replace(DONE, text="INSERT INTO a VALUES ('" + "é" * 70_000 + "')")
    with engine_at(database).begin() as connection:
        JOURNAL.make(connection)
        JOURNAL.add(connection, "one", "aa11", [long])
        assert JOURNAL.records(connection, "one") == {"aa11": [long]}


def test_times_are_told_in_utc_so_that_their_texts_are_in_order() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", now())


def test_revisions_that_differ_by_case_are_two(database: Database) -> None:
    with engine_at(database).begin() as connection:
        JOURNAL.make(connection)
        JOURNAL.begin(connection, RUN)
        for revision in ("aa11", "AA11"):
            JOURNAL.add(connection, RUN.id, revision, [DONE])
        assert set(JOURNAL.records(connection, RUN.id)) == {"aa11", "AA11"}
