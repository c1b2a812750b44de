"""What a plan changes of the rows, and whether that can mend what a later statement would refuse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from toolkit.backends.sql.reading import read
from toolkit.backends.sql.values import Name
from toolkit.catalog.values import Catalog, Table, Trigger
from toolkit.impact import Blocks, Impact, TableImpact, Work
from toolkit.planning.rehearsal import Rehearsed
from toolkit.planning.seen import Seen
from toolkit.preflight.mending import Change, changes_of

REBUILT = ("CREATE TABLE new (id INT, n INT NOT NULL)", "DROP TABLE t", "ALTER TABLE new RENAME TO t")


def seen(sql: str, *tables: tuple[str, Work, str | None], **values: Any) -> Seen:
    """``tables`` are told by their name now, what is done with them, and their name in the live database."""
    [statement] = read(sql, "sqlite")
    impact = Impact(
        tables=tuple(
            TableImpact(schema=None, name=name, work=work, blocks=Blocks.WRITES) for name, work, _live in tables
        )
    )
    return Seen(
        revision="ab22",
        direction="upgrade",
        statement=statement,
        sent=(sql,),
        impacts=(impact,) if tables else (),
        tables=tuple(None if live is None else (None, live) for _name, _work, live in tables),
        **values,
    )


def changes(*statements: Seen, triggers: Sequence[str] = ()) -> list[Change]:
    tables = tuple(Table(schema=None, name=name, columns=()) for name in ("p", "t", "u v"))
    fired = tuple(Trigger(schema=None, table=table, name="tr", definition="") for table in triggers)
    before = Catalog(backend="sqlite", server_version="3", tables=tables, triggers=fired)
    return [*changes_of(Rehearsed(steps=(), catalogs=[before], seen=statements), "sqlite")]


def changed(*statements: Seen) -> set[str]:
    return {change.table.name for change in changes(*statements)}


def rebuilt_by(copy: str) -> Sequence[Seen]:
    made, dropped, renamed = map(seen, REBUILT)
    return made, seen(copy, ("new", Work.ROWS, None), ("t", Work.SCAN, "t")), dropped, renamed


def test_what_a_statement_changes_and_not_what_it_reads() -> None:
    assert changed(seen("UPDATE t SET n = (SELECT 1 FROM p)", ("t", Work.ROWS, "t"), ("p", Work.SCAN, "p"))) == {"t"}


def test_a_definition_changes_no_rows() -> None:
    assert changed(seen("ALTER TABLE t ADD COLUMN m INT", ("t", Work.REWRITE, "t"))) == set()


def test_what_cannot_be_seen_through_may_change_all_that_it_touches() -> None:
    assert changed(seen("CALL tidy()", ("t", Work.SCAN, "t"), ("p", Work.NONE, "p"))) == {"t", "p"}


def test_a_statement_that_failed_without_rows_is_known_by_its_text() -> None:
    why = "without rows the server says: no"
    assert changed(seen("UPDATE T SET n = (SELECT 1 / count(*) FROM u)", unknown=why)) == {"t"}
    assert changed(seen('UPDATE "u v" SET n = 1 / 0', unknown=why)) == {"u v"}


def test_a_table_is_known_by_its_name_in_the_live_database_too() -> None:
    assert changed(seen("UPDATE later SET n = 1", ("later", Work.ROWS, "t"))) == {"later", "t"}


def test_a_rebuild_that_copies_rows_as_they_are_changes_none() -> None:
    assert changed(*rebuilt_by("INSERT INTO new (id, n) SELECT t.id, t.n FROM t")) == set()


@pytest.mark.parametrize("expression", ["COALESCE(t.n, 0)", "1", "t.n + 1"])
def test_a_rebuild_that_reckons_does(expression: str) -> None:
    assert "t" in changed(*rebuilt_by(f"INSERT INTO new (id, n) SELECT t.id, {expression} FROM t"))


@pytest.mark.parametrize("is_after", [False, True])
def test_a_change_before_or_after_a_rebuild_stays_one(is_after: bool) -> None:
    rebuild = rebuilt_by("INSERT INTO new (id, n) SELECT t.id, t.n FROM t")
    change = seen("UPDATE t SET n = 0", ("t", Work.ROWS, None if is_after else "t"))
    assert "t" in changed(*((*rebuild, change) if is_after else (change, *rebuild)))


UPDATE = ("t", Work.ROWS, "t")
NOT_NULL = seen("ALTER TABLE t ALTER COLUMN n SET NOT NULL", ("t", Work.SCAN, "t"))


def test_only_what_is_defined_later_can_be_mended() -> None:
    change = seen("UPDATE t SET n = 0", UPDATE)
    other = seen("CREATE INDEX ix ON p (n)", ("p", Work.INDEX, "p"))
    assert [one.before for one in changes(NOT_NULL, change)] == [frozenset()]
    assert [one.before for one in changes(NOT_NULL, change, other)] == [frozenset({Name(name="p")})]
    assert [one.before for one in changes(change, NOT_NULL)] == [frozenset({Name(name="t")})]


@pytest.mark.parametrize("later", [seen("CALL tidy()"), seen("ALTER DOMAIN d SET NOT NULL")])
def test_what_does_not_tell_its_tables_may_define_any(later: Seen) -> None:
    assert [one.before for one in changes(seen("UPDATE t SET n = 0", UPDATE), later)] == [None]


@pytest.mark.parametrize(
    ("sql", "reached", "spared"),
    [
        ("UPDATE t SET n = 0, M = 1 WHERE id > 1", ["m"], ["id"]),
        ("UPDATE t SET (n, m) = (SELECT 1, 2)", ["id"], None),
        ("DELETE FROM t WHERE n IS NULL", ["n"], None),
        ("INSERT INTO t (id, n) VALUES (1, 2)", None, ["n"]),
        ("INSERT INTO t (id, n) VALUES (1, 2) ON CONFLICT (id) DO UPDATE SET n = 2", ["n"], None),
        ("REPLACE INTO t (id, n) VALUES (1, 2)", ["n"], None),
    ],
)
def test_a_change_reaches_the_columns_that_it_may_set(
    sql: str, reached: list[str] | None, spared: list[str] | None
) -> None:
    [change] = changes(seen(sql, UPDATE), NOT_NULL)
    assert reached is None or change.reaches(reached)
    assert spared is None or not change.reaches(spared)
    assert change.reaches([]) is not change.adds


def test_a_trigger_may_set_others() -> None:
    for sql in ("UPDATE t SET m = 0", "INSERT INTO t (m) VALUES (0)"):
        [change] = changes(seen(sql, UPDATE), NOT_NULL, triggers=["T"])
        assert change.reaches(["n"])


def test_a_column_that_is_called_otherwise_meanwhile_may_be_any() -> None:
    renamed = seen("ALTER TABLE t RENAME COLUMN a TO m", ("t", Work.NONE, "t"))
    [change] = changes(renamed, seen("UPDATE t SET m = 0", UPDATE), NOT_NULL)
    assert change.reaches(["a"])
