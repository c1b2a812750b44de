"""Every facet of a routine is seen, and only that."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.backends.catalogs.postgresql.reading import differences, read, version

ROUTINES = """
CREATE FUNCTION f(a int, b text DEFAULT 'x') RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(a text) RETURNS int LANGUAGE sql AS 'SELECT 2';
CREATE PROCEDURE p(a int) LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int)
"""


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("CREATE OR REPLACE FUNCTION f(a text) RETURNS int LANGUAGE sql AS 'SELECT 3'", {"routine f definition"}),
        ("CREATE OR REPLACE FUNCTION f(a int, b text DEFAULT 'y') RETURNS int LANGUAGE sql AS 'SELECT 1'", {"routine f definition"}),
        ("ALTER FUNCTION f(text) STABLE", {"routine f definition"}),
        ("ALTER FUNCTION f(text) STRICT", {"routine f definition"}),
        ("ALTER FUNCTION f(text) SECURITY DEFINER", {"routine f definition"}),
        ("ALTER FUNCTION f(text) PARALLEL SAFE", {"routine f definition"}),
        ("ALTER FUNCTION f(text) COST 7", {"routine f definition"}),
        ("ALTER FUNCTION f(text) SET work_mem = '8MB'", {"routine f definition"}),
        ("COMMENT ON FUNCTION f(text) IS 'x'", {"routine f comment"}),
        ("DROP FUNCTION f(text)", {"- routine f"}),
        ("DROP FUNCTION f(text); CREATE FUNCTION f(a bigint) RETURNS int LANGUAGE sql AS 'SELECT 2'", {"- routine f", "+ routine f"}),
        ("ALTER FUNCTION f(text) SET SCHEMA other", {"- routine f", "+ routine other.f"}),
        ("CREATE OR REPLACE PROCEDURE p(a int) LANGUAGE sql AS 'SELECT 2'", {"routine p definition"}),
        ("DROP PROCEDURE p(int)", {"- routine p"}),
        ("CREATE OR REPLACE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0')", {"routine total definition"}),
        ("CREATE OR REPLACE AGGREGATE total(int) (SFUNC = int4larger, STYPE = int)", {"routine total definition"}),
        ("CREATE OR REPLACE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, PARALLEL = safe)", {"routine total definition"}),
        ("COMMENT ON AGGREGATE total(int) IS 'x'", {"routine total comment"}),
    ],
)  # fmt: skip
def test_a_facet(connection: sa.Connection, change: str, expected: set[str]) -> None:
    assert differences(connection, ROUTINES, change) == expected


def test_how_they_are_told(connection: sa.Connection) -> None:
    catalog = read(
        connection, ROUTINES, """CREATE FUNCTION other."Ä.(b"(x int[]) RETURNS int LANGUAGE sql AS 'SELECT 1'"""
    )
    assert [(routine.schema, routine.name, routine.signature) for routine in catalog.routines] == [
        (None, "f", "integer, text"),
        (None, "f", "text"),
        (None, "p", "integer"),
        (None, "total", "integer"),
        ("other", "Ä.(b", "integer[]"),
    ]
    mode = "IN " if version(connection) >= 14 else ""
    definitions = [routine.definition.splitlines()[0] for routine in catalog.routines]
    assert definitions[1:3] == [
        "CREATE OR REPLACE FUNCTION f(a text)",
        f"CREATE OR REPLACE PROCEDURE p({mode}a integer)",
    ]
    assert definitions[3].startswith("CREATE AGGREGATE total(integer) SFUNC = int4pl, STYPE = integer, ")
    assert definitions[4].startswith('CREATE OR REPLACE FUNCTION other."Ä.(b"(')


@pytest.mark.parametrize("name", ["f", "Mixed Case", "select", 'quo"te', "100%", "größe", "f(x"])
def test_the_default_schema_is_left_out_of_definitions(connection: sa.Connection, name: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    catalog = read(connection, f"CREATE FUNCTION {quoted}() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    assert catalog.routines[0].name == name
    assert "public" not in catalog.routines[0].definition
