from __future__ import annotations

from typing import Any

import pytest

from tests.backends.trash.postgresql.desk import Desk
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.postgresql.counting import broken, doubled, empty, orphans
from toolkit.backends.trash.postgresql.names import Relation, resolve


def relation(desk: Desk, name: str) -> Relation:
    found = resolve(desk.connection, Name(name=name))
    assert found is not None
    return found


@pytest.mark.parametrize(("is_full", "expected"), [(False, 1), (True, 2)])
def test_orphans(desk: Desk, is_full: bool, expected: int) -> None:
    desk.run(
        'CREATE TABLE far ("X" int, y int); INSERT INTO far VALUES (1, 1); CREATE TABLE t (a int, "B" int);'
        "INSERT INTO t VALUES (1, 1), (2, 2), (3, NULL), (NULL, NULL)"
    )
    key = {"columns": ["a", "B"], "referred_columns": ["X", "y"], "is_full": is_full}
    assert orphans(desk.connection, key, relation(desk, "t"), relation(desk, "far")) == expected


def test_rows_of_heirs_are_not_bound(desk: Desk) -> None:
    desk.run("CREATE TABLE t (a int); CREATE TABLE heir () INHERITS (t); INSERT INTO heir VALUES (1), (1), (NULL)")
    table = relation(desk, "t")
    unique = {"keys": ["a"], "predicate": None, "nulls_are_equal": False}
    assert doubled(desk.connection, table, unique) == 0
    assert empty(desk.connection, table, ["a"]) == 0
    # A check is inherited.
    assert broken(desk.connection, table, "a > 1") == 2


@pytest.mark.parametrize(
    ("unique", "expected"),
    [
        ({"keys": ["a"]}, 1),
        ({"keys": ["a"], "nulls_are_equal": True}, 2),
        ({"keys": ["a", "b"]}, 0),
        ({"keys": ["lower(b)"]}, 1),
        ({"keys": ["a"], "predicate": "b = 'x'"}, 0),
    ],
)
def test_values_that_occur_more_than_once(desk: Desk, unique: dict[str, Any], expected: int) -> None:
    desk.run(
        "CREATE TABLE t (a int, b text); INSERT INTO t VALUES (1, 'x'), (1, 'X'), (1, 'y'), (NULL, 'p'), (NULL, 'q')"
    )
    asked = {"predicate": None, "nulls_are_equal": False, **unique}
    assert doubled(desk.connection, relation(desk, "t"), asked) == expected


def test_what_the_server_says_instead(desk: Desk) -> None:
    desk.run("CREATE TABLE t (a int)")
    assert broken(desk.connection, relation(desk, "t"), "gone > 1") == 'column "gone" does not exist'
    assert empty(desk.connection, relation(desk, "t"), ["gone"]) == 'column "gone" does not exist'
