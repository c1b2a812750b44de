"""A table between now and then; no server is asked here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from toolkit.backends.fitting.postgresql import PostgreSQLFitting
from toolkit.backends.sql.values import ColumnMade, Name, Renamed
from toolkit.catalog.members import Column
from toolkit.catalog.values import Catalog, Domain, Table
from toolkit.planning.renaming import LiveNames
from toolkit.preflight.mending import Change
from toolkit.preflight.pair import Pair, quoted, written

A, B = (Column(name=name, position=1, type="integer", nullable=True) for name in "ab")
T = Name(name="t")


def pair(live: Table, table: Table, names: LiveNames | None = None, **given: Any) -> Pair:
    before = Catalog(backend="postgresql", server_version="15", tables=(live,))
    return Pair(
        live=live,
        table=table,
        before=before,
        after=replace(before, tables=(table,), **given.pop("after", {})),
        database="d",
        preparer=postgresql.dialect().identifier_preparer,
        fitting=PostgreSQLFitting(),
        names=names or LiveNames([(None, "t")]),
        changed=given.pop("changed", ()),
        **given,
    )


def test_a_column_comes_from_where_it_was() -> None:
    names = LiveNames([(None, "t")])
    names.note([Renamed(table=T, column="a", to="b"), ColumnMade(table=T, column="a")])
    found = pair(Table(schema=None, name="t", columns=(A,)), Table(schema=None, name="t", columns=(A, B)), names)
    assert {value.column.name: value.source for value in found.values} == {"a": None, "b": A}
    assert found.is_renamed
    assert list(found.columns) == ["b"]


def test_a_column_that_is_computed_otherwise_is_another_one() -> None:
    now, then = replace(A, computed="b + 1"), replace(A, computed="b + 2")
    found = pair(Table(schema=None, name="t", columns=(now,)), Table(schema=None, name="t", columns=(then,)))
    assert found.columns == {}


def test_values_of_a_domain_are_those_of_its_type() -> None:
    small = Domain(schema=None, name="small", type="smallint", nullable=True)
    table = Table(schema=None, name="t", columns=(replace(A, type="small"),))
    found = pair(Table(schema=None, name="t", columns=(A,)), table, after={"domains": (small,)})
    assert [value.column.type for value in found.future.values] == ["smallint"]


def test_a_change_counts_under_either_name() -> None:
    live, table = Table(schema=None, name="t", columns=(A,)), Table(schema=None, name="u", columns=(A,))
    for changed, certain in ((["t"], False), (["u"], False), (["v"], True)):
        found = pair(live, table, changed=[Change(table=Name(name=name)) for name in changed])
        assert found.asked(["a"]).certain is certain


def test_a_change_counts_only_where_it_can_mend_what_is_asked() -> None:
    table, t = Table(schema=None, name="t", columns=(A, B)), Name(name="t")
    update = Change(table=t, columns=frozenset({"b"}))
    assert pair(table, table, changed=[update]).asked(["a"]).certain
    assert not pair(table, table, changed=[update]).asked(["a"], is_partial=True).certain
    assert not pair(table, table, changed=[update]).asked(["a"], ["a + b"]).certain
    assert not pair(table, table, changed=[update]).asked(["a", "b"]).certain
    assert not pair(table, table, changed=[update]).asked([]).certain
    too_late = replace(update, columns=None, before=frozenset({Name(name="other")}))
    assert pair(table, table, changed=[too_late]).asked(["a"]).certain


def test_rows_that_are_added_mend_only_what_refers_to_them() -> None:
    table, p = Table(schema=None, name="t", columns=(A,)), Name(name="p")
    added = [Change(table=Name(name="t"), adds=True), Change(table=p, adds=True)]
    assert pair(table, table, changed=added).asked(["a"]).certain
    assert not pair(table, table, changed=added).asked(["a"], (), p).certain


def test_a_column_that_follows_others_is_reached_by_a_change_of_these() -> None:
    update = [Change(table=Name(name="t"), columns=frozenset({"b"}))]
    for column in (replace(A, computed="b + 1"), replace(A, on_update="current_timestamp()")):
        table = Table(schema=None, name="t", columns=(column, B))
        assert not pair(table, table, changed=update).asked(["a"]).certain


def test_a_name_is_quoted_as_a_person_writes_it() -> None:
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        assert quoted(dialect.identifier_preparer, "a%%b%") == '"a%%b%"'
        assert quoted(dialect.identifier_preparer, "plain") == "plain"
        assert written(dialect.identifier_preparer, Name(schema="S", name="plain")) == '"S".plain'
