from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.catalog.made import catalog, table
from toolkit.autogenerate.stepping import in_the_way
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.values import Trigger, View


def writing(name: str, *, disturbs: bool = False, rebuilt: bool = False) -> Any:
    return SimpleNamespace(before=table(name), disturbs_views=disturbs, is_rebuilt=rebuilt)


def view(name: str, definition: str) -> View:
    return View(schema=None, name=name, definition=definition)


LIVE = catalog(
    table("t"),
    views=(
        view("a_of_b", "SELECT * FROM b_of_t"),
        view("b_of_t", "SELECT x FROM t"),
        view("other", "SELECT * FROM tt"),
    ),
    triggers=(Trigger(schema=None, table="t", name="g", definition=""),),
)


def test_views_of_a_table_and_views_of_these_in_the_order_of_their_making() -> None:
    found = in_the_way(LIVE, [writing("t", disturbs=True)], [])
    assert [one.name for one in found] == ["b_of_t", "a_of_b"]
    assert all(one.before == one.after for one in found)


def test_what_changes_anyway_is_among_them_once() -> None:
    change = Alteration(
        kind="view", schema=None, owner=None, name="b_of_t", before=LIVE.views[1], after=view("b_of_t", "SELECT 1")
    )
    found = in_the_way(LIVE, [], [change])
    assert [(one.name, one is change) for one in found] == [("b_of_t", True), ("a_of_b", False)]


def test_triggers_go_with_a_table_that_is_made_anew() -> None:
    assert [one.name for one in in_the_way(LIVE, [writing("t", rebuilt=True)], [])] == ["g"]
    assert in_the_way(LIVE, [writing("u", rebuilt=True), writing("t")], []) == []


def test_triggers_that_name_a_table_which_is_made_anew() -> None:
    live = catalog(table("t"), table("u"), triggers=(Trigger(schema=None, table="u", name="g", definition="UPDATE T"),))
    assert [one.name for one in in_the_way(live, [writing("t", rebuilt=True)], [])] == ["g"]
    assert in_the_way(live, [writing("x", rebuilt=True)], []) == []


def test_triggers_of_a_view_go_with_it_and_come_back_where_it_does() -> None:
    trigger = Trigger(schema=None, table="other", name="g", definition="INSTEAD OF INSERT")
    live = catalog(table("tt"), views=LIVE.views[2:], triggers=(trigger,))
    assert [one.name for one in in_the_way(live, [writing("tt", disturbs=True)], [])] == ["other", "g"]
    dropped = Alteration(kind="view", schema=None, owner=None, name="other", before=LIVE.views[2])
    view_, with_it = in_the_way(live, [], [dropped])
    assert view_ is dropped
    assert with_it.is_removed
