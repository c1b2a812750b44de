"""Changes put together, one value for each object."""

from __future__ import annotations

from dataclasses import replace

from tests.catalog.made import catalog, column, table
from toolkit.catalog.alterations import Alteration, alterations, applied, object_of, table_of
from toolkit.catalog.comparison import Verdict, compare
from toolkit.catalog.members import Check, PrimaryKey
from toolkit.catalog.values import EnumType

BEFORE = catalog(
    table("t", column("a"), column("b", comment="kept"), primary_key=PrimaryKey(name=None, columns=("a",))),
    enums=(EnumType(schema=None, name="mood", labels=("sad",)),),
)
AFTER = catalog(
    table("t", column("a", "bigint", nullable=False), column("c"), primary_key=PrimaryKey(name=None, columns=("c",))),
    table("u"),
    enums=(EnumType(schema=None, name="mood", labels=("sad", "ok")),),
)


def found() -> dict[str, Alteration]:
    return {one.name: one for one in alterations(compare(BEFORE, AFTER), BEFORE)}


def test_the_facets_of_one_object_are_one_alteration() -> None:
    one = found()["a"]
    assert one.facets == ("type", "nullable")
    assert (one.before.type, one.after.type, one.after.nullable) == ("integer", "bigint", False)
    assert one.table == (None, "t")


def test_what_is_made_and_what_goes() -> None:
    assert found()["c"].is_made
    assert found()["b"].is_removed
    assert found()["u"].is_made
    assert found()["b"].back().is_made


def test_objects_that_stand_for_themselves_and_keys_without_a_name() -> None:
    assert found()["mood"].after.labels == ("sad", "ok")
    assert found()["(unnamed)"].after.columns == ("c",)
    assert object_of(BEFORE, "primary key", None, "t", "whatever") == PrimaryKey(name=None, columns=("a",))
    assert object_of(BEFORE, "view", None, None, "t") is None


def test_a_change_that_was_left_out_is_not_written_by_the_way() -> None:
    changes = [change for change in compare(BEFORE, AFTER) if change.facet != "nullable"]
    one = next(one for one in alterations(changes, BEFORE) if one.name == "a")
    assert one.after == replace(one.before, type="bigint")


def test_options_keep_what_is_not_among_the_changes() -> None:
    before = catalog(table("t", options=(("engine", "A"), ("format", "x"), ("gone", "1"))))
    after = catalog(table("t", options=(("engine", "B"), ("format", "y"))))
    [change] = compare(before, after)
    narrowed = replace(change, expected=(("engine", "A"), ("gone", "1")), found=(("engine", "B"),))
    [one] = alterations([narrowed], before)
    assert one.after.options == (("engine", "B"), ("format", "x"))


def test_applied_to_the_table_they_lead_there() -> None:
    was = table_of(BEFORE, None, "t")
    assert was is not None
    parts = [one for one in alterations(compare(BEFORE, AFTER), BEFORE) if one.owner == "t"]
    now = applied(was, parts)
    assert [(one.name, one.position, one.type) for one in now.columns] == [("a", 1, "bigint"), ("c", 2, "integer")]
    back = applied(now, [part.back() for part in parts])
    assert {one.name for one in back.columns} == {"a", "b"}
    assert back.primary_key == was.primary_key


def test_two_without_a_name_are_two() -> None:
    checks = (Check(name=None, expression="a > 0"), Check(name=None, expression="a > 1"))
    before, after = catalog(table("t")), catalog(table("t", checks=checks))
    made = alterations(compare(before, after), before)
    assert [one.after.expression for one in made] == ["a > 0", "a > 1"]
    assert all(change.verdict is Verdict.UNEXPECTED for change in compare(before, after))
