"""Checks that are new, held against the rows on real servers."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.preflight.rows import Rows
from toolkit.backends.sql.values import Name, Renamed, TableMade
from toolkit.finding import Severity
from toolkit.planning.renaming import LiveNames

LIVE = (
    "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, n INT, s VARCHAR(60), CONSTRAINT had CHECK (id > 0))",
    "INSERT INTO t VALUES (1, 5, 'abc'), (2, -1, 'it''s 50% :x'), (3, NULL, NULL)",
)
THEN = "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, n INT, s VARCHAR(60){}, CONSTRAINT had CHECK (id > 0))"


def told(rows: Rows, more: str) -> Sequence[tuple[str, str]]:
    rows.then("DROP TABLE IF EXISTS t", THEN.format(more))
    return [(finding.name, f"{finding.subject}: {finding.fact}") for finding in rows.findings()]


def test_rows_that_break_it_are_counted_and_what_is_unknown_passes(rows: Rows) -> None:
    rows.live(*LIVE)
    assert told(rows, "") == []
    [(name, fact)] = told(rows, ", CONSTRAINT ck CHECK (n > 0)")
    assert name == "violating-rows"
    assert fact.startswith("check constraint t.ck: 1 row breaks the check ")
    assert fact.endswith(" (id=2).")
    assert told(rows, ", CONSTRAINT ck CHECK (n > -2 OR s = 'x')") == []
    [(_, fact)] = told(rows, ", CONSTRAINT ck CHECK (s <> 'it''s 50% :x')")
    assert fact.endswith(" (id=2).")
    # A column that the plan adds has its default in all rows, or nothing.
    [(_, fact)] = told(rows, ", c INT DEFAULT 3, CONSTRAINT ck CHECK (n > c)")
    assert fact.endswith(" (id=2).")
    [(_, fact)] = told(rows, ", c INT DEFAULT 3, d INT, CONSTRAINT ck CHECK (c > 3), CONSTRAINT k CHECK (d > 0)")
    assert fact.endswith(" (id=1; id=2; id=3).")


def test_the_remedy_can_be_pasted(rows: Rows) -> None:
    rows.live(*LIVE)
    rows.then(THEN.format(", CONSTRAINT ck CHECK (n > 0)"))
    [finding] = rows.findings()
    pasted = finding.remedy.partition(", and mend")[0]
    found = rows.connection.exec_driver_sql(pasted, execution_options={"no_parameters": True}).fetchall()
    assert [row.id for row in found] == [2]


def test_a_new_column_that_is_computed(rows: Rows) -> None:
    rows.live(*LIVE)
    [(_, fact)] = told(rows, ", g INT GENERATED ALWAYS AS (n * 2) STORED, CONSTRAINT ck CHECK (g < 10)")
    assert fact.endswith(" (id=1).")


def test_names_of_now_and_of_then(rows: Rows) -> None:
    rows.live(*LIVE)
    # MySQL renames no column that a check speaks of.
    rows.then(THEN.format(", CONSTRAINT ck CHECK (m > 0)").replace("n INT", "m INT").replace("TABLE t", "TABLE u"))
    names = LiveNames([(None, "t")])
    table = Name(name="t")
    names.note([Renamed(table=table, column="n", to="m"), Renamed(table=table, column=None, to="u")])
    [finding] = rows.findings(names=names)
    assert (finding.name, finding.subject) == ("violating-rows", "check constraint t.ck")
    assert finding.fact.endswith(" (id=2).")
    # One that is made anew has no rows, whatever it is called.
    rows.then("ALTER TABLE u RENAME TO t")
    names.note([TableMade(table=table)])
    assert rows.findings(names=names) == []


def test_values_that_do_not_fit_another_type_are_compared_all_the_same(postgresql_rows: Rows) -> None:
    postgresql_rows.live(*LIVE, "INSERT INTO t VALUES (4, 70000, NULL)")
    postgresql_rows.then(THEN.format(", CONSTRAINT ck CHECK (n < 100)").replace("n INT", "n SMALLINT"))
    names = [finding.name for finding in postgresql_rows.findings()]
    assert names == ["out-of-range-values", "violating-rows"]


def test_values_that_the_plan_makes_are_not_known(postgresql_rows: Rows) -> None:
    postgresql_rows.live(*LIVE)
    [(name, fact)] = told(postgresql_rows, ", c serial, CONSTRAINT ck CHECK (c < 3)")
    assert (name, fact.endswith("the values of c are made by the plan itself.")) == ("uncounted-rows", True)


def test_what_is_not_valid_binds_no_old_row_until_it_is(postgresql_rows: Rows) -> None:
    postgresql_rows.live(*LIVE)
    late = "ALTER TABLE t ADD CONSTRAINT ck CHECK (n > 0) NOT VALID"
    postgresql_rows.then(THEN.format(""), late)
    assert postgresql_rows.findings() == []
    postgresql_rows.live(late)
    postgresql_rows.live("ALTER TABLE t ADD c int CHECK (c > 0)")
    postgresql_rows.then("ALTER TABLE t DROP CONSTRAINT ck", "ALTER TABLE t ADD c int CHECK (c > 0)")
    postgresql_rows.then(late.removesuffix(" NOT VALID"))
    assert [finding.name for finding in postgresql_rows.findings()] == ["violating-rows"]


def test_the_checks_of_a_domain(postgresql_rows: Rows) -> None:
    postgresql_rows.live(*LIVE)
    domain = "CREATE DOMAIN positive AS int CONSTRAINT above CHECK (VALUE > 0)"
    postgresql_rows.then(domain, THEN.format(""), "ALTER TABLE t ALTER n TYPE positive")
    assert postgresql_rows.facts() == [
        ("violating-rows", "check constraint t.above", '1 row breaks the check ("n" > 0) (id=2).')
    ]


def test_what_is_not_enforced(innodb_rows: Rows) -> None:
    innodb_rows.live(*LIVE)
    if innodb_rows.backend == "mysql":
        assert told(innodb_rows, ", CONSTRAINT ck CHECK (n > 0) NOT ENFORCED") == []
        return
    # MariaDB looks at the rows for the check of a column only where it copies them.
    [(name, fact)] = told(innodb_rows, ", c INT DEFAULT 0 CHECK (c > 0)")
    assert (name, fact.endswith(" (id=1; id=2; id=3).")) == ("violating-rows", True)
    assert [finding.severity for finding in innodb_rows.findings()] == [Severity.WARNING]
    assert [finding.severity for finding in innodb_rows.findings(copied=[Name(name="t")])] == [Severity.ERROR]


@pytest.mark.parametrize(("definition", "given"), [("INT NOT NULL", 0), ("VARCHAR(9) NOT NULL", "''")])
def test_a_new_column_without_default_has_the_zero_of_its_type(
    innodb_rows: Rows, definition: str, given: object
) -> None:
    innodb_rows.live(*LIVE)
    [(_, fact)] = told(innodb_rows, f", c {definition}, CONSTRAINT ck CHECK (c <> {given})")
    assert fact.endswith(" (id=1; id=2; id=3).")


def test_a_check_that_stays_is_asked_where_using_makes_other_values(postgresql_rows: Rows) -> None:
    table = "CREATE TABLE t (id int PRIMARY KEY, a int, b int, CONSTRAINT small CHECK (a < 100))"
    postgresql_rows.live(table, "INSERT INTO t VALUES (1, 1, 1), (2, 5, 1)")
    postgresql_rows.then(table)
    for column, expression, found in (("a", "a * 30", ["(id=2)."]), ("a", "a + 1", []), ("b", "b * 1000", [])):
        postgresql_rows.conversions = {(Name(name="t"), column): expression}
        facts = [fact for name, _, fact in postgresql_rows.facts() if name == "violating-rows"]
        assert [fact.rpartition(" ")[2] for fact in facts] == found
