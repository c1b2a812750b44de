"""What is counted is what the server refuses, or changes."""

from __future__ import annotations

import pytest

from tests.backends.fitting.desk import Desk
from toolkit.backends.fitting.base import Misfits
from toolkit.backends.sql.values import Name

LONG, RANGE, ENUM = "too-long-values", "out-of-range-values", "unknown-enum-values"
# Before, after, values that fit, values that do not, and what these are.
CASES = [
    ("varchar(10)", "varchar(3)", ["'abc'", "'éàü'", "''"], ["'abcd'", "'ab   '"], LONG),
    ("varchar(10)", "char(3)", ["'abc'", "'ab   '"], ["'abcd'"], LONG),
    ("char(10)", "varchar(3)", ["'abc'"], ["'abcd'"], LONG),
    ("text", "varchar(3)", ["'abc   '"], ["'abcd'"], LONG),
    ("text", "tinytext", ["repeat('x', 255)"], ["repeat('é', 128)"], LONG),
    ("varchar(200)", "tinytext", ["repeat('x', 200)"], ["repeat('é', 128)"], LONG),
    ("varbinary(10)", "varbinary(3)", ["'abc'"], ["'abcd'", "'ab  '"], LONG),
    ("blob", "tinyblob", ["repeat('x', 255)"], ["repeat('x', 256)"], LONG),
    ("int", "varchar(3)", ["-99", "999"], ["1000", "-100"], LONG),
    ("bigint", "int", ["2147483647", "-2147483648"], ["2147483648", "-2147483649"], RANGE),
    ("int", "int unsigned", ["0", "5"], ["-1"], RANGE),
    ("bigint unsigned", "bigint", ["9223372036854775807"], ["9223372036854775808"], RANGE),
    ("int", "tinyint unsigned", ["255", "0"], ["256", "-1"], RANGE),
    ("decimal(10,4)", "int", ["5.0000"], ["5.5"], RANGE),
    ("double", "int", ["5", "-2147483648"], ["5.5", "1e10"], RANGE),
    ("decimal(10,4)", "decimal(6,2)", ["1.23", "-9999.99"], ["1.2345", "10000", "-10000.5"], RANGE),
    ("decimal(10,2)", "decimal(10,2) unsigned", ["1.23"], ["-1"], RANGE),
    ("int", "decimal(4,2)", ["99"], ["100", "-100"], RANGE),
    ("float", "decimal(4,2)", ["0.1", "99.99"], ["0.125", "1e9"], RANGE),
    ("double", "float", ["0", "1e38"], ["1e39"], RANGE),
    ("double", "double unsigned", ["0.5"], ["-0.5"], RANGE),
    ("varchar(10)", "int", ["'12'", "' 7 '", "'-3'"], ["'abc'", "''", "'1.5'", "'3000000000'"], RANGE),
    ("varchar(10)", "decimal(5,2)", ["'1.50'", "'1e2'"], ["'x1'", "'1.555'", "'1000'"], RANGE),
    ("varchar(10)", "double", ["'1.5'", "'-1e3'"], ["'1,5'"], RANGE),
    ("datetime", "timestamp null", ["'2001-01-01'"], ["'2100-01-01'", "'1950-01-01'"], RANGE),
    ("varchar(9)", "varchar(9) character set latin1", ["'é'", "'a'"], ["'Ā'", "'日本'"], RANGE),
    ("varchar(9)", "varchar(2) character set latin1", ["'é'"], ["'abc'"], LONG),
    ("text", "tinytext character set latin1", ["repeat('é', 200)"], ["repeat('x', 256)"], LONG),
    ("enum('a','b','it''s')", "enum('b','it''s')", ["'b'", "'it''s'"], ["'a'"], ENUM),
    ("varchar(9)", "enum('a','b')", ["'a'"], ["'1'", "'x'", "''"], ENUM),
    ("text", "enum('a\\\\b','x,y)')", ["'x,y)'", "'a\\\\b'"], ["'z'"], ENUM),
    ("set('a','b')", "set('b')", ["'b'", "''"], ["'a'", "'a,b'"], ENUM),
]
WIDER = [
    ("varchar(3)", "varchar(5)"),
    ("varchar(3)", "text"),
    ("varchar(60)", "tinytext"),
    ("char(3)", "varchar(3)"),
    ("text", "mediumtext"),
    ("int", "bigint"),
    ("int unsigned", "bigint"),
    ("tinyint", "decimal(3,0)"),
    ("int", "double"),
    ("decimal(5,2)", "decimal(6,2)"),
    ("decimal(5,2)", "decimal(6,3)"),
    ("decimal(5,0)", "int"),
    ("float", "double"),
    ("enum('a','b')", "enum('b','a','c')"),
    ("set('a')", "set('a','b')"),
    ("varchar(3) character set latin1", "varchar(3) character set utf8mb4"),
    ("varchar(3) character set ascii", "varchar(3) character set latin1"),
    ("datetime(6)", "datetime"),
    ("timestamp null", "datetime"),
    ("int", "json"),
]


