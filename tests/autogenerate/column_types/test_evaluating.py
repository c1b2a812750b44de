"""Python that runs, or not."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.autogenerate.column_types.rendering import context_of
from toolkit.autogenerate.column_types.evaluating import evaluated


@pytest.mark.parametrize("prefix", ["sa.", "", "db."])
def test_with_the_prefix_of_the_project(prefix: str) -> None:
    context = context_of("sqlite", sqlalchemy_module_prefix=prefix)
    made = evaluated(f"{prefix}String(length=3)", [], context)
    assert isinstance(made, sa.String)
    assert made.length == 3


def test_with_the_imports() -> None:
    context = context_of("sqlite")
    text = "mysql.LONGTEXT()"
    assert evaluated(text, [], context) is None
    assert evaluated(text, ["from sqlalchemy.dialects import mysql", "# said"], context) is not None
    context.imports.add("from sqlalchemy.dialects import mysql")
    assert evaluated(text, [], context) is not None


@pytest.mark.parametrize("text", ["sa.String(", "sa.Nothing()", "42", "1 / 0", "<the wordy type>"])
def test_what_makes_no_type(text: str) -> None:
    assert evaluated(text, [], context_of("sqlite")) is None
