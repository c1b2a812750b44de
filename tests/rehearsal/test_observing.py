"""What env.py tells, and the moment it is told of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.projects.opening import OpenProject
from tests.servers.database import Database
from toolkit.backends.catalogs.register import reader_of
from toolkit.catalog.values import Catalog
from toolkit.rehearsal import observing
from toolkit.rehearsal.observing import observe

MODELS = "sa.Table('orders', target_metadata, sa.Column('id', sa.Integer, primary_key=True))"


def execute(database: Database, *statements: str) -> None:
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def at(database: Database, revision: str) -> None:
    execute(
        database,
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)",
        f"INSERT INTO alembic_version VALUES ('{revision}')",
    )


def test_where_it_stands_and_what_it_holds(open_project: OpenProject, database: Database) -> None:
    at(database, "ab22")
    project = open_project(url=database.url, models=MODELS, options="compare_type=False")
    [observed] = observe(project, live=True)
    assert observed.heads == ("ab22",)
    assert observed.live is not None
    assert [table.name for table in observed.live.tables] == ["alembic_version"]
    assert observed.options["compare_type"] is False
    assert [list(metadata.tables) for metadata in observed.metadata] == [["orders"]]
    assert observed.original is not None
    assert observed.original.url.database == sa.make_url(database.url).database


def test_without_the_live_schema(open_project: OpenProject, sqlite: Database) -> None:
    [observed] = observe(open_project(url=sqlite.url), live=False)
    assert (observed.live, observed.heads) == (None, ())


@pytest.mark.parametrize(
    ("backend", "options", "told"),
    [
        ("postgresql", "", True),
        ("postgresql", "transaction_per_migration=True", False),
        ("postgresql", "transactional_ddl=False", False),
        ("mysql", "", False),
        ("sqlite", "", False),
    ],
)
def test_whether_the_revisions_share_a_transaction(
    backend: str, options: str, told: bool, open_project: OpenProject, make_database: MakeDatabase
) -> None:
    project = open_project(url=make_database(backend).url, options=options)
    [observed] = observe(project, live=False)
    assert observed.one_transaction is told


def test_a_transaction_that_env_py_began_is_its_own_to_end(open_project: OpenProject, sqlite: Database) -> None:
    """As one does that switches foreign keys off around all of it."""
    project = open_project(url=sqlite.url)
    env = project.settings.directory / "scripts/env.py"
    text = env.read_text()
    run = "context.run_migrations()"
    assert run in text
    around = 'context.execute("BEGIN IMMEDIATE"); {run}; context.execute("END")'
    env.write_text(text.replace(run, around.format(run=run)))
    [observed] = observe(project, live=True)
    assert observed.live is not None


@pytest.mark.parametrize("given", ["None", "[target_metadata, sa.MetaData()]"])
def test_models_that_are_none_or_many(given: str, open_project: OpenProject, sqlite: Database) -> None:
    [observed] = observe(open_project(url=sqlite.url, models=f"target_metadata = {given}"), live=False)
    assert len(observed.metadata) == (0 if given == "None" else 2)


@pytest.mark.parametrize("backend", ["mariadb", "mysql", "postgresql"])
def test_a_migration_while_the_schema_is_read(
    backend: str, open_project: OpenProject, make_database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Version and schema are of one moment: the reading begins anew."""
    database: Database = make_database(backend)
    at(database, "aa11")
    read, readings = reader_of(backend), []
    assert read is not None

    def slow(connection: sa.Connection, schemas: Sequence[str] = ()) -> Catalog:
        found = read(connection, schemas)
        readings.append(found)
        if len(readings) == 1:
            execute(database, "CREATE TABLE t_ab22 (id INTEGER)", "UPDATE alembic_version SET version_num = 'ab22'")
        return found

    monkeypatch.setattr(observing, "reader_of", lambda name: slow)
    [observed] = observe(open_project(url=database.url), live=True)
    assert observed.heads == ("ab22",)
    assert observed.live is not None
    assert [table.name for table in observed.live.tables] == ["alembic_version", "t_ab22"]
    assert len(readings) == 2
