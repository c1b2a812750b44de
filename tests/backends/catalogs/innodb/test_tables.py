"""Options of tables."""

from __future__ import annotations

import pytest

from tests.backends.catalogs.innodb.facets import connected, differences, read, run
from tests.servers.database import Database

OPTIONS = [
    ("COMMENT = 'clients'", ["table t comment"], None),
    ("ENGINE = MyISAM", ["table t options"], {"engine", "row_format"}),
    ("DEFAULT CHARACTER SET latin1", ["table t options"], {"charset", "collation"}),
    ("COLLATE utf8mb4_bin", ["table t options"], {"collation"}),
    ("ROW_FORMAT = COMPACT", ["table t options"], {"row_format", "row_format_asked"}),
    ("ROW_FORMAT = DYNAMIC", ["table t options"], {"row_format_asked"}),
    ("STATS_PERSISTENT = 1", ["table t options"], {"stats_persistent"}),
    ("MAX_ROWS = 9", ["table t options"], {"max_rows"}),
    (
        "ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE = 8",
        ["table t options"],
        {"row_format", "row_format_asked", "key_block_size"},
    ),
    ("PARTITION BY HASH (id) PARTITIONS 3", ["table t partitioning"], None),
]


@pytest.mark.parametrize(("change", "expected", "options"), OPTIONS)
def test_tables(server: Database, change: str, expected: list[str], options: set[str] | None) -> None:
    with connected(server.url) as connection:
        run(connection, ["CREATE TABLE t (id int NOT NULL PRIMARY KEY)"])
        before = read(server.backend, connection)
        run(connection, [f"ALTER TABLE t {change}"])
        after = read(server.backend, connection)
    assert differences(before, after) == expected
    changed = {name for name, _ in set(before.tables[0].options) ^ set(after.tables[0].options)}
    assert changed == (options or set())
