"""Values as Python."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql

from tests.autogenerate.column_types.kinds import Forgetful, Level, Money, Weight, Wordy
from toolkit.autogenerate.column_types.expressions import MISSING, Unwritable, Words, attribute, parameters


def words(**options: Any) -> Words:
    return Words(prefix="sa.", write=lambda kind: next(words().public(kind)), **options)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (mysql.VARCHAR(9, charset="latin1", collation="latin1_bin"), "mysql.VARCHAR(length=9, charset='latin1', "),
        (mysql.INTEGER(unsigned=True), "mysql.INTEGER(unsigned=True)"),
        (mysql.SET("a", "b"), "mysql.SET('a', 'b')"),
        (postgresql.TIMESTAMP(timezone=True, precision=3), "postgresql.TIMESTAMP(timezone=True, precision=3)"),
        (postgresql.ARRAY(sa.Numeric(3, 1), dimensions=2), "postgresql.ARRAY(sa.Numeric(precision=3, scale=1), dim"),
        (postgresql.JSONB(), "postgresql.JSONB()"),
        (postgresql.ENUM("a", name="e", create_type=False), "postgresql.ENUM('a', name='e', create_type=False)"),
        (sa.Enum("a'b", name="e", schema="s", length=9), "sa.Enum(\"a'b\", name='e', length=9, schema='s')"),
        (sa.Float(asdecimal=True), "sa.Float(asdecimal=True)"),
    ],
)
def test_types_of_sqlalchemy(kind: Any, text: str) -> None:
    assert any(one.startswith(text) for one in words().public(kind))


def test_values() -> None:
    written = words()
    assert written.value({"a": [1, 2.5, (None,)]}) == "{'a': [1, 2.5, (None,)]}"
    assert written.value(sa.sql.quoted_name("it's", quote=True)) == '"it\'s"'
    assert written.value(sa.text("a > 1")) == "sa.text('a > 1')"
    assert written.value(sa.String) == "sa.String()"
    for value in (Level.low, dt.date(2026, 1, 1), print, lambda: 1):
        with pytest.raises(Unwritable, match="`when`"):
            written.value(value, "when")
    assert words(has_names=True).value(Level.low) == "tests.autogenerate.column_types.kinds.Level.low"


def test_arguments() -> None:
    assert words().arguments(Weight, Weight("kg", size=5), is_strict=True) == "('kg', size=5)"
    assert words().arguments(Money, Money(10, 3), is_strict=True) == "()"
    assert words().arguments(Money, Money(10, 3), is_strict=True, passes_on=True) == "(precision=10, scale=3)"
    with pytest.raises(Unwritable, match="`unit`"):
        words().arguments(Forgetful, Forgetful("kg", 5), is_strict=True)
    assert parameters(sa.Numeric, sa.Numeric()).keys() >= {"precision", "scale", "asdecimal"}


def test_what_a_property_raises_is_nothing_that_was_kept() -> None:
    class Raising(Wordy):
        @property
        def unit(self) -> str:
            raise ZeroDivisionError

    assert attribute(Raising(), "unit") is MISSING