def test_what_is_counted_is_what_the_server_refuses_or_changes(innodb: Desk) -> None:
    for case in CASES:
        hold_against_the_server(innodb, *case)
        innodb.run("DROP TABLE t, u")


def hold_against_the_server(
    innodb: Desk, before: str, after: str, fitting: list[str], unfit: list[str], name: str
) -> None:
    innodb.run(
        f"CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, c {before}) CHARSET utf8mb4",
        f"CREATE TABLE u (c {after}) CHARSET utf8mb4",
        f"INSERT INTO t (c) VALUES (NULL), {', '.join(f'({value})' for value in fitting)}",
    )
    both, last = innodb.both(), len(fitting) + 1
    found = innodb.unfit_between("t", *both)
    assert found is not None, (before, after)
    assert found == (found[0], Misfits(rows=0, samples=())), (before, after)
    assert becomes(innodb, f"id <= {last}", after), (before, after)
    innodb.run(f"INSERT INTO t (c) VALUES {', '.join(f'({value})' for value in unfit)}")
    ids = range(last + 1, last + 1 + len(unfit))
    told = name, Misfits(rows=len(unfit), samples=tuple(f"id={number}" for number in ids))
    assert innodb.unfit_between("t", *both) == told, (before, after)
    for number in ids:
        assert not becomes(innodb, f"id = {number}", after), (before, after, number)


def becomes(desk: Desk, condition: str, after: str) -> bool:
    """Whether the server takes the new type for these rows, and every value means what it meant."""
    desk.run(f"CREATE TEMPORARY TABLE n AS SELECT * FROM t WHERE {condition}")
    refused = desk.error_of(f"ALTER TABLE n MODIFY c {after}")
    # Numbers by their value, texts by their letters; spaces at the end are nobody's.
    was, then = "TRIM(CAST(t.c AS CHAR))", "TRIM(CAST(n.c AS CHAR))"
    same = f"{then} = {was} OR {was} REGEXP '^[-+]?[0-9.]+(e[0-9]+)?$' AND {was} + 0 = {then} + 0"
    changed = desk.value(f"SELECT COUNT(*) FROM t JOIN n USING (id) WHERE NOT ({same})")
    desk.run("DROP TEMPORARY TABLE n")
    return refused is None and not changed


def test_a_type_that_is_wider_is_no_question(innodb: Desk) -> None:
    had, has = ([f"c{number} {pair[side]}" for number, pair in enumerate(WIDER)] for side in (0, 1))
    innodb.run(f"CREATE TABLE t (id INT, {', '.join(had)})", f"CREATE TABLE u (id INT, {', '.join(has)})")
    before, after = innodb.table("t").columns, innodb.table("u").columns
    asked = [innodb.unfit_between("t", *both) for both in zip(before, after, strict=True)]
    assert asked == [None] * (len(WIDER) + 1)


def test_both_the_length_and_the_charset_are_asked_for(innodb: Desk) -> None:
    innodb.run(
        "CREATE TABLE t (id INT, c VARCHAR(9) CHARACTER SET utf8mb4)",
        "CREATE TABLE u (c VARCHAR(3) CHARACTER SET latin1)",
        "INSERT INTO t VALUES (1, 'Ā')",
    )
    assert innodb.unfit("u") == (RANGE, Misfits(rows=1, samples=("id=1",)))
    innodb.run("INSERT INTO t VALUES (2, 'abcd')")
    assert innodb.unfit("u") == (LONG, Misfits(rows=1, samples=("id=2",)))


def test_the_value_of_an_error_stays_one(innodb: Desk) -> None:
    innodb.run(
        "SET SESSION sql_mode = ''",
        "CREATE TABLE t (id INT, c ENUM('a', 'b'))",
        "CREATE TABLE u (c ENUM('b'))",
        "INSERT INTO t VALUES (1, 'x')",
        "SET SESSION sql_mode = DEFAULT",
    )
    assert innodb.unfit("u") == (ENUM, Misfits(rows=0, samples=()))
    assert innodb.error_of("ALTER TABLE t MODIFY c ENUM('b')") is None


# The key as it will be, values of which none is there twice, and one that then is.
KEYS = [
    ("c VARCHAR(9) COLLATE utf8mb4_bin", ["'a'", "'A'", "'á'"], "'a'"),
    ("c VARCHAR(9) COLLATE utf8mb4_general_ci", ["'a'", "'b'"], "'Á'"),
    ("c VARCHAR(9) COLLATE utf8mb4_general_ci", ["'a'", "'b'"], "'a  '"),
    ("c CHAR(9)", ["'a'", "'b'"], "'a  '"),
    ("c VARCHAR(9) CHARACTER SET latin1 COLLATE latin1_swedish_ci", ["'a'", "'b'"], "'A'"),
    ("c VARBINARY(90)", ["'a'", "'A'"], "'a'"),
]


