"""Rows that do not fit, on every server."""

from __future__ import annotations

import time

import pytest
import sqlalchemy as sa

from tests.backends.fitting.desk import Desk, desk_of
from tests.servers.database import Database
from toolkit.backends.fitting.base import Misfits, Value
from toolkit.backends.sql.values import Name
from toolkit.catalog.members import Column, ForeignKey

HOSTILE = "a \"b` %s :x.'--"
NOTHING = Misfits(rows=0, samples=())


def test_rows_without_a_value(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id INT PRIMARY KEY, c INT, d INT)", "INSERT INTO t VALUES (1, 5, 1), (2, 6, NULL)")
    assert desk.nulls("c") == NOTHING
    assert desk.nulls("d") == Misfits(rows=1, samples=("id=2",))
    desk.run(*(f"INSERT INTO t VALUES ({number}, NULL, NULL)" for number in range(3, 10)))
    assert desk.nulls("c").rows == 7
    assert len(desk.nulls("c").samples) == 5
    assert desk.nulls("c", key=()) == Misfits(rows=7, samples=())


def test_samples_can_be_pasted(desk: Desk) -> None:
    desk.run(
        "CREATE TABLE t (a INT NOT NULL, b VARCHAR(200) NOT NULL, c INT, PRIMARY KEY (a, b))",
        "INSERT INTO t VALUES (1, 'it''s 100% :x', NULL)",
    )
    [sample] = desk.nulls("c", key=("a", "b")).samples
    assert sample == "a=1 AND b='it''s 100% :x'"
    assert desk.value(f"SELECT COUNT(*) FROM t WHERE {sample}") == 1
    desk.run(f"INSERT INTO t VALUES (2, '{'x' * 200}', NULL)")
    assert all(len(sample) < 100 for sample in desk.nulls("c", key=("a", "b")).samples)


def test_names_are_quoted(desk: Desk) -> None:
    quoted = desk.connection.dialect.identifier_preparer.quote_identifier
    name = HOSTILE
    table, column = quoted(name), quoted(f"{name}c")
    # SQLAlchemy doubles percent signs for a driver that is given parameters.
    table, column = table.replace("%%", "%"), column.replace("%%", "%")
    desk.run(
        f"CREATE TABLE {table} ({column} INT, k INT)",
        f"INSERT INTO {table} VALUES (NULL, 1), (3, 1), (3, 1)",
    )
    where, integer = Name(name=name), Column(name=f"{name}c", position=1, type="integer", nullable=True)
    asked = desk.fitting.nulls(desk.connection, where, f"{name}c", ("k",))
    assert asked == Misfits(rows=1, samples=("k=1",))
    key = Column(name=f"{name}c", position=1, type="int" if "m" in desk.backend[:1] else "integer", nullable=True)
    twice = desk.fitting.duplicates(desk.connection, where, [Value(column=key, source=None)])
    assert twice == Misfits(rows=1, samples=(f"{column}=3",))
    reference = ForeignKey(
        name=None,
        columns=(integer.name,),
        referred_schema=None,
        referred_table=name,
        referred_columns=("k",),
    )
    assert desk.fitting.orphans(desk.connection, where, reference, ("k",)).rows == 2


def test_values_that_are_there_twice(desk: Desk) -> None:
    desk.run(
        "CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(20))",
        "CREATE TABLE u (id INT, a INT, b VARCHAR(20), CONSTRAINT ab UNIQUE (a, b))",
        "INSERT INTO t VALUES (1, 1, 'x'), (2, 1, 'y'), (3, NULL, 'x'), (4, NULL, 'x'), (5, 1, NULL), (6, 1, NULL)",
    )
    assert desk.duplicates(like="u") == NOTHING
    desk.run("INSERT INTO t VALUES (7, 1, 'x'), (8, 1, 'x'), (9, 1, 'y')")
    found = desk.duplicates(like="u")
    assert found.rows == 3
    assert sorted(found.samples) == ["a=1 AND b='x'", "a=1 AND b='y'"]
    refusal = desk.error_of("CREATE UNIQUE INDEX ab ON t (a, b)")
    assert refusal is not None


