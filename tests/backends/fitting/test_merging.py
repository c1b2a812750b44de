from __future__ import annotations

import pytest

from tests.catalog.made import column
from toolkit.backends.fitting.merging import may_merge

PG, MY = "postgresql", "mysql"
MERGING = [
    ("varchar(9)", "char(9)", MY),
    ("character varying(9)", "character(9)", PG),
    ("character varying(9)", "character varying(3)", PG),
    ("varbinary(9)", "binary(9)", MY),
    ("datetime(6)", "datetime", MY),
    ("datetime", "date", MY),
    ("timestamp without time zone", "timestamp(0) without time zone", PG),
    ("timestamp without time zone", "timestamp with time zone", PG),
    ("decimal(9,4)", "decimal(9,2)", MY),
    ("numeric", "numeric(9,2)", PG),
    ("numeric(9,2)", "bigint", PG),
    ("double precision", "real", PG),
    ("bigint", "double precision", PG),
    ("varchar(9)", "int", MY),
    ("text", "citext", PG),
    ("text", "uuid", PG),
    ("TEXT", "INTEGER", "sqlite"),
]
APART = [
    ("int", "int", MY),
    ("int", "bigint unsigned", MY),
    ("bigint", "int", MY),
    ("decimal(9,2)", "decimal(7,2)", MY),
    ("integer", "numeric(5,2)", PG),
    ("integer", "text", PG),
    ("varchar(9)", "varchar(3)", MY),
    ("character varying(9)", "character varying(20)", PG),
    ("varchar(9)", "text", MY),
    ("char(3)", "char(9)", MY),
    ("enum('a','b')", "enum('a')", MY),
    ("timestamp(3) without time zone", "timestamp without time zone", PG),
    ("uuid", "text", PG),
]


@pytest.mark.parametrize(("before", "after", "backend"), MERGING)
def test_values_that_may_be_the_same(before: str, after: str, backend: str) -> None:
    assert may_merge(column("a", before), column("a", after), backend)


@pytest.mark.parametrize(("before", "after", "backend"), APART)
def test_values_that_stay_apart(before: str, after: str, backend: str) -> None:
    assert not may_merge(column("a", before), column("a", after), backend)
