from __future__ import annotations

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Integer, create_engine, pool

from tests.servers.database import Database
from toolkit.errors import StatementFailed
from toolkit.execution.names import names_kept_whole

LONG = "n" * 70


@pytest.fixture
def op(postgresql: Database):
    with (
        create_engine(postgresql.url, poolclass=pool.NullPool).connect() as connection,
        Operations.context(MigrationContext.configure(connection)) as op,
    ):
        op.create_table("t", Column("id", Integer))
        with names_kept_whole():
            yield op


OPERATIONS = {
    "table": lambda op: op.create_table(LONG, Column("id", Integer)),
    "column of a table": lambda op: op.create_table("u", Column(LONG, Integer)),
    "column": lambda op: op.add_column("t", Column(LONG, Integer)),
    "renamed column": lambda op: op.alter_column("t", "id", new_column_name=LONG),
    "renamed table": lambda op: op.rename_table("t", LONG),
    "bytes, not letters": lambda op: op.create_table("é" * 40, Column("id", Integer)),
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_name_that_postgresql_would_cut_is_refused(operation: str, op: Operations) -> None:
    with pytest.raises(StatementFailed, match="too long"):
        OPERATIONS[operation](op)


def test_other_names_and_raw_sql_pass(op: Operations) -> None:
    op.create_table("n" * 63, Column("n" * 63, Integer))
    op.execute(f"CREATE TABLE {LONG.upper().replace('N', 'm')} (id INT)")
