"""What counts as committed."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext

from tests.servers.database import Database
from toolkit.execution.account import Account


def stamped(connection: sa.Connection, revision: str) -> MigrationContext:
    context = MigrationContext.configure(connection)
    context._ensure_version_table()
    connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{revision}')")
    return context


def test_a_commit_of_ours_counts(database: Database) -> None:
    with sa.create_engine(database.url, poolclass=sa.NullPool).connect() as connection:
        account = Account(MigrationContext.configure(connection), ())
        account.note_applied({"bb22", "aa11"})
        assert account.committed == ()
        account.note_commit(connection)
        assert account.committed == ("aa11", "bb22")


def test_a_commit_of_another_connection_does_not(database: Database) -> None:
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.connect() as connection, engine.connect() as other:
        account = Account(MigrationContext.configure(connection), ())
        account.note_applied({"aa11"})
        account.note_commit(other)
        assert account.committed == ()
    engine.dispose()


@pytest.mark.parametrize("commits", [True, False])
def test_without_a_commit_seen_the_database_is_asked(database: Database, commits: bool) -> None:
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        MigrationContext.configure(connection)._ensure_version_table()
        connection.commit()
        context = stamped(connection, "aa11")
        account = Account(context, ())
        account.note_applied({"aa11"})
        if commits:
            connection.commit()
        else:
            connection.rollback()
        connection.close()
        assert account.is_settled() is commits
        assert account.outcome([{"aa11"}]).at_head is commits
    engine.dispose()
