"""Triggers."""

from __future__ import annotations

import pytest

from tests.backends.catalogs.innodb.facets import TABLE, TRIGGER, seen
from tests.servers.database import Database

SECOND = "CREATE TRIGGER two BEFORE INSERT ON t FOR EACH ROW SET NEW.b = '%'"


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (["DROP TRIGGER two"], ["trigger t.two missing"]),
        (
            ["DROP TRIGGER two", SECOND.replace("BEFORE INSERT", "BEFORE UPDATE")],
            ["trigger t.two definition", "trigger t.two order"],
        ),
        (
            ["DROP TRIGGER two", SECOND.replace("BEFORE INSERT", "AFTER DELETE").replace("NEW.b", "@b")],
            ["trigger t.two definition", "trigger t.two order"],
        ),
        (["DROP TRIGGER two", SECOND.replace("'%'", "'x'")], ["trigger t.two definition"]),
        (
            ["DROP TRIGGER two", SECOND.replace("ROW", "ROW PRECEDES one")],
            ["trigger t.one order", "trigger t.two order"],
        ),
        (["DROP TRIGGER two", "SET sql_mode = 'ANSI_QUOTES'", SECOND], ["trigger t.two options"]),
        (["DROP TRIGGER two", SECOND.replace("TRIGGER", "DEFINER = 'someone'@'%' TRIGGER")], []),
        (["DROP TRIGGER one"], ["trigger t.one missing"]),
    ],
)
def test_triggers(server: Database, after: list[str], expected: list[str]) -> None:
    assert sorted(seen(server, [TABLE, TRIGGER, SECOND], after)) == expected