@pytest.mark.parametrize(("key", "single", "twice"), KEYS)
def test_values_are_alike_as_the_new_collation_has_it(innodb: Desk, key: str, single: list[str], twice: str) -> None:
    innodb.run(
        "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, c VARCHAR(9) COLLATE utf8mb4_bin)",
        f"CREATE TABLE u ({key}, UNIQUE (c)) CHARSET utf8mb4",
        *(f"INSERT INTO t (c) VALUES ({value})" for value in single),
    )
    assert innodb.duplicates(like="u").rows == 0
    innodb.run(f"INSERT INTO t (c) VALUES ({twice})")
    assert innodb.duplicates(like="u").rows == 1
    assert "Duplicate" in (innodb.error_of(f"ALTER TABLE t MODIFY {key}, ADD UNIQUE (c)") or "")


def test_without_padding_spaces_count(innodb: Desk) -> None:
    collation = "utf8mb4_0900_ai_ci" if innodb.backend == "mysql" else "utf8mb4_general_nopad_ci"
    key = f"c VARCHAR(9) CHARACTER SET utf8mb4 COLLATE {collation}"
    innodb.run(
        "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, c VARCHAR(9) COLLATE utf8mb4_bin)",
        f"CREATE TABLE u ({key}, UNIQUE (c))",
        "INSERT INTO t (c) VALUES ('a'), ('a ')",
    )
    assert innodb.duplicates(like="u").rows == 0
    assert innodb.error_of(f"ALTER TABLE t MODIFY {key}, ADD UNIQUE (c)") is None


@pytest.mark.parametrize("kind", ["TEXT", "VARCHAR(50)", "BLOB", "VARBINARY(50)"])
def test_the_beginning_of_a_value(innodb: Desk, kind: str) -> None:
    innodb.run(
        f"CREATE TABLE t (id INT PRIMARY KEY, c {kind})",
        f"CREATE TABLE u (c {kind}, UNIQUE (c(3)))",
        "INSERT INTO t VALUES (1, 'abcd'), (2, 'abd'), (3, NULL)",
    )
    assert innodb.duplicates(like="u").rows == 0
    innodb.run("INSERT INTO t VALUES (4, 'abce')")
    assert innodb.duplicates(like="u").rows == 1
    assert "Duplicate" in (innodb.error_of("ALTER TABLE t ADD UNIQUE (c(3))") or "")


@pytest.mark.parametrize(
    ("before", "after", "values"),
    [
        ("DECIMAL(9,4)", "DECIMAL(9,2)", ["1.23", "1.2301"]),
        ("DATETIME(6)", "DATETIME", ["'2001-01-01 00:00:00'", "'2001-01-01 00:00:00.2'"]),
        ("VARCHAR(9)", "VARCHAR(3)", ["'abcd'", "'abce'"]),
    ],
)
def test_values_that_become_alike(innodb: Desk, before: str, after: str, values: list[str]) -> None:
    innodb.run(
        f"CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, c {before})",
        f"CREATE TABLE u (c {after}, UNIQUE (c))",
        *(f"INSERT INTO t (c) VALUES ({value})" for value in values),
    )
    assert innodb.duplicates(table="t", like="u").rows == 1
    innodb.run("CREATE TABLE same AS SELECT * FROM t", f"ALTER TABLE same MODIFY c {before}, ADD UNIQUE (c)")


def test_the_mode_of_the_session_is_nothing_to_a_question(innodb: Desk) -> None:
    innodb.run(
        "CREATE TABLE t (id INT, `c``d` VARCHAR(9))",
        "CREATE TABLE u (`c``d` ENUM('a\\\\b', 'it''s'))",
        "INSERT INTO t VALUES (1, 'a\\\\b'), (2, 'it''s'), (3, 'x')",
    )
    before, after = innodb.column("t", "c`d"), innodb.column("u", "c`d")
    innodb.run("SET SESSION sql_mode = 'ANSI,NO_BACKSLASH_ESCAPES'")
    found = innodb.fitting.unfit(innodb.connection, Name(name="t"), before, after, ("id",))
    assert found == (ENUM, Misfits(rows=1, samples=("id=3",)))


def test_a_question_about_another_database_is_asked_there(innodb: Desk) -> None:
    schema = innodb.value("SELECT DATABASE()")
    innodb.run("CREATE TABLE t (id INT, c INT)", "INSERT INTO t VALUES (1, NULL)", "USE information_schema")
    assert innodb.fitting.nulls(innodb.connection, Name(schema=schema, name="t"), "c", ("id",)).rows == 1
