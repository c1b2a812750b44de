from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.backends.catalogs.innodb.names import Names
from toolkit.backends.catalogs.innodb.texts import literal, quoted, unqualified

OWN = Names(own="shop", others=("other",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select `shop`.`t`.`id` AS `id` from `shop`.`t`", "select `t`.`id` AS `id` from `t`"),
        ("select 'it''s `shop`.`t`' from `shop`.`t`", "select 'it''s `shop`.`t`' from `t`"),
        (r"select '\'`shop`.`t`' from `shop`.`t`", r"select '\'`shop`.`t`' from `t`"),
        ("select `shop`.`shop`.`id` from `shop`.`shop`", "select `shop`.`id` from `shop`"),
        ("select `t`.`shop` from `shop`.`t`", "select `t`.`shop` from `t`"),
        ("select `shop`.`f`(`shop`.`id`) from `shop`.`t` `shop`", "select `f`(`shop`.`id`) from `t` `shop`"),
        ("select `other`.`t`.`id` from `other`.`t`", "select `other`.`t`.`id` from `other`.`t`"),
        ("nextval(`shop`.`number`)", "nextval(`number`)"),
        ("select `my``shop`.`t`.`id` from `my``shop`.`t`", "select `my``shop`.`t`.`id` from `my``shop`.`t`"),
    ],
)
def test_the_own_name_is_taken_away(text: str, expected: str) -> None:
    assert unqualified(text, "shop", OWN) == expected


def test_the_default_database_seen_from_another_one() -> None:
    text = "select `other`.`t`.`id` from `other`.`t` join `shop`.`p`"
    assert unqualified(text, "other", OWN) == "select `t`.`id` from `t` join `(default)`.`p`"


@given(name=st.text(min_size=1), table=st.text(min_size=1), value=st.text())
def test_any_name(name: str, table: str, value: str) -> None:
    names = Names(own=name)

    def view(database: str) -> str:
        return f"select {literal(value)} from {database}{quoted(table)} where {database}{quoted(table)}.`a` > 1"

    # An alias of the database's name is another case.
    if quoted(name) != quoted(table):
        assert unqualified(view(f"{quoted(name)}."), name, names) == view("")
