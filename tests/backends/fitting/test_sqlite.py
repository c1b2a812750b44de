from __future__ import annotations

import time

import pytest
import sqlalchemy as sa

from tests.backends.fitting.desk import desk_of
from tests.servers.database import Database
from toolkit.backends.fitting.base import Misfits
from toolkit.backends.sql.values import Name


@pytest.mark.parametrize("key", ["UNIQUE (c COLLATE NOCASE)", "UNIQUE (c)"])
def test_the_collation_is_that_of_the_key(sqlite: Database, key: str) -> None:
    with desk_of(sqlite) as desk:
        collation = "" if "COLLATE" in key else " COLLATE NOCASE"
        desk.run(
            "CREATE TABLE t (id INT, c TEXT)",
            f"CREATE TABLE u (c TEXT{collation}, {key})",
            "INSERT INTO t VALUES (1, 'a'), (2, 'A'), (3, 'a ')",
        )
        assert desk.duplicates(like="u") == Misfits(rows=1, samples=("c='a'",))
        assert desk.error_of("CREATE UNIQUE INDEX i ON t (c COLLATE NOCASE)") is not None


def test_a_binary_key_over_a_column_that_is_not(sqlite: Database) -> None:
    with desk_of(sqlite) as desk:
        desk.run(
            "CREATE TABLE t (id INT, c TEXT COLLATE NOCASE)",
            "CREATE TABLE u (c TEXT, UNIQUE (c))",
            "INSERT INTO t VALUES (1, 'a'), (2, 'A')",
        )
        assert desk.duplicates(like="u").rows == 0


def test_types_refuse_nothing(sqlite: Database) -> None:
    with desk_of(sqlite) as desk:
        desk.run("CREATE TABLE t (id INT, c TEXT)", "CREATE TABLE u (c VARCHAR(1))", "INSERT INTO t VALUES (1, 'abc')")
        assert desk.unfit("u") is None


def test_an_interruption_hits_the_question_alone(sqlite: Database) -> None:
    with desk_of(sqlite) as desk:
        desk.run("CREATE TABLE t (id INT, c TEXT)", "INSERT INTO t VALUES (1, NULL)")
        desk.fitting.limit_time(desk.connection, 0.02)
        began = time.monotonic()
        endless = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s) SELECT MAX(n) FROM s"
        with pytest.raises(sa.exc.OperationalError, match="interrupted"):
            desk.fitting.duplicates(desk.connection, Name(name="t"), [], expressions=[endless])
        assert time.monotonic() - began < 5
        for _ in range(50):
            assert desk.nulls("c") == Misfits(rows=1, samples=("id=1",))
