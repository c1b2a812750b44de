"""One thing more or less moves no other."""

from __future__ import annotations

from toolkit.catalog.members import Column
from toolkit.catalog.ordering import column_orders, renumbered
from toolkit.catalog.values import Table, Trigger


def of_columns(names: str) -> Table:
    columns = tuple(Column(name=name, position=at, type="int", nullable=True) for at, name in enumerate(names, 1))
    return Table(schema=None, name="t", columns=columns)


def test_columns_that_both_have() -> None:
    assert column_orders(of_columns("abcd"), of_columns("bxd")) == (("b", "d"), ("b", "d"))
    assert column_orders(of_columns("abc"), of_columns("cb")) == (("b", "c"), ("c", "b"))


def triggers(names: str, event: str = "BEFORE INSERT", table: str = "t") -> list[Trigger]:
    return [
        Trigger(schema=None, table=table, name=name, definition=f"{event} FOR EACH ROW SET {name}", order=order)
        for order, name in enumerate(names, 1)
    ]


def orders(ours: list[Trigger], theirs: list[Trigger]) -> list[tuple[str, int | None]]:
    return [(trigger.name, trigger.order) for trigger in renumbered(ours, theirs)]


def test_triggers_are_counted_among_those_that_both_have() -> None:
    assert orders(triggers("abc"), triggers("bc")) == [("a", 1), ("b", 1), ("c", 2)]
    assert orders(triggers("bc"), triggers("abc")) == [("b", 1), ("c", 2)]
    assert orders(triggers("abc"), triggers("cb")) == [("a", 1), ("b", 1), ("c", 2)]


def test_each_table_and_event_has_an_order_of_its_own() -> None:
    ours = triggers("ab") + triggers("cd", "AFTER INSERT") + triggers("e", table="u")
    assert orders(ours, triggers("b") + triggers("d", "AFTER INSERT")) == [
        *(("a", 1), ("b", 1)),
        *(("c", 1), ("d", 1)),
        ("e", 1),
    ]


def test_where_the_server_keeps_no_order() -> None:
    trigger = Trigger(schema=None, table="t", name="a", definition="")
    assert renumbered([trigger], [trigger]) == [trigger]
