from __future__ import annotations

import pytest

from toolkit.backends.trash.innodb.zero import is_zero_date, zero


@pytest.mark.parametrize(
    ("definition", "value"),
    [
        ("int(10) unsigned NOT NULL", "0"),
        ("varchar(9) CHARACTER SET latin1 NOT NULL", "''"),
        ("mediumtext NOT NULL", "('')"),
        ("enum('it''s','b') NOT NULL", "'it''s'"),
        ("set('a') NOT NULL", "''"),
        ("json NOT NULL", "(cast('null' as json))"),
        ("vector(3) NOT NULL", "(repeat(x'00', 12))"),
        ("point NOT NULL /*!80003 SRID 4326 */", "(st_geomfromtext('POINT(0 0)', 4326))"),
        ("timestamp(3) NOT NULL", "'1970-01-02 00:00:00'"),
    ],
)
def test_of_each_type(definition: str, value: str) -> None:
    assert zero(definition, is_mariadb=False) == value


def test_json_of_mariadb() -> None:
    definition = "longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL CHECK (json_valid(`c`))"
    assert zero(definition, is_mariadb=True) == "'null'"
    assert zero("longtext NOT NULL", is_mariadb=True) == "('')"


@pytest.mark.parametrize("default", ["'0000-00-00'", "'2020-00-01 00:00:00'", "'2020-01-00'"])
def test_zero_dates(default: str) -> None:
    assert is_zero_date(default)
    assert not is_zero_date("'2020-01-02 00:00:00'")
    assert not is_zero_date("'10.00-00'")
