"""Views."""

from __future__ import annotations

import pytest

from tests.backends.catalogs.innodb.facets import TABLE, VIEW, seen
from tests.servers.database import Database


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("DROP VIEW v", ["view v missing"]),
        ("CREATE VIEW w AS SELECT 1 AS one", ["view w unexpected"]),
        ("ALTER SQL SECURITY INVOKER VIEW v AS SELECT id, a FROM t WHERE a > 2", ["view v definition"]),
        ("ALTER SQL SECURITY DEFINER VIEW v AS SELECT id, a FROM t WHERE a > 1", ["view v options"]),
        ("ALTER SQL SECURITY INVOKER VIEW v AS SELECT id, a FROM t WHERE a > 1 WITH CHECK OPTION", ["view v options"]),
        ("ALTER DEFINER = 'someone'@'%' SQL SECURITY INVOKER VIEW v AS SELECT id, a FROM t WHERE a > 1", []),
        ("ALTER TABLE t MODIFY a bigint", ["table", "view v columns"]),
    ],
)
def test_views(server: Database, after: str, expected: list[str]) -> None:
    found = seen(server, [TABLE, VIEW], [after])
    assert [change for change in found if not change.startswith("column")] == [
        one for one in expected if one != "table"
    ]
