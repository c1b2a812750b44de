from __future__ import annotations

from toolkit.backends.copies.family import with_all_users, with_needs, with_users

PAIRS = [("child", "parent"), ("parent", "top"), ("grandchild", "child"), ("sibling", "parent"), ("self", "self")]


def test_users_are_those_of_the_first_rank() -> None:
    assert with_users({"parent"}, PAIRS) == {"parent", "child", "sibling"}
    assert with_users({"grandchild"}, PAIRS) == {"grandchild"}


def test_needs_are_those_of_every_rank() -> None:
    assert with_needs({"grandchild"}, PAIRS) == {"grandchild", "child", "parent", "top"}
    assert with_needs({"top", "self"}, PAIRS) == {"top", "self"}
    assert with_needs({"a"}, [("a", "b"), ("b", "a")]) == {"a", "b"}


def test_all_users_are_those_of_every_rank() -> None:
    assert with_all_users({"top"}, PAIRS) == {"top", "parent", "child", "sibling", "grandchild"}
    assert with_all_users((), PAIRS) == set()


def test_pairs_may_be_told_once_only() -> None:
    assert with_needs({"child"}, iter(PAIRS)) == {"child", "parent", "top"}
    assert with_all_users({"parent"}, iter(PAIRS)) == {"parent", "child", "sibling", "grandchild"}
