from __future__ import annotations

import pytest

from tests.catalog.made import column
from toolkit.backends.fitting.widening import holds_all, lost_labels

PG, MY = "postgresql", "mysql"
WIDER = [
    ("integer", "bigint", PG),
    ("smallint unsigned", "int", MY),
    ("boolean", "integer", PG),
    ("int", "decimal(10,0)", MY),
    ("numeric(8,2)", "numeric(10,2)", PG),
    ("numeric(8,2)", "numeric", PG),
    ("integer", "double precision", PG),
    ("real", "double precision", PG),
    ("VARCHAR(20)", "VARCHAR(50)", "sqlite"),
    ("character varying", "text", PG),
    ("character varying(20)", "character varying", PG),
    ("varchar(200)", "text", MY),
    ("text", "mediumtext", "mariadb"),
    ("enum('a','b')", "enum('a','b','c')", MY),
    ("enum('a','bb')", "varchar(2)", MY),
    ("integer", "character varying(11)", PG),
    ("binary(3)", "blob", MY),
    ("date", "timestamp without time zone", PG),
    ("datetime", "datetime(6)", MY),
    ("timestamp", "datetime", MY),
    ("json", "jsonb", PG),
    ("bit(3)", "bit(4)", PG),
]
NARROWER = [
    ("bigint", "integer", PG),
    ("int", "int unsigned", MY),
    ("int unsigned", "int", MY),
    ("int", "decimal(8,0)", MY),
    ("numeric(10,2)", "numeric(10,4)", PG),
    ("numeric(10,2)", "double precision", PG),
    ("bigint", "double precision", PG),
    ("VARCHAR(50)", "VARCHAR(20)", "sqlite"),
    ("text", "character varying(50)", PG),
    ("varchar(20000)", "text", MY),
    ("mediumtext", "text", MY),
    ("enum('a','b')", "enum('a','c')", MY),
    ("enum('a','bb')", "varchar(1)", MY),
    ("text", "integer", PG),
    ("integer", "character varying(5)", PG),
    ("blob", "varbinary(10)", MY),
    ("datetime", "timestamp", MY),
    ("datetime(6)", "datetime", MY),
    ("timestamp with time zone", "timestamp without time zone", PG),
    ("timestamp without time zone", "date", PG),
    ("text", "jsonb", PG),
    ("uuid", "integer", PG),
]


@pytest.mark.parametrize(("before", "after", "backend"), WIDER)
def test_what_holds_all(before: str, after: str, backend: str) -> None:
    assert holds_all(column("a", before), column("a", after), backend)


@pytest.mark.parametrize(("before", "after", "backend"), NARROWER)
def test_what_does_not(before: str, after: str, backend: str) -> None:
    assert not holds_all(column("a", before), column("a", after), backend)


def test_character_sets() -> None:
    wide, narrow = (column("a", "varchar(5)", charset=charset) for charset in ("utf8mb4", "latin1"))
    assert not holds_all(wide, narrow, MY)
    assert holds_all(narrow, wide, MY)


def test_values_of_an_enumeration() -> None:
    assert lost_labels(column("a", "enum('a','b','c')"), column("a", "enum('c','a')")) == ("b",)
    assert lost_labels(column("a", "enum('a')"), column("a", "varchar(1)")) == ()
