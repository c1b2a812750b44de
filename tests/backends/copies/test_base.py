"""What holds on every server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

import models
from tests.backends.copies.copying import catalog, connected, copied, copies_at, made, migrate_reference, run
from tests.servers.database import Database
from toolkit.backends.copies.base import Definition
from toolkit.backends.sql.values import Name


@pytest.fixture
def live(database: Database) -> Iterator[sa.Connection]:
    with connected(database) as connection:
        yield connection


def test_the_reference_project_is_copied_as_it_is(database: Database) -> None:
    migrate_reference(database)
    with connected(database) as live:
        before = catalog(live)
        live.rollback()
        with copied(live) as copy:
            assert copy.told == []
            assert copy.changes() == []
            assert copy.tables() == {*models.metadata.tables, "alembic_version"}
        assert catalog(live) == before


def test_of_one_table_come_the_two_ends_of_its_foreign_keys(live: sa.Connection) -> None:
    run(
        live,
        "CREATE TABLE top (id INTEGER PRIMARY KEY)",
        "CREATE TABLE parent (id INTEGER PRIMARY KEY, t INTEGER, FOREIGN KEY (t) REFERENCES top (id))",
        "CREATE TABLE wanted (id INTEGER PRIMARY KEY, p INTEGER, FOREIGN KEY (p) REFERENCES parent (id))",
        "CREATE TABLE child (id INTEGER PRIMARY KEY, w INTEGER, FOREIGN KEY (w) REFERENCES wanted (id))",
        "CREATE TABLE grandchild (id INTEGER PRIMARY KEY, c INTEGER, FOREIGN KEY (c) REFERENCES child (id))",
        "CREATE TABLE sibling (id INTEGER PRIMARY KEY, p INTEGER, FOREIGN KEY (p) REFERENCES parent (id))",
        "CREATE TABLE tk_journal (layout INTEGER)",
        "CREATE INDEX ix ON wanted (p)",
        "CREATE VIEW seen AS SELECT id FROM wanted",
        "CREATE VIEW seen_again AS SELECT id FROM seen",
        "CREATE VIEW unseen AS SELECT id FROM sibling",
    )
    with copied(live, "wanted", "nothing") as copy:
        assert copy.told == []
        assert copy.tables() == {"top", "parent", "wanted", "child"}
        assert copy.views() == {"seen", "seen_again"}
        assert [index["name"] for index in sa.inspect(copy.shadow).get_indexes("wanted") if index["name"] == "ix"]
    with copied(live, "tk_journal") as copy:
        assert (copy.tables(), copy.views()) == ({"tk_journal"}, set())
    with copied(live, "unseen") as copy:
        assert copy.views() >= {"unseen"}
        assert copy.tables() >= {"sibling", "parent", "top"}
        assert copy.told == []


def test_nothing_is_copied_of_nothing(live: sa.Connection) -> None:
    run(live, "CREATE TABLE a (x INTEGER)")
    assert copies_at(live).definitions(live, []) == []
    assert copies_at(live).definitions(live, [Name(name="nothing"), Name(name="it's `\" %s :x")]) == []


def test_what_is_refused_is_told_and_the_rest_is_made(live: sa.Connection) -> None:
    definitions = [
        Definition(what="view v", sql="CREATE VIEW v AS SELECT x FROM a"),
        Definition(what="table a", sql="CREATE TABLE a (x INTEGER)"),
        Definition(what="nonsense", sql="CREATE NONSENSE '100% :x'"),
        Definition(what="table c", sql="CREATE TABLE c (y VARCHAR(20) DEFAULT '100% :x %s')"),
    ]
    with made(live, definitions) as copy:
        assert copy.tables() == {"a", "c"}
        assert copy.views() == {"v"}
        assert len(copy.told) == 1
        assert copy.told[0].startswith("The copy on the shadow lacks the nonsense: ")
        assert "100% :x %s" in str(sa.inspect(copy.shadow).get_columns("c")[0]["default"])


def test_reading_changes_nothing_of_the_session(live: sa.Connection, database: Database) -> None:
    run(live, "CREATE TABLE a (x INTEGER)")
    asked = {
        "sqlite": "PRAGMA foreign_keys",
        "postgresql": "SELECT current_setting('search_path') || current_setting('DateStyle') || current_schema()",
    }.get(
        database.backend, "SELECT CONCAT_WS('/', @@sql_mode, @@time_zone, @@foreign_key_checks, @@collation_connection)"
    )
    before = live.exec_driver_sql(asked).scalar()
    definitions = copies_at(live).definitions(live, None)
    assert live.exec_driver_sql(asked).scalar() == before
    live.rollback()
    with made(live, []) as copy:
        before = copy.shadow.exec_driver_sql(asked).scalar()
        copies_at(live).apply(copy.shadow, definitions)
        assert copy.shadow.exec_driver_sql(asked).scalar() == before
