"""Whether anything is at stake."""

from __future__ import annotations

import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.backends.capacity.register import capacity_of
from toolkit.capacity import TableSize
from toolkit.planning.stakes import MOST_ASKED, have_rows


def asked(database: Database, *statements: str, only: str | None = None, rows: int | None = None) -> bool:
    """After the statements; ``rows`` is told in place of the server's estimate."""
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    capacity = capacity_of(database.backend)
    assert capacity is not None
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as live:
        sizes = [size for size in capacity.sizes(live) if only in (None, size.name)]
        if rows is not None:
            sizes = [TableSize(schema=size.schema, name=size.name, rows=rows, bytes=0, data_bytes=0) for size in sizes]
        return have_rows(live, sizes, "alembic_version")


def test_an_empty_database_has_none(database: Database) -> None:
    assert not asked(database)
    assert not asked(database, "CREATE TABLE t (id INT PRIMARY KEY)")


def test_a_row_is_found_whatever_the_server_estimates(database: Database) -> None:
    assert asked(database, "CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)", rows=0)


def test_what_tk_and_alembic_keep_is_none(database: Database) -> None:
    made = [
        f"CREATE TABLE {name} (id INT PRIMARY KEY)" for name in ("alembic_version", "tk_runs", "tktrash_0a1b2c3d_t")
    ]
    filled = [f"INSERT INTO {name} VALUES (1)" for name in ("alembic_version", "tk_runs", "tktrash_0a1b2c3d_t")]
    assert not asked(database, *made, *filled)


def test_a_table_that_may_not_be_read_may_have_one(sqlite: Database) -> None:
    engine = sa.create_engine(sqlite.url)
    gone = TableSize(schema=None, name="gone", rows=0, bytes=0, data_bytes=0)
    with engine.connect() as live:
        assert have_rows(live, [gone], "alembic_version")


def test_not_more_than_so_many_tables_are_asked(sqlite: Database) -> None:
    engine = sa.create_engine(sqlite.url)
    sent: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *told: sent.append(told[2]))
    with engine.begin() as live:
        live.exec_driver_sql("CREATE TABLE t (id INT)")
        sent.clear()
        size = TableSize(schema=None, name="t", rows=0, bytes=0, data_bytes=0)
        assert not have_rows(live, [size] * (2 * MOST_ASKED), "alembic_version")
    assert len(sent) == MOST_ASKED
