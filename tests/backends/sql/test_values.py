"""Everything that can be said of a statement is said of some statement."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from typing import get_args

import pytest

from toolkit.backends.sql.reading import read
from toolkit.backends.sql.values import (
    ColumnDrop,
    ColumnMade,
    Effect,
    Kind,
    Name,
    PartMade,
    Renamed,
    RowsInserted,
    RowsRemoved,
    TableDrop,
    TableMade,
)

EFFECTS = {
    TableDrop: "DROP TABLE t",
    ColumnDrop: "ALTER TABLE t DROP COLUMN a",
    TableMade: "CREATE TABLE t (a INT)",
    ColumnMade: "ALTER TABLE t ADD COLUMN a INT",
    PartMade: "CREATE INDEX ix ON t (a)",
    Renamed: "ALTER TABLE t RENAME TO u",
    RowsInserted: "INSERT INTO t SELECT * FROM u",
    RowsRemoved: "DELETE FROM t",
}
KINDS = {
    Kind.READ: "SELECT 1",
    Kind.CHANGE: "UPDATE t SET a = 1",
    Kind.DEFINITION: "CREATE VIEW v AS SELECT 1",
    Kind.SESSION: "CREATE TEMPORARY TABLE t (a INT)",
    Kind.TRANSACTION: "ROLLBACK",
    Kind.OPAQUE: "CALL p()",
}
BACKENDS = ("mysql", "mariadb", "postgresql", "sqlite")


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_effect_is_found_in_a_statement(backend: str) -> None:
    assert set(get_args(Effect)) == set(EFFECTS)
    for effect, sql in EFFECTS.items():
        (statement,) = read(sql, backend)
        assert [type(found) for found in statement.effects] == [effect], sql


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_kind_is_found(backend: str) -> None:
    assert set(Kind) == set(KINDS)
    for kind, sql in KINDS.items():
        (statement,) = read(sql, backend)
        assert statement.kind is kind, sql


@pytest.mark.parametrize("sql", EFFECTS.values())
def test_a_statement_that_is_kept_can_be_changed_by_nobody(sql: str) -> None:
    (statement,) = read(sql, "mysql")
    assert len({statement, read(f"{sql} ", "mysql")[0]}) == 1
    for value in (statement, *statement.effects):
        for field in fields(value):
            with pytest.raises(FrozenInstanceError):
                setattr(value, field.name, None)


def test_a_name_with_its_schema_is_another_one() -> None:
    bare, said = Name(name="t"), Name(schema="s", name="t")
    assert bare == Name(name="t")
    assert len({bare, said, Name(schema="s", name="t")}) == 2
