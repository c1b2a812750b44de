"""Every facet of a type is seen, and only that."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.backends.catalogs.postgresql.reading import differences, read, version

TYPES = """
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN amount AS numeric(12, 2) CHECK (VALUE > 0);
CREATE DOMAIN word AS text;
CREATE TYPE pair AS (a int, b text);
CREATE TYPE span AS RANGE (SUBTYPE = float8)
"""


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("ALTER TYPE mood ADD VALUE 'happy'", {"enum type mood labels"}),
        ("ALTER TYPE mood ADD VALUE 'happy' BEFORE 'sad'", {"enum type mood labels"}),
        ("ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'", {"enum type mood labels"}),
        ("DROP TYPE mood; CREATE TYPE mood AS ENUM ('ok', 'sad')", {"enum type mood labels"}),
        ("COMMENT ON TYPE mood IS 'x'", {"enum type mood comment"}),
        ("DROP TYPE mood", {"- enum type mood"}),
        ("ALTER TYPE mood SET SCHEMA other", {"- enum type mood", "+ enum type other.mood"}),
        ("ALTER DOMAIN amount SET NOT NULL", {"domain amount nullable"}),
        ("ALTER DOMAIN amount SET DEFAULT 1", {"domain amount default"}),
        (
            "ALTER DOMAIN amount DROP CONSTRAINT amount_check; ALTER DOMAIN amount ADD CHECK (VALUE >= 0)",
            {"- check amount.amount_check", "+ check amount.amount_check"},
        ),
        ("ALTER DOMAIN amount DROP CONSTRAINT amount_check", {"- check amount.amount_check"}),
        ("ALTER DOMAIN amount ADD CONSTRAINT small CHECK (VALUE < 9)", {"+ check amount.small"}),
        ("COMMENT ON DOMAIN amount IS 'x'", {"domain amount comment"}),
        (
            "COMMENT ON CONSTRAINT amount_check ON DOMAIN amount IS 'x'",
            {"- check amount.amount_check", "+ check amount.amount_check"},
        ),
        ("DROP DOMAIN amount; CREATE DOMAIN amount AS numeric(12, 3) CHECK (VALUE > 0)", {"domain amount type"}),
        ('DROP DOMAIN word; CREATE DOMAIN word AS text COLLATE "C"', {"domain word collation"}),
        ("ALTER TYPE pair ADD ATTRIBUTE c int", {"composite type pair definition"}),
        ("ALTER TYPE pair ALTER ATTRIBUTE b TYPE varchar(8)", {"composite type pair definition"}),
        ('ALTER TYPE pair ALTER ATTRIBUTE b TYPE text COLLATE "C"', {"composite type pair definition"}),
        ("COMMENT ON COLUMN pair.a IS 'x'", {"composite type pair definition"}),
        ("COMMENT ON TYPE pair IS 'x'", {"composite type pair comment"}),
        (
            "DROP TYPE span; CREATE TYPE span AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi)",
            {"composite type span definition"},
        ),
        ("DROP TYPE span; CREATE TYPE span AS RANGE (SUBTYPE = float4)", {"composite type span definition"}),
        ("DROP TYPE span", {"- composite type span"}),
    ],
)
def test_a_facet(connection: sa.Connection, change: str, expected: set[str]) -> None:
    assert differences(connection, TYPES, change) == expected


def test_a_check_of_a_domain_that_is_not_validated(connection: sa.Connection) -> None:
    setup = TYPES + "; ALTER DOMAIN word ADD CONSTRAINT short CHECK (length(VALUE) < 9) NOT VALID"
    assert differences(connection, setup, "ALTER DOMAIN word VALIDATE CONSTRAINT short") == {
        "check word.short validated"
    }


def test_how_they_are_told(connection: sa.Connection) -> None:
    catalog = read(connection, TYPES)
    pair, span = catalog.composites
    assert pair.definition == "(a integer, b text)"
    multirange = ", MULTIRANGE_TYPE_NAME = span_multirange" if version(connection) >= 14 else ""
    assert span.definition == f"RANGE (SUBTYPE = double precision, SUBTYPE_OPCLASS = float8_ops{multirange})"
    amount, _ = catalog.domains
    assert (amount.type, amount.checks[0].expression, amount.checks[0].named_by_server) == (
        "numeric(12,2)",
        "(VALUE > (0)::numeric)",
        True,
    )
    # The functions that make values of a range belong to it.
    assert catalog.routines == ()
