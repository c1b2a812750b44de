"""What was done of a revision is taken back whole, or nothing of it is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.execution.attempts import RUN, Died, attempt, engine_at, journal_of, rows_of, run_on
from tests.servers.database import Database
from toolkit.backends.trash.base import PREFIX
from toolkit.backends.trash.register import trash_of
from toolkit.errors import CommandRefused
from toolkit.execution.exchange import entries_by_id
from toolkit.execution.journal.journal import Journal
from toolkit.execution.journal.records import State
from toolkit.execution.journal.trashed import load_trash
from toolkit.execution.trash import Keeper
from toolkit.execution.undoing import Undoing

FULL = ("CREATE TABLE people (id INT PRIMARY KEY, name VARCHAR(20))", "INSERT INTO people VALUES (1, 'ada')")


@pytest.fixture(params=["mysql", "mariadb"])
def innodb(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Database:
    database = make_database(request.param)
    run_on(database, *FULL)
    return database


def interrupted(database: Database, *statements: str, within: str | None = None) -> None:
    """A run that died after these statements, or within the last one."""
    with pytest.raises(Died), attempt(database) as attempted:
        if within is not None:
            attempted.dies("within", within)
        attempted.run(*statements)
        attempted.connection.commit()
        raise Died


def undone(database: Database, revision: str = "aa11") -> int:
    journal, trash = Journal(None, "alembic_version"), trash_of(database.backend)
    assert trash is not None
    with engine_at(database).connect() as connection:
        records = journal.records(connection, RUN)[revision]
        keeper = Keeper(trash=trash, entries=dict(entries_by_id(load_trash(connection, journal.tables))))
        keeper.enter(revision, "upgrade")
        undoing = Undoing(
            connection=connection,
            backend=database.backend,
            journal=journal,
            run=RUN,
            revision=revision,
            keeper=keeper,
        )
        count = undoing.undo(records)
        connection.commit()
    return count


def names_of(database: Database) -> set[str]:
    """Its own tables."""
    with engine_at(database).connect() as connection:
        return {name for name in sa.inspect(connection).get_table_names() if not name.startswith("tk")}


def shape_of(database: Database) -> tuple[set[str], set[str]]:
    """Its columns outside of the trash, and indexes."""
    with engine_at(database).connect() as connection:
        inspector = sa.inspect(connection)
        names = {str(column["name"]) for column in inspector.get_columns("people")}
        columns = {name for name in names if not name.startswith(PREFIX)}
        return columns, {str(index["name"]) for index in inspector.get_indexes("people")}


def states(database: Database) -> Sequence[State]:
    return [record.state for record in journal_of(database)["aa11"]]


def test_definitions_are_undone_the_last_first(innodb: Database) -> None:
    interrupted(
        innodb,
        "ALTER TABLE people ADD COLUMN age INT",
        "CREATE INDEX ix_age ON people (age)",
        "ALTER TABLE people RENAME COLUMN age TO years",
        "ALTER TABLE people RENAME TO persons",
        "CREATE TABLE other (id INT)",
    )
    assert undone(innodb) == 5
    assert names_of(innodb) == {"people"}
    assert shape_of(innodb) == ({"id", "name"}, set())
    assert states(innodb) == [State.UNDONE] * 5


def test_what_was_dropped_comes_back(innodb: Database) -> None:
    run_on(innodb, "CREATE TABLE other (id INT)", "INSERT INTO other VALUES (7)")
    interrupted(innodb, "DROP TABLE other", "ALTER TABLE people DROP COLUMN name")
    undone(innodb)
    assert rows_of(innodb, "SELECT id FROM other") == [(7,)]
    assert rows_of(innodb, "SELECT id, name FROM people") == [(1, "ada")]
    assert set(rows_of(innodb, "SELECT state FROM tk_trash")) == {("restored",)}


def test_rows_of_a_table_that_the_run_made_are_kept_in_the_trash(innodb: Database) -> None:
    interrupted(innodb, "CREATE TABLE other (id INT)")
    run_on(innodb, "INSERT INTO other VALUES (7)")
    undone(innodb)
    assert names_of(innodb) == {"people"}
    ((kept,),) = rows_of(innodb, "SELECT kept FROM tk_trash WHERE state = 'kept'")
    assert rows_of(innodb, f"SELECT id FROM {kept}") == [(7,)]


@pytest.mark.parametrize(
    "lasting",
    [
        "UPDATE people SET name = 'eve'",
        "ALTER TABLE people MODIFY COLUMN name VARCHAR(40)",
        "CREATE TABLE IF NOT EXISTS people (id INT)",
        "ALTER TABLE people DROP PRIMARY KEY",
    ],
)
def test_where_one_cannot_be_undone_nothing_is(mysql: Database, lasting: str) -> None:
    run_on(mysql, *FULL)
    interrupted(mysql, "ALTER TABLE people ADD COLUMN age INT", lasting, "CREATE TABLE other (id INT)")
    before = states(mysql)
    with pytest.raises(CommandRefused, match="aa11") as raised:
        undone(mysql)
    assert lasting in raised.value.why
    assert "CREATE TABLE other" not in raised.value.why
    assert names_of(mysql) == {"people", "other"}
    assert shape_of(mysql) == ({"id", "name", "age"}, set())
    assert states(mysql) == before


def test_what_was_only_begun_and_never_happened_is_not_undone(innodb: Database) -> None:
    interrupted(innodb, "ALTER TABLE people ADD COLUMN age INT", "CREATE TABLE other (id INT)", within="CREATE TABLE")
    run_on(innodb, "CREATE TABLE unrelated (id INT)")
    assert undone(innodb) == 1
    assert names_of(innodb) == {"people", "unrelated"}
    assert states(innodb) == [State.UNDONE, State.BEGUN]


def test_what_is_undone_is_not_undone_again(innodb: Database) -> None:
    interrupted(innodb, "CREATE TABLE other (id INT)", "ALTER TABLE people ADD COLUMN age INT")
    undone(innodb)
    run_on(innodb, "CREATE TABLE other (id INT)")
    assert undone(innodb) == 0
    assert names_of(innodb) == {"people", "other"}


def test_on_the_others_a_failure_takes_all_of_it_back(make_database: MakeDatabase) -> None:
    """After an autocommit block, what is done is in the journal there too."""
    for backend in ("sqlite", "postgresql"):
        database = make_database(backend)
        run_on(database, *FULL)
        interrupted(database, "ALTER TABLE people ADD COLUMN age INT", "CREATE INDEX ix_age ON people (age)")
        assert undone(database) == 2
        assert shape_of(database) == ({"id", "name"}, set())


TRIGGERS = (
    "CREATE TABLE other (id INT)",
    "INSERT INTO other VALUES (7)",
    "CREATE TRIGGER one BEFORE INSERT ON other FOR EACH ROW SET NEW.id = 1",
    "CREATE TRIGGER two BEFORE UPDATE ON other FOR EACH ROW SET NEW.id = 2",
)


@pytest.mark.parametrize(
    ("moment", "step"), [("after", "RENAME TABLE"), ("within", "DROP TRIGGER `one`"), ("after", "DROP TRIGGER `two`")]
)
def test_a_move_that_stopped_half_way_is_taken_back(mysql: Database, moment: str, step: str) -> None:
    run_on(mysql, *FULL, *TRIGGERS)
    with pytest.raises(Died), attempt(mysql) as attempted:
        attempted.dies(moment, step)
        attempted.run("DROP TABLE other")
    undone(mysql)
    assert rows_of(mysql, "SELECT id FROM other") == [(7,)]
    assert {row[0] for row in rows_of(mysql, "SHOW TRIGGERS")} == {"one", "two"}
    assert rows_of(mysql, "SELECT kept FROM tk_trash WHERE state = 'kept'") == []


def test_what_never_went_to_the_trash_is_not_listed_there(innodb: Database) -> None:
    interrupted(innodb, "DROP TABLE people", within="RENAME TABLE")
    undone(innodb)
    with engine_at(innodb).connect() as connection:
        assert load_trash(connection, Journal(None, "alembic_version").tables) == []
    assert rows_of(innodb, "SELECT name FROM people") == [("ada",)]
