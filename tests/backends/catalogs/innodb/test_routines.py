"""Functions and procedures."""

from __future__ import annotations

import pytest

from tests.backends.catalogs.innodb.facets import ROUTINES, seen
from tests.servers.database import Database


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (["DROP FUNCTION f"], ["routine f missing"]),
        (["DROP PROCEDURE f", ROUTINES[1].replace("* 2", "* 3")], ["routine f definition"]),
        (["DROP PROCEDURE f", ROUTINES[1].replace("OUT", "INOUT")], ["routine f definition"]),
        (["DROP PROCEDURE f", ROUTINES[1].replace("'twice'", "''")], ["routine f comment"]),
        (["DROP FUNCTION f", ROUTINES[0].replace("x int", "x bigint")], ["routine f definition"]),
        (["DROP FUNCTION f", ROUTINES[0].replace("RETURNS int", "RETURNS bigint")], ["routine f definition"]),
        (
            ["DROP FUNCTION f", ROUTINES[0].replace("y varchar(9)", "y varchar(9) CHARSET ascii")],
            ["routine f definition"],
        ),
        (["ALTER PROCEDURE f SQL SECURITY INVOKER"], ["routine f definition"]),
        (["ALTER PROCEDURE f READS SQL DATA"], ["routine f definition"]),
        (
            [
                "DROP FUNCTION f",
                ROUTINES[0].replace("NO SQL", "NOT DETERMINISTIC NO SQL").replace(" DETERMINISTIC NOT", " NOT"),
            ],
            ["routine f definition"],
        ),
        (["DROP PROCEDURE f", "SET sql_mode = ''", ROUTINES[1]], ["routine f options"]),
    ],
)
def test_routines(server: Database, after: list[str], expected: list[str]) -> None:
    assert seen(server, ROUTINES, after) == expected
