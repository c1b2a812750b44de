"""Autogenerate does not see what tk keeps in a database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.autogenerate.api import AutogenContext
from alembic.runtime.migration import MigrationContext

from tests.servers.database import Database
from toolkit.backends.journal import journal_tables, make_tables
from toolkit.workflows.unseen import our_own_unseen


@pytest.fixture
def connection(sqlite: Database) -> Iterator[sa.Connection]:
    """With a journal, a dropped table and a dropped column's index beside a table of the user."""
    with sa.create_engine(sqlite.url, poolclass=sa.NullPool).connect() as connection:
        make_tables(connection, journal_tables(None))
        connection.exec_driver_sql("CREATE TABLE tktrash_0123abcd_old (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, tktrash_0123abcd_n INTEGER)")
        connection.exec_driver_sql("CREATE INDEX tktrash_0123abcd_ix ON t (id)")
        connection.exec_driver_sql("CREATE TABLE tk_users (id INTEGER PRIMARY KEY)")
        yield connection


def proposed(connection: sa.Connection, **options: Any) -> list[tuple[str, str]]:
    """What Alembic would change, where the models have only the table ``t``."""
    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True))
    context = MigrationContext.configure(connection, opts={"target_metadata": metadata, **options})
    return [(change[0], getattr(change[-1], "name", "")) for change in compare_metadata(context, metadata)]


def test_only_what_is_the_users_is_dropped(connection: sa.Connection) -> None:
    with our_own_unseen():
        assert proposed(connection) == [("remove_table", "tk_users")]


def test_without_it_all_would_be_dropped(connection: sa.Connection) -> None:
    with our_own_unseen():
        pass
    told = proposed(connection)
    assert ("remove_table", "tktrash_0123abcd_old") in told
    assert ("remove_column", "tktrash_0123abcd_n") in told
    assert ("remove_index", "tktrash_0123abcd_ix") in told
    assert ("remove_table", "tk_runs") in told


def test_env_py_is_still_asked_and_not_about_ours(connection: sa.Connection) -> None:
    asked: list[str | None] = []

    def include_name(name: str | None, kind: str, parents: Any) -> bool:
        asked.append(name)
        return name != "tk_users"

    with our_own_unseen():
        assert proposed(connection, include_name=include_name) == []
    assert {"t", "id", "tk_users"} <= set(asked)
    assert not [name for name in asked if name and name.startswith(("tktrash_", "tk_runs"))]


def test_an_error_leaves_alembic_as_it_was() -> None:
    before = AutogenContext.run_name_filters
    with pytest.raises(ZeroDivisionError), our_own_unseen():
        assert AutogenContext.run_name_filters is not before
        raise ZeroDivisionError
    assert AutogenContext.run_name_filters is before
