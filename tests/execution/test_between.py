"""What somebody else changed while a run lay interrupted is noticed before anything is done."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.execution.attempts import engine_at, run_on
from tests.servers.database import Database
from toolkit.errors import ReplayDiffers
from toolkit.execution.between import refuse_changed
from toolkit.execution.journal.records import Record, Sort, State

DONE = (
    "CREATE TABLE a (id INT)",
    "ALTER TABLE a ADD COLUMN n INT",
    "ALTER TABLE a RENAME COLUMN n TO m",
    "CREATE TABLE gone (id INT)",
    "DROP TABLE gone",
    "ALTER TABLE a RENAME TO Orders",
    "ALTER TABLE Orders ADD COLUMN Late INT",
    "CREATE INDEX i ON Orders (m)",
)


@pytest.fixture(params=["mariadb", "mysql"])
def database(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Database:
    database = make_database(request.param)
    run_on(database, *DONE)
    return database


@pytest.fixture
def connection(database: Database) -> Iterator[sa.Connection]:
    with engine_at(database).connect() as connection:
        yield connection


def records(*texts: str, state: State = State.DONE) -> list[Record]:
    return [
        Record(number=number, sort=Sort.DEFINITION, state=state, text=text, digest="0")
        for number, text in enumerate(texts, start=1)
    ]


def test_what_is_as_it_was_left_passes(database: Database, connection: sa.Connection) -> None:
    refuse_changed(connection, database.backend, "ab22", records(*DONE))


def test_spellings_of_one_name_are_one(database: Database, connection: sa.Connection) -> None:
    refuse_changed(
        connection, database.backend, "ab22", records(*DONE, "ALTER TABLE Orders RENAME COLUMN Late TO LATE")
    )


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ("DROP TABLE Orders", "Orders is not there"),
        ("ALTER TABLE Orders DROP COLUMN Late", "Orders.Late is not there"),
        ("CREATE TABLE gone (id INT)", "gone is there"),
        ("CREATE TABLE a (id INT)", "a is there"),
        ("DROP INDEX i ON Orders", "the index i of Orders is not there"),
    ],
)
def test_what_somebody_changed_stops(database: Database, connection: sa.Connection, changed: str, told: str) -> None:
    run_on(database, changed)
    with pytest.raises(ReplayDiffers, match=told) as raised:
        refuse_changed(connection, database.backend, "ab22", records(*DONE))
    assert f"--resume-from {len(DONE) + 1}" in raised.value.mend


@pytest.mark.parametrize(
    "later",
    [
        "DROP INDEX i ON Orders",
        "ALTER TABLE Orders ADD COLUMN k INT, DROP INDEX i",
        "ALTER TABLE Orders RENAME INDEX i TO j",
        "ALTER TABLE Orders DROP COLUMN m",
        "ALTER TABLE Orders CHANGE m k INT",
        "ALTER TABLE Orders RENAME TO elsewhere",
    ],
)
def test_an_index_that_a_later_statement_may_have_taken_along_is_not_expected(
    database: Database, connection: sa.Connection, later: str
) -> None:
    done = [*DONE, "CREATE INDEX I2 ON Orders (id)", later]
    run_on(database, done[-2], later)
    refuse_changed(connection, database.backend, "ab22", records(*done))


@pytest.mark.parametrize("state", [State.BEGUN, State.FAILED, State.UNDONE])
def test_what_is_not_done_is_not_expected(database: Database, connection: sa.Connection, state: State) -> None:
    refuse_changed(connection, database.backend, "ab22", records("CREATE TABLE never (id INT)", state=state))


@pytest.mark.parametrize(
    ("made", "begun"),
    [
        ("CREATE TABLE tmp (id INT)", "DROP TABLE tmp"),
        ("ALTER TABLE Orders ADD COLUMN n INT", "ALTER TABLE Orders DROP COLUMN n"),
        ("CREATE INDEX n ON Orders (m)", "ALTER TABLE Orders DROP COLUMN m"),
    ],
)
def test_what_was_begun_last_may_be_done(database: Database, connection: sa.Connection, made: str, begun: str) -> None:
    last = Record(number=20, sort=Sort.DEFINITION, state=State.BEGUN, text=begun, digest="0", steps="{}")
    refuse_changed(connection, database.backend, "ab22", [*records(*DONE, made), last])


def test_where_a_table_went_in_another_database_is_not_known(database: Database, connection: sa.Connection) -> None:
    run_on(database, "RENAME TABLE Orders TO elsewhere")
    name = sa.make_url(database.url).database
    moved = f"RENAME TABLE Orders TO {name}.elsewhere"
    refuse_changed(connection, database.backend, "ab22", records(*DONE, moved))
