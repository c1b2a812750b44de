"""From what was seen to the plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from toolkit.backends.impacts.register import impacts_of
from toolkit.backends.sql.reading import read
from toolkit.capacity import TableSize
from toolkit.execution.journal.records import Worked
from toolkit.impact import Blocks, Impact, TableImpact, Work
from toolkit.planning.durations import MEBIBYTE, Rate
from toolkit.planning.planned import LONG, Planner, clauses_of, instant_of, made_later, works_of
from toolkit.planning.renaming import Key
from toolkit.planning.seen import Seen

GIBIBYTE = 1024 * MEBIBYTE
USERS = TableSize(schema=None, name="users", rows=10, bytes=GIBIBYTE, data_bytes=GIBIBYTE // 2)
SIZES: dict[Key, TableSize] = {(None, "users"): USERS}


def seen(sql: str, work: Work = Work.NONE, table: str = "users", **given: Any) -> Seen:
    [statement] = read(sql, "mysql")
    impact = Impact(
        tables=(TableImpact(schema=None, name=table, work=work, blocks=Blocks.WRITES),),
        algorithm=given.pop("algorithm", None),
        clause=given.pop("clause", None),
    )
    fields = {"revision": "aa11", "direction": "upgrade", "sent": (sql,), "impacts": (impact,)}
    return Seen(**{**fields, "statement": statement, "tables": ((None, "users"),), **given})


def planner(**given: Any) -> Planner:
    impacts = impacts_of("mysql")
    assert impacts is not None
    return Planner(
        impacts=impacts, sizes=SIZES, backend="mysql", hide=lambda text: text.replace("S3cr3t", "***"), **given
    )


ALTER = "ALTER TABLE users ADD COLUMN x int"


def test_the_sizes_are_those_of_the_live_table_under_whatever_name() -> None:
    [planned] = planner().statements([seen("ALTER TABLE people FORCE", Work.REWRITE, "people")])
    [table] = planned.tables
    assert (table.name, table.rows, table.bytes, table.work) == ("people", 10, GIBIBYTE, "rewrite")
    assert planned.duration is not None
    assert planned.duration.high > LONG


def test_a_table_that_the_plan_makes_has_no_size_and_takes_a_moment() -> None:
    [planned] = planner().statements([seen(ALTER, Work.REWRITE, tables=(None,))])
    assert [(table.rows, table.bytes) for table in planned.tables] == [(None, None)]
    assert planned.duration is not None
    assert planned.duration.basis == "instant"


def test_it_is_sent_with_its_clause() -> None:
    [planned] = planner().statements([seen(ALTER, clause="ALGORITHM=INSTANT")])
    assert planned.sql == ALTER
    assert planned.sent == ("ALTER TABLE users ALGORITHM=INSTANT, ADD COLUMN x int",)


def test_what_is_repeated_takes_as_often() -> None:
    once, often = (planner().statements([seen(ALTER, Work.ROWS, times=times)])[0].duration for times in (1, 4))
    assert once is not None
    assert often is not None
    assert often.high == 4 * once.high


def test_no_secret_is_in_it() -> None:
    sql = "UPDATE users SET name = 'S3cr3t'"
    [planned] = planner().statements([seen(sql, unknown="S3cr3t", refused="S3cr3t")])
    assert "S3cr3t" not in repr(planned)


@pytest.mark.parametrize("why", ["unknown", "refused"])
def test_what_is_not_known_has_no_impact(why: str) -> None:
    [planned] = planner().statements([replace(seen(ALTER, impacts=(), tables=()), **{why: "it is so"})])
    assert planned.impact is None
    assert planned.duration is None
    assert getattr(planned, why) == "it is so"


def test_several_texts_in_place_of_one_are_one_impact() -> None:
    one = seen(ALTER, Work.SCAN)
    both = seen("DROP TABLE users", sent=("a", "b"), impacts=one.impacts * 2, tables=one.tables * 2)
    [planned] = planner().statements([both])
    assert planned.impact is not None
    assert len(planned.impact.tables) == len(planned.tables) == 2


def test_a_table_that_is_rebuilt_is_neither_lost_nor_missed() -> None:
    """SQLite's way of altering one: the old one goes, and another one takes its name."""
    drop = seen("DROP TABLE users", trash=("table users", "column users.status"))
    rename = seen("ALTER TABLE _alembic_tmp_users RENAME TO users", table="_alembic_tmp_users", tables=(None,))
    alone, (dropped, _) = planner().statements([drop]), planner().statements([drop, rename])
    assert alone[0].trash == ("table users", "column users.status")
    assert len(alone[0].notices) == 1
    assert dropped.trash == ("column users.status",)
    assert dropped.notices == ()


def test_what_is_made_later() -> None:
    found = made_later([seen("CREATE TABLE a (id int)"), seen("ALTER TABLE b RENAME TO c"), seen(ALTER)])
    assert found == {(None, "a"), (None, "c")}


def test_only_a_long_definition_is_worth_a_trial() -> None:
    change = seen("UPDATE users SET name = 1", Work.ROWS)
    assert planner().long([change, seen(ALTER), seen(ALTER, Work.REWRITE, tables=(None,))]) == set()
    assert planner().long([seen(ALTER, Work.REWRITE)]) == {USERS}
    fast = {(Work.REWRITE, None): Rate(low=GIBIBYTE, high=GIBIBYTE, basis="remembered")}
    assert planner(remembered=fast).long([seen(ALTER, Work.REWRITE)]) == set()


def test_what_was_tried_with_its_own_rows_goes_before_what_was_seen_elsewhere() -> None:
    kind = (Work.REWRITE, None)
    remembered, measured = (Rate(low=1, high=1, basis=basis) for basis in ("remembered", "measured"))
    found = planner(remembered={kind: remembered}, measured={(None, "users"): {kind: measured}})
    assert found.rates_of(USERS) == {kind: measured}
    other = TableSize(schema="ledger", name="users", rows=1, bytes=1, data_bytes=1)
    assert found.rates_of(other) == {kind: remembered}


def test_a_text_that_was_answered_in_two_ways_has_no_clause() -> None:
    instant, inplace, none = seen(ALTER, clause="INSTANT"), seen(ALTER, clause="INPLACE"), seen("OPTIMIZE TABLE users")
    assert clauses_of([instant, none, instant]) == {ALTER: "INSTANT"}
    assert clauses_of([instant, inplace]) == {}
    assert clauses_of([instant, inplace, instant]) == {}


def test_a_text_is_instant_where_it_always_was() -> None:
    index = "CREATE INDEX ix ON users (name)"
    assert instant_of([seen(ALTER), seen(index, Work.INDEX)]) == {ALTER}
    assert instant_of([seen(ALTER), seen(ALTER, Work.REWRITE), seen(ALTER)]) == frozenset()
    assert instant_of([seen("UPDATE users SET name = 1")]) == frozenset()


def test_what_is_to_be_remembered() -> None:
    rebuild = seen(ALTER, Work.REWRITE, algorithm="COPY")
    assert works_of([rebuild], SIZES) == {ALTER: Worked(work="rewrite", algorithm="COPY", bytes=GIBIBYTE)}
    small: dict[Key, TableSize] = {(None, "users"): TableSize(schema=None, name="users", rows=1, bytes=1, data_bytes=1)}
    assert works_of([rebuild], small) == {}
    assert works_of([seen(ALTER), seen("UPDATE users SET name = 1", Work.ROWS)], SIZES) == {}
    assert works_of([seen(ALTER, Work.REWRITE, tables=(None,))], SIZES) == {}
