from __future__ import annotations

import pytest

from toolkit.backends.catalogs.mysql.columns import column

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
    ("facets", "expected"),
    [
        ({"COLUMN_DEFAULT": None}, None),
        ({"COLUMN_DEFAULT": ""}, "''"),
        ({"COLUMN_DEFAULT": "NULL"}, "'NULL'"),
        ({"COLUMN_DEFAULT": r"it's \ x"}, r"'it''s \\ x'"),
        ({"COLUMN_DEFAULT": "uuid()", "EXTRA": "DEFAULT_GENERATED"}, "(uuid())"),
        ({"COLUMN_DEFAULT": r"upper(_utf8mb4\'a\')", "EXTRA": "DEFAULT_GENERATED"}, "(upper(_utf8mb4'a'))"),
        ({"COLUMN_DEFAULT": "CURRENT_TIMESTAMP(3)", "EXTRA": "DEFAULT_GENERATED"}, "CURRENT_TIMESTAMP(3)"),
        ({"COLUMN_DEFAULT": "CURRENT_TIMESTAMP"}, "'CURRENT_TIMESTAMP'"),
        ({"COLUMN_DEFAULT": "b'101'", "DATA_TYPE": "bit"}, "b'101'"),
        ({"COLUMN_DEFAULT": "0x6162", "DATA_TYPE": "varbinary"}, "0x6162"),
    ],
)
def test_defaults(facets: dict[str, str | None], expected: str | None) -> None:
    assert column({**ROW, **facets}, 1, None).default == expected


def test_what_the_storage_engines_are_told() -> None:
    assert (
        column({**ROW, "EXTRA": "NOT SECONDARY"}, 1, "ENGINE_ATTRIBUTE {}").storage
        == "NOT SECONDARY ENGINE_ATTRIBUTE {}"
    )
    assert column(ROW, 1, None).storage is None


def test_reference_systems() -> None:
    assert column({**ROW, "COLUMN_TYPE": "point", "SRS_ID": 0}, 1, None).type == "point SRID 0"
