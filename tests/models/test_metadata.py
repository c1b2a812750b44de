"""What holds for every table."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import configure_mappers

import models

TABLES = models.metadata.sorted_tables


def test_every_relationship_finds_its_other_end() -> None:
    configure_mappers()


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_table_says_what_it_is_for(table: sa.Table) -> None:
    assert table.comment


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_constraint_and_index_has_a_name_that_fits_every_server(table: sa.Table) -> None:
    names = [*(each.name for each in table.constraints), *(each.name for each in table.indexes)]
    for name in names:
        assert name
        assert len(str(name)) <= 63


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_foreign_key_has_an_index(table: sa.Table) -> None:
    # A server finds its way by the first columns of any index, whatever the index is for.
    keys: list[list[str]] = [index.columns.keys() for index in table.indexes]
    keys += [
        constraint.columns.keys()
        for constraint in table.constraints
        if isinstance(constraint, (sa.PrimaryKeyConstraint, sa.UniqueConstraint))
    ]
    for foreign_key in table.foreign_key_constraints:
        columns = list(foreign_key.column_keys)
        assert any(key[: len(columns)] == columns for key in keys)
