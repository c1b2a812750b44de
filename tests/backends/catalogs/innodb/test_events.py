"""Events."""

from __future__ import annotations

import pytest

from tests.backends.catalogs.innodb.facets import EVENT, seen
from tests.servers.database import Database


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (["DROP EVENT e"], ["routine e missing"]),
        (["ALTER EVENT e DISABLE"], ["routine e definition"]),
        (["ALTER EVENT e ON SCHEDULE EVERY 2 DAY"], ["routine e definition"]),
        (["ALTER EVENT e ON COMPLETION PRESERVE"], ["routine e definition"]),
        (["ALTER EVENT e DO SET @x = 2"], ["routine e definition"]),
        (["ALTER EVENT e COMMENT 'daily'"], ["routine e comment"]),
        (["DROP EVENT e", EVENT], []),
        (["CREATE EVENT once ON SCHEDULE AT '2037-01-01 00:00:00' DO SET @x = 1"], []),
    ],
)
def test_events(server: Database, after: list[str], expected: list[str]) -> None:
    assert seen(server, [EVENT], after) == expected
