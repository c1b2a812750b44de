"""Values that the server does not convert: what is found is what it refuses."""

from __future__ import annotations

import sqlalchemy as sa

from tests.preflight.rows import Rows
from toolkit.backends.sql.values import Name

# Before, after, the expression, and the values: each alone, and in capitals what the plan makes besides.
POSTGRESQL = [
    ("text", "uuid", None, ["'123e4567-e89b-12d3-a456-426614174000'", "'{123e4567e89b12d3a456426614174000}'", "'no''t %s :x'"]),
    ("text", "jsonb", None, ["""'{"a": {"b": [1]}}'""", "'{a: 1}'", r"""'"\u0000"'"""]),
    ("text", "integer", None, ["' 12 '", "'1e3'", "'99999999999'", "''"]),
    ("text", "date", None, ["'2020-02-29'", "'2019-02-29'", "'today'"]),
    ("text", "inet", None, ["'10.0.0.1'", "'::1'", "'10.0.0.256'"]),
    ("text", "numeric(5,2)", "c::numeric", ["'999.99'", "'1000'", "'NaN'"]),
    ("text", "integer", "NULLIF(c, '')::integer", ["''", "'5'", "'x'"]),
    ("text", "integer", "10 / COALESCE(c::int, 0)", ["'5'", "NULL"]),
    ("varchar(9)", "varchar(3)", "left(c, 3)", ["'abcdef'"]),
    ("jsonb", "integer", "(c->>0)::int", ["'5'", """'"x"'"""]),
    ("bytea", "text", "convert_from(c, 'UTF8')", [r"'\x61'", r"'\xff'"]),
    ("text", "integer[]", "c::integer[]", ["'{1,2}'", "'{a}'"]),
]  # fmt: skip
INNODB = [
    ("varchar(50)", "DATE", ["'2020-02-29'", "'2019-02-29'", "'20200228'", "'today'", "''"]),
    ("varchar(50)", "DATETIME", ["'2020-02-29 10:00:00'", "'2020-02-29 25:00:00'", "'2020-01-01x'"]),
    ("varchar(50)", "TIMESTAMP NULL", ["'2020-02-29 10:00:00'", "'1900-01-01 00:00:00'"]),
    ("varchar(50)", "TIME", ["'10:00'", "'900:00:00'"]),
    ("varchar(50)", "YEAR", ["'2020'", "'1700'"]),
    ("int", "DATE", ["20200101", "7"]),
    ("varbinary(50)", "DATE", ["'2020-01-01'", "x'ff'"]),
    ("varchar(50) CHARACTER SET latin1", "DATE", ["'2020-01-01'", "'é'"]),
]
OWN = {
    "mysql": [("varchar(50)", "JSON", ["""'{"a": 1}'""", "'{a: 1}'"]), ("json", "INT", ["'5'", """'"x"'"""])],
    "mariadb": [("varchar(50)", "UUID", ["'123e4567-e89b-12d3-a456-426614174000'", "'x'"]), ("varchar(50)", "INET6", ["'::1'", "'x'"])],
}  # fmt: skip


def is_refused(rows: Rows, statement: str) -> bool:
    try:
        rows.live(statement)
    except sa.exc.DBAPIError:
        rows.connection.rollback()
        return True
    return False


def compared(rows: Rows, before: str, after: str, alter: str, values: list[str]) -> None:
    """One value at a time, each in a table of its own."""
    for number, value in enumerate(values):
        table = f"CREATE TABLE t{number} (id INT PRIMARY KEY, c {{}})"
        rows.live(table.format(before), f"INSERT INTO t{number} VALUES (7, {value})")
        rows.then(table.format(after))
    found = {finding.subject: finding for finding in rows.findings()}
    for number, value in enumerate(values):
        finding = found.get(f"column t{number}.c")
        refused = is_refused(rows, f"ALTER TABLE t{number} {alter}")
        assert refused is (finding is not None), (before, after, value, finding)
        if finding is not None:
            assert finding.name == "unconvertible-values", (before, after, value, finding)
            assert "(id=7): " in finding.fact
            assert "tk_" not in finding.fact
        rows.live(f"DROP TABLE t{number}")
        rows.then(f"DROP TABLE t{number}")


def test_what_postgresql_refuses(postgresql_rows: Rows) -> None:
    for before, after, using, values in POSTGRESQL:
        expression = using or f"c::{after}"
        postgresql_rows.conversions = {(Name(name=f"t{number}"), "c"): expression for number in range(len(values))}
        compared(postgresql_rows, before, after, f"ALTER c TYPE {after} USING {expression}", values)


def test_what_mysql_and_mariadb_refuse(innodb_rows: Rows) -> None:
    for before, after, values in INNODB + OWN[innodb_rows.backend]:
        compared(innodb_rows, before, after, f"MODIFY c {after}", values)


