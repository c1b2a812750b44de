from __future__ import annotations

import pytest

from toolkit.backends.catalogs.innodb.names import Names
from toolkit.backends.catalogs.mariadb.columns import column

NAMES = Names(own="shop")
ROW = {
    "TABLE_SCHEMA": "shop",
    "COLUMN_NAME": "c",
    "COLUMN_DEFAULT": None,
    "IS_NULLABLE": "YES",
    "DATA_TYPE": "varchar",
    "COLUMN_TYPE": "varchar(9)",
    "CHARACTER_SET_NAME": "utf8mb4",
    "COLLATION_NAME": "utf8mb4_bin",
    "EXTRA": "",
    "COLUMN_COMMENT": "",
    "GENERATION_EXPRESSION": None,
    "SRS_ID": None,
}


@pytest.mark.parametrize(
    ("default", "expected"),
    [
        (None, None),
        ("NULL", None),
        ("'NULL'", "'NULL'"),
        ("''", "''"),
        ("uuid()", "uuid()"),
        ("nextval(`shop`.`s`)", "nextval(`s`)"),
        ("nextval(`other`.`s`)", "nextval(`other`.`s`)"),
    ],
)
def test_defaults(default: str | None, expected: str | None) -> None:
    assert column({**ROW, "COLUMN_DEFAULT": default}, 1, None, NAMES).default == expected


@pytest.mark.parametrize("printed", ["text /*!100301 COMPRESSED*/", "text /*M!100301 COMPRESSED*/"])
def test_compressed_columns(printed: str) -> None:
    found = column({**ROW, "COLUMN_TYPE": printed}, 1, None, NAMES)
    assert (found.type, found.storage) == ("text", "COMPRESSED")


def test_computed_columns_have_no_default() -> None:
    facets = {"COLUMN_DEFAULT": "NULL", "EXTRA": "STORED GENERATED, INVISIBLE", "GENERATION_EXPRESSION": "`a` + 1"}
    found = column({**ROW, **facets}, 1, None, NAMES)
    assert (found.default, found.computed, found.computed_stored, found.invisible) == (None, "`a` + 1", True, True)


def test_reference_systems() -> None:
    assert column({**ROW, "COLUMN_TYPE": "point"}, 1, "101", NAMES).type == "point REF_SYSTEM_ID=101"
