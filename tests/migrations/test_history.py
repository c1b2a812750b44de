"""The schema comes out the same, whichever way a database came to its revision."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command

import models
from tests.migrations.catalog import Catalog, read_catalog
from tests.migrations.history import configuration, downgrade, revisions, upgrade
from tests.servers.database import Database


def create_all(database: Database) -> None:
    """Create the tables and views that the models declare."""
    models.metadata.create_all(sa.create_engine(database.url, poolclass=sa.NullPool))


def drop_all(database: Database) -> None:
    """Drop them again."""
    models.metadata.drop_all(sa.create_engine(database.url, poolclass=sa.NullPool))


def test_ids_fit_the_version_table_and_name_their_files() -> None:
    for number, revision in enumerate(revisions(), start=1):
        assert revision.startswith(f"{number:04}_")
        assert len(revision) <= 32


def test_models_and_migrations_make_the_same_schema(database: Database) -> None:
    create_all(database)
    from_models = read_catalog(database)
    drop_all(database)
    assert read_catalog(database) == {}

    upgrade(database)
    assert read_catalog(database) == from_models
    assert "data_source_load" in from_models


def test_alembic_finds_nothing_to_add(database: Database) -> None:
    upgrade(database)
    command.check(configuration(database.url))


def test_down_to_base_leaves_nothing(database: Database) -> None:
    upgrade(database)
    downgrade(database)
    assert read_catalog(database) == {}


def test_up_again_makes_the_same_schema(database: Database) -> None:
    upgrade(database)
    first = read_catalog(database)
    downgrade(database)
    upgrade(database)
    assert read_catalog(database) == first


def test_every_step_can_be_taken_back(database: Database) -> None:
    before: Catalog = {}
    last = "base"
    for revision in revisions():
        upgrade(database, revision)
        after = read_catalog(database)
        downgrade(database, last)
        assert read_catalog(database) == before, f"{revision} taken back"
        upgrade(database, revision)
        assert read_catalog(database) == after, f"{revision} done again"
        before, last = after, revision
