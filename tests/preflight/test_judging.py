"""A plan against its live server: what was found, and how sure it is of the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa

from tests.preflight.builders import pool
from tests.servers.database import Database
from toolkit.backends.sql.reading import read
from toolkit.catalog.values import Catalog, Table
from toolkit.forecast import Traffic
from toolkit.impact import Blocks, Impact, TableImpact, Work
from toolkit.places import place_of
from toolkit.planning.rehearsal import Rehearsed
from toolkit.planning.seen import Seen
from toolkit.preflight.judging import _changed, judge
from toolkit.preflight.surveying import Survey

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


def changed(*statements: Seen) -> set[str]:
    tables = tuple(Table(schema=None, name=name, columns=()) for name in ("p", "t", "u v"))
    before = Catalog(backend="sqlite", server_version="3", tables=tables)
    return {name.name for name in _changed(Rehearsed(steps=(), catalogs=[before], seen=statements), "sqlite")}


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


def test_without_a_plan_only_the_pools_are_judged(database: Database) -> None:
    engine = sa.create_engine(database.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as live:
        known = Survey(
            place=place_of(live), pools=(pool(),), traffic=Traffic(rate=1000.0, busy=500.0), lock_timeout=1.0
        )
        judged = judge(live, known, None)
    assert judged.circumstances.plan is None
    assert [state.pool for state in judged.circumstances.steady] == ["web"]
    assert "pool-saturation" in [finding.name for finding in judged.findings]
    assert {finding.database for finding in judged.findings} == {known.place.url}
