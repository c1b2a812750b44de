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
    for constraint in [*table.constraints, *table.indexes]:
        assert constraint.name
        assert len(constraint.name) <= 63


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_foreign_key_has_an_index(table: sa.Table) -> None:
    keys = [*table.indexes, *(each for each in table.constraints if hasattr(each, "columns"))]
    led = {tuple(column.name for column in key.columns)[:count] for key in keys for count in (1, 2)}
    for foreign_key in table.foreign_key_constraints:
        assert tuple(foreign_key.column_keys) in led