def test_the_shadow_is_left_as_it_was(innodb_rows: Rows) -> None:
    innodb_rows.live("CREATE TABLE t (id INT PRIMARY KEY, c VARCHAR(9))", "INSERT INTO t VALUES (1, 'x')")
    innodb_rows.then("CREATE TABLE t (id INT PRIMARY KEY, c DATE)")
    run = innodb_rows.shadow.exec_driver_sql
    run("SET SESSION sql_mode = 'NO_ZERO_DATE'")
    assert [finding.name for finding in innodb_rows.findings()] == ["unconvertible-values"]
    assert run("SELECT @@SESSION.sql_mode").scalar() == "NO_ZERO_DATE"
    assert [row[0] for row in run("SHOW TABLES")] == ["t"]


def test_all_rows_are_looked_at_and_some_values_are_tried(postgresql_rows: Rows) -> None:
    """What plainly has the form needs no trial, and where the rest is too much that is said."""
    postgresql_rows.live(
        "CREATE TABLE t (id int PRIMARY KEY, c text)",
        "INSERT INTO t SELECT i, gen_random_uuid() FROM generate_series(1, 3000) i",
        "INSERT INTO t VALUES (0, 'x'), (-1, 'x')",
    )
    postgresql_rows.then("CREATE TABLE t (id int PRIMARY KEY, c uuid)")
    postgresql_rows.conversions = {(Name(name="t"), "c"): "c::uuid"}
    [fact] = [fact for _name, _subject, fact in postgresql_rows.facts()]
    assert fact.startswith("2 rows have a value that uuid does not take (id=0; id=-1): ")
    assert "tried" not in fact
    postgresql_rows.live("UPDATE t SET c = c || ' '", "DELETE FROM t WHERE id < 1")
    postgresql_rows.conversions = {(Name(name="t"), "c"): "trim(c)::uuid"}
    [finding] = postgresql_rows.findings()
    assert finding.name == "uncounted-rows"
    assert "1000 different values were tried on a shadow and taken, and there are more" in finding.fact


def test_where_all_rows_take_too_long_some_are_tried(postgresql_rows: Rows) -> None:
    postgresql_rows.live(
        "CREATE TABLE t (id int PRIMARY KEY, c text)",
        "INSERT INTO t SELECT i, '{\"a\": ' || i || ', \"b\": [true, null]}' FROM generate_series(1, 100000) i",
        "UPDATE t SET c = '{' WHERE id IN (1, 3)",
        "CLUSTER t USING t_pkey",
    )
    postgresql_rows.then("CREATE TABLE t (id int PRIMARY KEY, c jsonb)")
    postgresql_rows.conversions = {(Name(name="t"), "c"): "c::jsonb"}
    [finding] = postgresql_rows.findings(seconds=0.1)
    assert finding.name == "unconvertible-values"
    assert finding.fact.startswith("2 rows have a value that jsonb does not take (id=1; id=3): ")
    assert finding.fact.endswith("different values were tried, and there are more.")


def test_nothing_is_taken_to_another_server(postgresql_rows: Rows) -> None:
    postgresql_rows.live("CREATE TABLE t (c text)", "INSERT INTO t VALUES ('x')")
    postgresql_rows.then("CREATE TABLE t (c date)")
    [finding] = postgresql_rows.findings(takes_values=False)
    assert (finding.name, "another server" in finding.fact) == ("uncounted-rows", True)


def test_an_expression_that_cannot_run_is_no_fault_of_the_rows(postgresql_rows: Rows) -> None:
    postgresql_rows.live("CREATE TABLE t (c text)", "INSERT INTO t VALUES ('x')")
    postgresql_rows.then("CREATE TABLE t (c date)")
    postgresql_rows.conversions = {(Name(name="t"), "c"): "nowhere(c)"}
    [finding] = postgresql_rows.findings()
    assert (finding.name, "nowhere" in finding.fact) == ("uncounted-rows", True)


def test_an_expression_of_several_columns_under_other_names(postgresql_rows: Rows) -> None:
    postgresql_rows.live(
        'CREATE TABLE t (id int PRIMARY KEY, "A" text, b text)',
        "INSERT INTO t VALUES (1, '2020', '01'), (2, '2020', '13')",
    )
    postgresql_rows.then('CREATE TABLE t (id int PRIMARY KEY, "A" date, b text)')
    postgresql_rows.conversions = {(Name(name="t"), "A"): """("A" || '-' || b || '-01')::date"""}
    [fact] = [fact for _name, _subject, fact in postgresql_rows.facts()]
    assert fact.startswith("1 row has a value that date does not take (id=2): ")


def test_a_value_that_an_enum_does_not_know_is_told_once(postgresql_rows: Rows) -> None:
    rows = postgresql_rows
    table = "CREATE TABLE t (id INT PRIMARY KEY, c {})"
    rows.live(table.format("text"), "INSERT INTO t VALUES (1, 'ok'), (2, 'gone')")
    rows.then("CREATE TYPE mood AS ENUM ('ok')", table.format("mood"))
    rows.conversions[Name(name="t"), "c"] = "c::mood"
    [finding] = rows.findings()
    assert finding.name == "unknown-enum-values"
