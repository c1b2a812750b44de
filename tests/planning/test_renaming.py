"""What tables are called meanwhile."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from toolkit.backends.sql.reading import read
from toolkit.backends.sql.values import (
    ColumnMade,
    Effect,
    Name,
    Renamed,
    RowsInserted,
    RowsRemoved,
    TableDrop,
    TableMade,
)
from toolkit.planning.renaming import LiveNames, without_default

NAMES = ("a", "b", "c")


def after(*effects: Effect) -> dict[str, str | None]:
    """By name afterwards, the live name."""
    names = LiveNames([(None, "a"), (None, "b")])
    names.note(effects)
    found = {name: names.of(None, name) for name in NAMES}
    return {name: None if live is None else live[1] for name, live in found.items()}


def renamed(table: str, to: str) -> Renamed:
    return Renamed(table=Name(name=table), column=None, to=to)


def test_a_table_is_found_under_its_new_name() -> None:
    assert after(renamed("a", "c")) == {"a": None, "b": "b", "c": "a"}


def test_two_change_names() -> None:
    assert after(renamed("a", "x"), renamed("b", "a"), renamed("x", "b")) == {"a": "b", "b": "a", "c": None}


def test_one_that_is_dropped_and_made_again_is_new() -> None:
    assert after(TableDrop(table=Name(name="a")), TableMade(table=Name(name="a"))) == {"a": None, "b": "b", "c": None}


def test_one_that_is_made_unless_it_is_there_is_the_old_one() -> None:
    assert after(TableMade(table=Name(name="a"), if_not_exists=True))["a"] == "a"


def test_a_column_is_no_table() -> None:
    assert after(Renamed(table=Name(name="a"), column="id", to="c")) == {"a": "a", "b": "b", "c": None}


def test_tables_of_two_schemas_are_two() -> None:
    names = LiveNames([(None, "a"), ("ledger", "a")])
    names.note([Renamed(table=Name(schema="ledger", name="a"), column=None, to="b")])
    assert names.of(None, "a") == (None, "a")
    assert names.of("ledger", "a") is None
    assert names.of("ledger", "b") == ("ledger", "a")


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES))))
def test_no_live_table_is_ever_called_two_names(moves: list[tuple[str, str]]) -> None:
    names = LiveNames([(None, "a"), (None, "b")])
    there = {"a": "a", "b": "b"}
    for old, new in moves:
        # A server refuses a name that is taken.
        if old in there and new not in there:
            there[new] = there.pop(old)
            names.note([renamed(old, new)])
        assert {name: names.of(None, name) for name in there} == {name: (None, live) for name, live in there.items()}


def test_the_default_schema_need_not_be_said() -> None:
    sql = "ALTER TABLE public.users RENAME TO people"
    [statement] = read(sql, "postgresql")
    found = without_default(statement, "public")
    assert found.effects == (Renamed(table=Name(name="users"), column=None, to="people"),)
    assert found.sql == sql
    assert without_default(statement, "ledger") == statement


def test_of_every_table_of_an_effect() -> None:
    [inserts] = read("INSERT INTO public.a SELECT * FROM public.b", "postgresql")
    [removes] = read("TRUNCATE public.a, other.b", "postgresql")
    assert without_default(inserts, "public").effects == (
        RowsInserted(table=Name(name="a"), sources=(Name(name="b"),)),
    )
    [removed] = without_default(removes, "public").effects
    assert isinstance(removed, RowsRemoved)
    assert removed.tables == (Name(name="a"), Name(schema="other", name="b"))


def rebuilt(columns: dict[str, str]) -> LiveNames:
    """As SQLite must: a new table, the rows of the old one, and its name."""
    names, new = LiveNames([(None, "a")]), Name(name="new")
    copy = RowsInserted(table=new, sources=(Name(name="a"),))
    names.note([TableMade(table=new), copy])
    names.copied(columns, [copy])
    names.note([TableDrop(table=Name(name="a")), renamed("new", "a")])
    return names


def test_a_table_that_is_rebuilt_has_the_rows_of_the_old_one() -> None:
    names = rebuilt({"id": "id", "b": "a"})
    assert names.of(None, "a") is None
    assert names.rows_of(None, "a") == (None, "a")
    assert [names.column_of(None, "a", column) for column in ("id", "b", "c")] == ["id", "a", None]
    assert rebuilt({}).column_of(None, "a", "c") == "c"


def test_one_that_is_dropped_and_made_again_has_no_rows() -> None:
    names = LiveNames([(None, "a")])
    names.note([TableDrop(table=Name(name="a")), TableMade(table=Name(name="a"))])
    assert names.rows_of(None, "a") is None
    # Of one that nobody spoke of nothing is known but its name.
    assert names.rows_of(None, "z") == (None, "z")


def test_a_rebuild_by_hand_may_reckon_with_the_rows() -> None:
    names, new = LiveNames([(None, "a")]), Name(name="new")
    names.note([TableMade(table=new), RowsInserted(table=new, sources=(Name(name="a"),))])
    assert names.rows_of(None, "new") == (None, "new")
    names.note([TableDrop(table=Name(name="a")), renamed("new", "a")])
    assert names.rows_of(None, "a") == (None, "a")


def test_columns_that_are_renamed_and_added() -> None:
    names, table = LiveNames([(None, "a")]), Name(name="a")
    names.note([Renamed(table=table, column="x", to="y"), Renamed(table=table, column="y", to="z")])
    names.note([ColumnMade(table=table, column="x"), ColumnMade(table=table, column="id", if_not_exists=True)])
    names.note([renamed("a", "b")])
    assert [names.column_of(None, "b", column) for column in ("z", "x", "id")] == ["x", None, "id"]
