"""Partitions."""

from __future__ import annotations

import pytest

from tests.backends.catalogs.innodb.facets import RANGES, seen
from tests.servers.database import Database


@pytest.mark.parametrize(
    "change",
    [
        "ADD PARTITION (PARTITION c VALUES LESS THAN (30))",
        "DROP PARTITION a",
        "REMOVE PARTITIONING",
        "REORGANIZE PARTITION b INTO (PARTITION b VALUES LESS THAN (25))",
        "REORGANIZE PARTITION b INTO (PARTITION b VALUES LESS THAN (20) COMMENT 'last')",
        "PARTITION BY RANGE (id * 2) (PARTITION a VALUES LESS THAN (10), PARTITION b VALUES LESS THAN (20))",
        "PARTITION BY LIST (id) (PARTITION a VALUES IN (10), PARTITION b VALUES IN (20))",
        "PARTITION BY RANGE (id) SUBPARTITION BY HASH (id) SUBPARTITIONS 2 (PARTITION a VALUES LESS THAN (10), PARTITION b VALUES LESS THAN (20))",
        "PARTITION BY KEY (id) PARTITIONS 2",
    ],
)
def test_partitions(server: Database, change: str) -> None:
    assert seen(server, [RANGES], [f"ALTER TABLE t {change}"]) == ["table t partitioning"]
