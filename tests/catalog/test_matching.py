"""Which object is which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from toolkit.catalog.matching import matched
from toolkit.catalog.members import Check, Index, IndexPart

CHECK = Check(name="orders_chk_1", expression="a", named_by_server=True)
CHECKS = st.lists(
    st.builds(
        Check,
        name=st.sampled_from([None, "p", "q", "r"]),
        expression=st.sampled_from("ab"),
        named_by_server=st.booleans(),
    ),
    unique_by=lambda check: check.name or id(check),
    max_size=4,
)


def left_over(expected: Sequence[Check], found: Sequence[Check]) -> tuple[list[str], list[str]]:
    sides = matched(expected, found)
    return [str(one.name) for one in sides.missing], [str(one.name) for one in sides.unexpected]


@given(CHECKS, CHECKS)
def test_every_object_has_one_place(expected: list[Check], found: list[Check]) -> None:
    sides = matched(expected, found)
    ours = [one for one, _ in sides.pairs] + list(sides.missing)
    theirs = [other for _, other in sides.pairs] + list(sides.unexpected)
    assert len({id(one) for one in ours} & {id(one) for one in expected}) == len(ours) <= len(expected)
    assert len({id(one) for one in theirs} & {id(one) for one in found}) == len(theirs) <= len(found)
    assert len(expected) - len(ours) == len(found) - len(theirs), "twins go in twos"
    assert all(one.name == other.name for one, other in sides.pairs)


@given(CHECKS, st.randoms())
def test_a_list_is_like_itself_in_any_order(checks: list[Check], random: Random) -> None:
    shuffled = [replace(check) for check in checks]
    random.shuffle(shuffled)
    sides = matched(checks, shuffled)
    assert all(one == other for one, other in sides.pairs)
    assert (sides.missing, sides.unexpected) == ([], [])


def test_of_twins_those_of_one_name_belong_together() -> None:
    second, third = replace(CHECK, name="orders_chk_2"), replace(CHECK, name="orders_chk_3")
    assert left_over([CHECK, second, third], [third, second]) == (["orders_chk_1"], [])


def test_who_named_it_does_not_tell_objects_of_one_name_apart() -> None:
    implicit = Index(name="fk_user", parts=(IndexPart(column="user_id"),), named_by_server=True)
    kept = replace(implicit, named_by_server=False)
    for one, other in ((implicit, kept), (kept, implicit)):
        sides = matched([one], [other])
        assert (sides.missing, sides.unexpected) == ([], [])
    sides = matched([implicit], [replace(kept, parts=(IndexPart(column="other_id"),))])
    assert (len(sides.missing), len(sides.unexpected)) == (1, 1)


def test_thousands_that_the_server_named() -> None:
    checks = [replace(CHECK, name=f"chk_{number}", expression=str(number)) for number in range(20_000)]
    renamed = [replace(check, name=f"{check.name}_") for check in reversed(checks)]
    assert left_over(checks, renamed[1:]) == (["chk_19999"], [])
