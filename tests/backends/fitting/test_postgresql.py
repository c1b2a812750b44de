"""What is counted is what the server refuses, or changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.backends.fitting.desk import Desk, desk_of
from tests.servers.database import Database
from toolkit.backends.fitting.base import Misfits, Value
from toolkit.backends.fitting.types import spelled
from toolkit.backends.sql.values import Name

LONG, RANGE, ENUM = "too-long-values", "out-of-range-values", "unknown-enum-values"
# Before, after, values that fit, values that do not, and what these are.
CASES = [
    ("varchar(10)", "varchar(3)", ["'abc'", "'éàü'", "'ab   '"], ["'abcd'", "' abc'"], LONG),
    ("text", "char(3)", ["'abc'", "'ab   '"], ["'abcd'"], LONG),
    ("char(10)", "varchar(3)", ["'abc'"], ["'abcd'"], LONG),
    ("integer", "varchar(3)", ["-99"], ["1000"], LONG),
    ("bigint", "integer", ["2147483647", "-2147483648"], ["2147483648", "-2147483649"], RANGE),
    ("integer", "smallint", ["32767", "-32768"], ["32768"], RANGE),
    ("numeric", "integer", ["5.0", "-7"], ["5.5", "3000000000", "'NaN'", "'Infinity'"], RANGE),
    ("double precision", "bigint", ["5"], ["5.5", "1e30", "'NaN'"], RANGE),
    ("numeric(10,4)", "numeric(6,2)", ["1.23", "-9999.99", "'NaN'"], ["1.234", "10000", "-10000.5"], RANGE),
    ("numeric", "numeric(5)", ["12345"], ["123456", "1.5", "'-Infinity'"], RANGE),
    ("double precision", "numeric(4,2)", ["0.1", "99.99"], ["0.125", "1e9"], RANGE),
    ("bigint", "numeric(4,1)", ["999"], ["1000"], RANGE),
    ("double precision", "real", ["1e38", "'Infinity'", "'NaN'"], ["1e39", "-1e300"], RANGE),
    ("text", "mood", ["'sad'", "'it''s'", "'a\\b'"], ["'Sad'", "''", "'ok '"], ENUM),
    ("char(9)", "mood", ["'sad'"], ["'x'"], ENUM),
    ('"Old Mood"', "mood", ["'sad'"], ["'gone'"], ENUM),
    ("varchar(9)", "short", ["'abc'"], ["'abcd'"], LONG),
]
WIDER = [
    ("varchar(3)", "varchar(5)"),
    ("varchar(3)", "text"),
    ("char(3)", "varchar(3)"),
    ("integer", "bigint"),
    ("integer", "numeric(10,0)"),
    ("numeric(5,2)", "numeric(6,2)"),
    ("numeric(9,0)", "integer"),
    ("numeric", "double precision"),
    ("text", "uuid"),
    ("text", "integer"),
    ("timestamp", "timestamp(0)"),
    ("integer", "mood"),
    ("mood", "mood"),
    ("text[]", "varchar(3)[]"),
    ("varchar(9)", '"char"'),
]


@pytest.fixture
def desk(postgresql: Database) -> Iterator[Desk]:
    with desk_of(postgresql) as desk:
        desk.run(
            "CREATE TYPE mood AS ENUM ('sad', 'it''s', E'a\\\\b', 'ok')",
            "CREATE TYPE \"Old Mood\" AS ENUM ('gone', 'sad')",
            "CREATE DOMAIN short AS varchar(3) NOT NULL",
        )
        yield desk


def test_what_is_counted_is_what_the_server_refuses_or_changes(desk: Desk) -> None:
    for case in CASES:
        hold_against_the_server(desk, *case)
        desk.run("DROP TABLE t, u")


def hold_against_the_server(
    desk: Desk, before: str, after: str, fitting: list[str], unfit: list[str], name: str
) -> None:
    desk.run(
        f"CREATE TABLE t (id serial PRIMARY KEY, c {before})",
        f"CREATE TABLE u (c {after})",
        f"INSERT INTO t (c) VALUES {', '.join(f'({value})' for value in fitting)}",
    )
    both, last = desk.both(), len(fitting)
    found = desk.unfit_between("t", *both)
    assert found is not None, (before, after)
    assert found[1].rows == 0, (before, after)
    assert becomes(desk, f"id <= {last}", after), (before, after)
    desk.run(f"INSERT INTO t (c) VALUES {', '.join(f'({value})' for value in unfit)}")
    ids = range(last + 1, last + 1 + len(unfit))
    told = name, Misfits(rows=len(unfit), samples=tuple(f"id={number}" for number in ids))
    assert desk.unfit_between("t", *both) == told, (before, after)
    for number in ids:
        assert not becomes(desk, f"id = {number}", after), (before, after, number)


def becomes(desk: Desk, condition: str, after: str) -> bool:
    """Whether the server takes the new type for these rows, and every value stays the same."""
    using = "c::text::mood" if after == "mood" else "c"
    desk.run(f"CREATE TEMPORARY TABLE n AS SELECT id, c FROM t WHERE {condition}")
    refused = desk.error_of(f"ALTER TABLE n ALTER c TYPE {after} USING {using}")
    number = "t.c::text ~ '^[-+0-9]' AND t.c::text::numeric = n.c::text::numeric"
    changed = desk.value(
        f"SELECT count(*) FROM t JOIN n USING (id) WHERE NOT CASE WHEN rtrim(t.c::text) = rtrim(n.c::text)"
        f" OR n.c::text = 'Infinity' OR n.c::text LIKE '%e+%' THEN true ELSE {number} END"
    )
    desk.run("DROP TABLE n")
    return refused is None and not changed


def test_a_type_that_is_wider_or_cannot_be_told_is_no_question(desk: Desk) -> None:
    had, has = ([f"c{number} {pair[side]}" for number, pair in enumerate(WIDER)] for side in (0, 1))
    desk.run(f"CREATE TABLE t (id int, {', '.join(had)})", f"CREATE TABLE u (id int, {', '.join(has)})")
    catalog = desk.catalog()
    columns = {table.name: [spelled(column, catalog) for column in table.columns] for table in catalog.tables}
    asked = [desk.unfit_between("t", *both) for both in zip(columns["t"], columns["u"], strict=True)]
    assert asked == [None] * (len(WIDER) + 1)


COLLATION = "CREATE COLLATION \"Ci.x\" (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"


def test_values_are_alike_as_the_new_collation_has_it(desk: Desk) -> None:
    desk.run(
        COLLATION,
        "CREATE TABLE t (id int PRIMARY KEY, c text)",
        'CREATE TABLE u (c text COLLATE "Ci.x" UNIQUE)',
        "INSERT INTO t VALUES (1, 'a'), (2, 'A'), (3, 'b')",
    )
    assert desk.duplicates(like="u").rows == 1
    assert desk.duplicates(like="t").rows == 0
    desk.run("CREATE TABLE v (c text)", 'CREATE UNIQUE INDEX v_c ON v (c COLLATE "Ci.x")')
    assert desk.duplicates(like="v").rows == 1
    assert desk.error_of('CREATE UNIQUE INDEX t_c ON t (c COLLATE "Ci.x")') is not None


def test_a_collation_of_another_schema(desk: Desk) -> None:
    desk.run(
        'CREATE SCHEMA "Led.ger"',
        COLLATION.replace('"Ci.x"', '"Led.ger"."c i"'),
        "CREATE TABLE t (id int PRIMARY KEY, c text)",
        'CREATE TABLE u (c text COLLATE "Led.ger"."c i" UNIQUE)',
        "INSERT INTO t VALUES (1, 'a'), (2, 'A')",
    )
    assert desk.duplicates(like="u").rows == 1


def test_a_collation_that_is_not_there_yet_is_refused(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id int, c text UNIQUE)")
    told = replace(desk.column("t", "c"), collation="nowhere")
    with pytest.raises(sa.exc.DBAPIError, match="nowhere"):
        desk.fitting.duplicates(desk.connection, Name(name="t"), [Value(column=told, source=None)])


def test_nulls_that_are_equal(desk: Desk) -> None:
    desk.run(
        "CREATE TABLE t (id int PRIMARY KEY, c int)",
        "CREATE TABLE u (c int UNIQUE NULLS NOT DISTINCT)",
        "INSERT INTO t VALUES (1, NULL), (2, NULL), (3, 4)",
    )
    assert desk.duplicates(like="u") == Misfits(rows=1, samples=("c IS NULL",))
    assert desk.error_of("ALTER TABLE t ADD UNIQUE NULLS NOT DISTINCT (c)") is not None


@pytest.mark.parametrize(
    ("before", "after", "values"),
    [
        ("numeric", "numeric(9,2)", ["1.231", "1.232"]),
        ("timestamp", "timestamp(0)", ["'2001-01-01 00:00:00'", "'2001-01-01 00:00:00.2'"]),
        ("text", "uuid", ["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'"]),
        ("text", "char(9)", ["'a'", "'a '"]),
        ("text", "mood", ["'sad'", "'sad'"]),
    ],
)
def test_values_that_become_alike(desk: Desk, before: str, after: str, values: list[str]) -> None:
    desk.run(
        f"CREATE TABLE t (id serial PRIMARY KEY, c {before})",
        f"CREATE TABLE u (c {after} UNIQUE)",
        *(f"INSERT INTO t (c) VALUES ({value})" for value in values),
    )
    assert desk.duplicates(like="u").rows == 1
    assert desk.error_of(f"ALTER TABLE t ALTER c TYPE {after} USING c::{after}, ADD UNIQUE (c)") is not None


def test_a_match_in_full(desk: Desk) -> None:
    desk.run(
        "CREATE TABLE p (x int, y int, PRIMARY KEY (x, y))",
        "CREATE TABLE t (id int PRIMARY KEY, x int, y int)",
        "CREATE TABLE u (x int, y int, FOREIGN KEY (x, y) REFERENCES p MATCH FULL)",
        "INSERT INTO t VALUES (1, NULL, NULL), (2, 1, NULL)",
    )
    assert desk.orphans(like="u") == Misfits(rows=1, samples=("id=2",))
    assert desk.error_of("ALTER TABLE t ADD FOREIGN KEY (x, y) REFERENCES p MATCH FULL") is not None


def test_a_limit_outlives_neither_the_question_nor_its_failure(postgresql: Database) -> None:
    with sa.create_engine(postgresql.url, poolclass=sa.NullPool).connect() as connection, desk_of(postgresql) as desk:
        desk.run("CREATE TABLE t (id int, c int)", "INSERT INTO t VALUES (1, 1)")
        connection.exec_driver_sql("SET statement_timeout = '77s'")
        connection.commit()
        desk.fitting.limit_time(connection, 0.1)
        savepoint = connection.begin_nested()
        with pytest.raises(sa.exc.OperationalError, match="statement timeout"):
            desk.fitting.duplicates(connection, Name(name="t"), [], expressions=["SELECT 1 FROM pg_sleep(9)"])
        savepoint.rollback()
        assert connection.scalar(sa.text("SHOW statement_timeout")) == "77s"
        assert desk.fitting.nulls(connection, Name(name="t"), "c", ()).rows == 0
        assert connection.scalar(sa.text("SHOW statement_timeout")) == "77s"


def test_rows_that_a_policy_hides_are_not_taken_to_fit(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id int PRIMARY KEY, c int)", "INSERT INTO t VALUES (1, NULL)")
    desk.run("ALTER TABLE t ENABLE ROW LEVEL SECURITY", "ALTER TABLE t FORCE ROW LEVEL SECURITY")
    role = f"tk_policy_{desk.value('SELECT current_database()')}"
    desk.run(f'CREATE ROLE "{role}"', f'ALTER TABLE t OWNER TO "{role}"')
    try:
        desk.fitting.limit_time(desk.connection, 10)
        assert desk.nulls("c").rows == 1, "a superuser sees them all"
        desk.run(f'SET ROLE "{role}"')
        assert desk.value("SELECT count(*) FROM t") == 0
        with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
            desk.nulls("c")
        assert desk.value("SHOW row_security") == "on"
    finally:
        desk.run("RESET ROLE", "DROP TABLE t", f'DROP ROLE "{role}"')
