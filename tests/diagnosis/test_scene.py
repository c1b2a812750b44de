from __future__ import annotations

import pytest

from toolkit.diagnosis.scene import chain, first_line, shortened


def test_the_chain_ends_where_the_raiser_hid_the_rest() -> None:
    with pytest.raises(ValueError, match="told") as hidden:
        try:
            raise KeyError("hidden")
        except KeyError:
            raise ValueError("told") from None
    assert [str(error) for error in chain(hidden.value)] == ["told"]


def test_a_circle_of_causes_ends() -> None:
    one, two = ValueError("one"), ValueError("two")
    one.__cause__, two.__cause__ = two, one
    assert list(chain(one)) == [one, two]


def test_the_links_of_sqlalchemy_are_left_out() -> None:
    assert first_line(ValueError("a\nb (Background on this error at: https://sqlalche.me/e/21/x)")) == "a b"


def test_a_long_text_is_cut() -> None:
    assert shortened("x y" * 9, 5) == "x yx  ..."
