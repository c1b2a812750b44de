"""What nobody has words for stays out of a revision alone."""

from __future__ import annotations

from typing import Any

from tests.autogenerate.test_tables import writing
from tests.catalog.made import catalog, column, table
from toolkit.autogenerate.generation import Written
from toolkit.autogenerate.proof import Proof
from toolkit.autogenerate.wording import Worded, worded
from toolkit.catalog.comparison import compare
from toolkit.catalog.members import Index, IndexPart
from toolkit.catalog.values import Table

A, WIDE = column("a", "integer"), column("a", "bigint")
BEFORE = table("t", A, options=(("fillfactor", "70"),))
AFTER = table(
    "t",
    WIDE,
    options=(("fillfactor", "90"), ("mystery of t", "1")),
    comment="new",
    partitioning="PARTITION BY HASH (a)",
)


def changed(before: Table, after: Table) -> Worded:
    whole = writing("postgresql", before, after, is_exact=True)
    return worded(lambda parts: writing("postgresql", before, after, is_exact=True, parts=tuple(parts)), whole.parts)


def statements(found: Worded) -> list[str]:
    return [text for operation in found.operations for text in operation.forward]  # type: ignore[attr-defined]


def test_all_but_what_cannot_be_said() -> None:
    found = changed(BEFORE, AFTER)
    assert statements(found) == [
        "ALTER TABLE t ALTER COLUMN a TYPE bigint",
        "COMMENT ON TABLE t IS 'new'",
        "ALTER TABLE t SET (fillfactor = 90)",
    ]
    assert [one.what for one in found.by_hand] == ["the partitioning of table t", "mystery of t of table t"]
    assert found.table.after.partitioning is None


def test_the_proof_has_no_doubt_about_it() -> None:
    decided: Any = ()
    compared: Any = ()
    by_hand = changed(BEFORE, AFTER).by_hand
    left = tuple(compare(catalog(BEFORE), catalog(AFTER)))
    proof = Proof(written=Written(compared=compared, decided=decided, by_hand=by_hand), left=left)
    assert proof.doubted == {(None, "t")}
    asked = tuple(change for change in left if change.facet == "partitioning")
    assert Proof(written=proof.written, left=asked).doubted == frozenset()


def test_what_needs_a_column_that_is_not_written_is_not_written() -> None:
    odd = column("b", "integer", identity="SOMETIMES")
    index = Index(name="ix", parts=(IndexPart(column="b"),))
    found = changed(table("t", A), table("t", WIDE, odd, indexes=(index,)))
    assert statements(found) == ["ALTER TABLE t ALTER COLUMN a TYPE bigint"]
    assert [one.what for one in found.by_hand] == ["identity SOMETIMES", "index ix"]
