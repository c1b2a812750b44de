"""How fast a server works on one table, tried with its rows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.planning.standing import execute
from tests.servers.database import Database
from toolkit.backends.capacity.register import capacity_of
from toolkit.capacity import TableSize
from toolkit.impact import Work
from toolkit.planning.durations import Piece
from toolkit.planning.measuring import Measuring
from toolkit.shadow.life import original_of

ODD = 'a %:b"c'


def pieces(database: Database, table: str, schema: str | None = None) -> Sequence[Piece]:
    engine = sa.create_engine(database.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    capacity = capacity_of(database.backend)
    assert capacity is not None
    with engine.connect() as live:
        size = next(
            (size for size in capacity.sizes(live) if (size.schema, size.name) == (schema, table)),
            TableSize(schema=schema, name=table, rows=5, bytes=100, data_bytes=100),
        )
        return Measuring(backend=database.backend, live=live, original=original_of(live)).of(size)


def kinds(found: Sequence[Piece]) -> set[tuple[Work, str | None]]:
    assert all(piece.bytes > 0 and piece.seconds > 0 for piece in found)
    return {(piece.work, piece.algorithm) for piece in found}


INNODB = {(Work.INDEX, "INPLACE"), (Work.REWRITE, "INPLACE"), (Work.REWRITE, "COPY")}
POSTGRESQL = {(Work.SCAN, None), (Work.INDEX, None), (Work.REWRITE, None)}


def make(database: Database, name: str) -> None:
    """A table that refers to another, with what makes a copy of rows hard."""
    is_postgresql = database.backend == "postgresql"
    quote = '"' if is_postgresql else "`"
    named = quote + name.replace(quote, quote * 2) + quote
    identity = "GENERATED ALWAYS AS IDENTITY" if is_postgresql else "AUTO_INCREMENT"
    sized = "GENERATED ALWAYS AS (n + 1) STORED"
    odd = f"{quote}x:%y{quote}"
    columns = f"id INTEGER {identity} PRIMARY KEY, n INTEGER, {odd} VARCHAR(20), p INTEGER, more INTEGER {sized}, document JSON"
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for sql in (
            "CREATE TABLE parents (id INTEGER PRIMARY KEY)",
            "INSERT INTO parents VALUES (7)",
            f"CREATE TABLE {named} ({columns}, FOREIGN KEY (p) REFERENCES parents (id))",
            f"INSERT INTO {named} (n, {odd}, p, document) VALUES (1, '50% :b', 7, '{{}}'), (2, NULL, NULL, NULL)",
        ):
            connection.exec_driver_sql(sql, execution_options={"no_parameters": True})


@pytest.mark.parametrize("backend", ["mariadb", "mysql", "postgresql"])
def test_each_kind_of_work_is_tried(backend: str, make_database: MakeDatabase) -> None:
    database = make_database(backend)
    make(database, ODD)
    assert kinds(pieces(database, ODD)) == (POSTGRESQL if backend == "postgresql" else INNODB)


def test_in_another_schema(postgresql: Database) -> None:
    execute(postgresql, "CREATE SCHEMA ledger", "CREATE TABLE ledger.t (id int)", "INSERT INTO ledger.t VALUES (1)")
    assert kinds(pieces(postgresql, "t", "ledger")) == POSTGRESQL


@pytest.mark.parametrize("backend", ["sqlite", "mariadb", "postgresql"])
def test_where_there_is_nothing_to_try(backend: str, make_database: MakeDatabase) -> None:
    database = make_database(backend)
    execute(database, "CREATE TABLE empty (id INTEGER)")
    assert pieces(database, "empty") == ()
    assert pieces(database, "gone") == ()


@pytest.mark.parametrize("backend", ["mariadb", "mysql"])
def test_a_small_table_is_not_taken_to_be_denser_than_the_large_one(
    backend: str, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """InnoDB gives each index of a small one whole extents, so that its rows have more bytes each."""
    monkeypatch.setattr("toolkit.planning.measuring.MOST_ROWS", 3000)
    database = make_database(backend)
    execute(
        database,
        "CREATE TABLE t (id INTEGER AUTO_INCREMENT PRIMARY KEY, n INTEGER, INDEX (n))",
        "INSERT INTO t (n) VALUES (1), (1), (1), (1), (1), (1), (1), (1)",
        *["INSERT INTO t (n) SELECT n FROM t"] * 11,
        "ANALYZE TABLE t",
    )
    engine = sa.create_engine(database.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as live:
        capacity = capacity_of(backend)
        assert capacity is not None
        [size] = [size for size in capacity.sizes(live) if size.name == "t"]
        found = Measuring(backend=backend, live=live, original=original_of(live)).of(size)
    whole = [piece.bytes for piece in found if (piece.work, piece.algorithm) == (Work.REWRITE, "COPY")]
    assert max(whole) == pytest.approx(size.bytes * 3000 / size.rows, rel=0.01)
