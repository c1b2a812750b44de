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


@pytest.mark.parametrize(
    ("before", "after", "values"),
    [
        ("TEXT", "INTEGER", ["1", " 02 ", "-3", "4.5", "zz", "12abc", "", "2.0"]),
        ("VARCHAR(30)", "DATE", ["2020-02-29", "2020"]),
        ("TEXT", "REAL", ["1.5", "1.5.2"]),
        ("REAL", "INTEGER", [1.0, 1.5]),
    ],
)
def test_what_a_cast_changes_does_not_fit(sqlite: Database, before: str, after: str, values: list[str | float]) -> None:
    with desk_of(sqlite) as desk:
        desk.run(f"CREATE TABLE t (id INTEGER PRIMARY KEY, c {before})", f"CREATE TABLE u (c {after})")
        for value in values:
            desk.run(f"INSERT INTO t (c) VALUES ({value!r})")
        changed = desk.value(
            f"SELECT group_concat('id=' || id, '; ') FROM t WHERE CAST(c AS {after}) IS NOT "
            # What stays the same number stays the same.
            f"CASE WHEN trim(c, ' 0123456789.+-') = '' AND trim(c) <> '' AND c NOT LIKE '%-%-%' "
            f"AND c NOT LIKE '%.%.%' THEN CAST(c AS REAL) ELSE c END"
        )
        found = desk.unfit("u")
        assert found is not None
        assert (found[0], "; ".join(found[1].samples)) == ("out-of-range-values", changed)


def test_numbers_are_numbers(sqlite: Database) -> None:
    with desk_of(sqlite) as desk:
        desk.run("CREATE TABLE t (id INT, c INTEGER)", "CREATE TABLE u (c REAL)", "CREATE TABLE v (c TEXT)")
        assert (desk.unfit("u"), desk.unfit("v")) == (None, None)


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
