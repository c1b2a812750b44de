"""Foreign keys over columns that a plan adds with one value for all rows; of others `test_misfits.py` tells."""

from __future__ import annotations

from tests.preflight.rows import Rows
from toolkit.backends.sql.values import Name
from toolkit.finding import Severity
from toolkit.preflight.mending import Change

PARENTS = "CREATE TABLE p (id INT NOT NULL PRIMARY KEY)"
LIVE = (PARENTS, "CREATE TABLE t (id INT NOT NULL PRIMARY KEY)", "INSERT INTO t VALUES (1), (2)")
THEN = (
    PARENTS,
    """CREATE TABLE t (id INT NOT NULL PRIMARY KEY, p INT NOT NULL DEFAULT 7,
    CONSTRAINT belongs FOREIGN KEY (p) REFERENCES p (id))""",
)
ADDED = {(Name(name="t"), "p")}


def test_the_value_of_all_rows_leads_somewhere_or_none_of_them_does(rows: Rows) -> None:
    rows.live(*LIVE)
    rows.then(*THEN)
    [found] = rows.findings(alike=ADDED)
    assert (found.name, found.severity, found.subject) == ("orphaned-rows", Severity.ERROR, "column t.p")
    assert found.fact == "2 rows refer to p and to nothing there (id=1; id=2)."
    assert found.remedy.startswith("Add p without the foreign key")
    assert rows.findings([Change(table=Name(name="t"), columns=frozenset({"p"}))], alike=ADDED) == []
    assert rows.findings() == [], "a value of which nothing is known"
    rows.live("INSERT INTO p VALUES (7)")
    assert rows.findings(alike=ADDED) == []