def test_foreign_keys_that_lead_nowhere(desk: Desk) -> None:
    desk.run(
        "CREATE TABLE p (x INT NOT NULL, y INT NOT NULL, PRIMARY KEY (x, y))",
        "CREATE TABLE t (id INT PRIMARY KEY, y INT, x INT)",
        "CREATE TABLE u (id INT, y INT, x INT, CONSTRAINT fk FOREIGN KEY (x, y) REFERENCES p (x, y))",
        "INSERT INTO p VALUES (1, 2)",
        "INSERT INTO t VALUES (1, 2, 1), (2, NULL, 9), (3, 9, NULL), (4, NULL, NULL)",
    )
    assert desk.orphans(like="u") == NOTHING
    desk.run("INSERT INTO t VALUES (5, 1, 2), (6, 2, 3)")
    assert desk.orphans(like="u") == Misfits(rows=2, samples=("id=5", "id=6"))


def test_a_table_that_refers_to_itself(desk: Desk) -> None:
    desk.run(
        "CREATE TABLE t (id INT PRIMARY KEY, parent INT)",
        "INSERT INTO t VALUES (1, NULL), (2, 1), (3, 8)",
    )
    own = ForeignKey(name=None, columns=("parent",), referred_schema=None, referred_table="t", referred_columns=("id",))
    assert desk.fitting.orphans(desk.connection, Name(name="t"), own, ("id",)) == Misfits(rows=1, samples=("id=3",))


def test_expressions_and_predicates(desk: Desk) -> None:
    if desk.backend == "mariadb":
        pytest.skip("MariaDB has neither.")
    where = "" if desk.backend == "mysql" else " WHERE d = 'it''s 5%'"
    desk.run(
        "CREATE TABLE t (id INT PRIMARY KEY, c VARCHAR(20), d VARCHAR(20))",
        "CREATE TABLE u (id INT, c VARCHAR(20), d VARCHAR(20))",
        f"CREATE UNIQUE INDEX i ON u ((lower(c)), d){where}",
        "INSERT INTO t VALUES (1, 'a', 'it''s 5%'), (2, 'b', 'it''s 5%'), (3, 'c', 'x')",
    )
    assert desk.duplicates(like="u") == NOTHING
    desk.run("INSERT INTO t VALUES (4, 'A', 'it''s 5%')")
    assert desk.duplicates(like="u").rows == 1
    desk.run("INSERT INTO t VALUES (5, 'C', 'x')")
    assert desk.duplicates(like="u").rows == (2 if desk.backend == "mysql" else 1)
    assert desk.error_of(f"CREATE UNIQUE INDEX j ON t ((lower(c)), d){where}") is not None


def test_what_takes_too_long_is_ended(desk: Desk) -> None:
    series = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 900) SELECT n, NULL FROM s"
    desk.run("CREATE TABLE t (id INT, c INT)", f"INSERT INTO t {series}", *(["INSERT INTO t SELECT id, c FROM t"] * 6))
    desk.fitting.limit_time(desk.connection, 0.2)
    began = time.monotonic()
    with pytest.raises(sa.exc.DBAPIError):
        # Each row is held against all pairs of rows.
        desk.fitting.duplicates(
            desk.connection,
            Name(name="t"),
            [],
            expressions=["SELECT COUNT(*) FROM t a JOIN t b ON a.id + b.id <> tk_row.id"],
        )
    assert time.monotonic() - began < 5
    # The next one has its own time.
    assert desk.nulls("c", key=()).rows == 900 * 64


def test_the_limit_is_for_questions_alone(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id INT, c INT)")
    desk.fitting.limit_time(desk.connection, 0.05)
    assert desk.nulls("c") == NOTHING
    slow = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 2000000) SELECT COUNT(*) FROM s"
    sleeping = {"mysql": "SELECT SLEEP(0.3)", "mariadb": "SELECT SLEEP(0.3)", "postgresql": "SELECT pg_sleep(0.3)"}
    assert desk.value(sleeping.get(desk.backend, slow)) in (0, "", 2000000)


def test_a_question_keeps_nobody_out(database: Database) -> None:
    """Neither its lock nor its limit stays after the transaction it was asked in."""
    with desk_of(database) as desk, desk_of(database) as other:
        desk.run("CREATE TABLE t (id INT, c INT)", "INSERT INTO t VALUES (1, NULL)")
        asking = sa.create_engine(database.url, poolclass=sa.NullPool).connect()
        with asking:
            desk.fitting.limit_time(asking, 3)
            assert desk.fitting.nulls(asking, Name(name="t"), "c", ("id",)).rows == 1
            asking.rollback()
            other.run("ALTER TABLE t ADD COLUMN d INT")
            if database.backend == "postgresql":
                assert asking.scalar(sa.text("SHOW statement_timeout")) == other.value("SHOW statement_timeout")
