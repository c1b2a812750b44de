from __future__ import annotations

from toolkit.autogenerate.naming import member_columns, name_for
from toolkit.catalog.members import Check, ForeignKey, Index, IndexPart, Unique


def test_names_tell_the_table_and_the_columns() -> None:
    key = ForeignKey(
        name=None, columns=("a", "b"), referred_schema=None, referred_table="p", referred_columns=("x", "y")
    )
    assert name_for(key, "t") == "fk_t_a_b"
    assert name_for(Unique(name=None, columns=("a",)), "t") == "uq_t_a"
    assert name_for(Index(name="", parts=(IndexPart(column="a"),), unique=True), "t") == "uq_t_a"
    assert name_for(Index(name="", parts=(IndexPart(column=None, expression="x"),)), "t") == "ix_t_expr"


def test_two_checks_of_a_table_have_two_names() -> None:
    one, other = (Check(name=None, expression=text) for text in ("a > 0", "a > 1"))
    assert name_for(one, "t") != name_for(other, "t")
    assert member_columns(one) == member_columns(one)


def test_long_names_are_cut_and_stay_apart() -> None:
    one, other = (name_for(Unique(name=None, columns=("c" * 70, end)), "t") for end in "xy")
    assert len(one) == len(other) == 60
    assert one != other
