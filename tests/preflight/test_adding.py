"""Keys over columns that a plan adds."""

from __future__ import annotations

import pytest

from tests.preflight.rows import Rows
from toolkit.backends.sql.values import Name
from toolkit.finding import Severity
from toolkit.preflight.mending import Change

LIVE = (
    "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a INT)",
    "INSERT INTO t VALUES (1, 1), (2, 1), (3, 2)",
)
THEN = "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a INT, b INT NOT NULL DEFAULT 7, CONSTRAINT u UNIQUE ({}))"
ADDED = {(Name(name="t"), "b")}


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("b", ("column t.b", "2 rows repeat values that an earlier one has.")),
        ("b, a", ("columns t.(b, a)", "1 row repeats values that an earlier one has (a=1).")),
        ("b, id", None),
    ],
)
def test_one_value_for_all_rows_tells_none_apart(rows: Rows, key: str, told: tuple[str, str] | None) -> None:
    rows.live(*LIVE)
    rows.then(THEN.format(key))
    found = rows.findings(alike=ADDED)
    assert [(finding.subject, finding.fact) for finding in found] == ([told] if told else [])
    for finding in found:
        assert (finding.name, finding.severity) == ("duplicate-values", Severity.ERROR)
        assert finding.remedy.startswith("Add b without the key")


def test_what_the_plan_may_fill_otherwise_is_not_asked_about(rows: Rows) -> None:
    rows.live(*LIVE)
    rows.then(THEN.format("b"))
    assert rows.findings([Change(table=Name(name="t"), columns=frozenset({"b"}))], alike=ADDED) == []
    assert rows.findings() == []


def test_one_row_is_like_no_other(rows: Rows) -> None:
    rows.live(*LIVE, "DELETE FROM t WHERE id > 1")
    rows.then(THEN.format("b"))
    assert rows.findings(alike=ADDED) == []
