"""The recogniser of renames, measured on a corpus."""

from __future__ import annotations

import pytest

from tests.autogenerate.corpus import FALSE, TRUE, Case
from tests.catalog.made import catalog, column, table
from toolkit.autogenerate.choices import Choices
from toolkit.autogenerate.deciding import Origins
from toolkit.autogenerate.likeness import ENOUGH, Candidate, best_pairs, of_columns, of_names, of_tables
from toolkit.autogenerate.recognising import likely
from toolkit.catalog.alterations import alterations
from toolkit.catalog.comparison import compare

PRECISION, RECALL = 0.9, 0.9
"""docs/revising.md says what was measured; these hold it."""


def found(case: Case) -> set[str]:
    before, after = case.sides
    # The order of columns is nothing that models are compared by.
    changes = [change for change in compare(before, after) if change.facet != "column_order"]
    parts = alterations(changes, before)
    created = frozenset(table.name for table in before.tables)
    return {str(one) for one in likely(parts, before, after, Choices(), Origins(created=created))}


def measured(cases: dict[str, Case]) -> tuple[int, int, int, list[str]]:
    right = wrong = missed = 0
    told = []
    for name, case in cases.items():
        ours, theirs = found(case), set(case.renames)
        right, wrong, missed = right + len(ours & theirs), wrong + len(ours - theirs), missed + len(theirs - ours)
        if ours != theirs:
            told.append(f"{name}: {sorted(ours)} and not {sorted(theirs)}")
    return right, wrong, missed, told


def test_precision_and_recall() -> None:
    assert len(TRUE) + len(FALSE) >= 60
    right, wrong, missed, told = measured({**TRUE, **FALSE})
    summary = f"{right} right, {wrong} wrong, {missed} missed\n" + "\n".join(told)
    print(summary)
    assert right / (right + wrong) >= PRECISION, summary
    assert right / (right + missed) >= RECALL, summary


@pytest.mark.parametrize(
    ("old", "new", "least"),
    [("note", "note", 1), ("userName", "user_name", 0.9), ("total", "total_cents", 0.9), ("views", "view_count", 0.9)],
)
def test_names_that_are_alike(old: str, new: str, least: float) -> None:
    assert of_names(old, new) >= least
    assert of_names(old, "zzz") < 0.3


def test_what_speaks_for_a_column() -> None:
    before, after = table("t", column("a"), column("x")), table("t", column("b"), column("x"))
    same = of_columns(before.columns[0], after.columns[0], before, after)
    moved = table("t", column("x"), column("b"))
    assert same > of_columns(before.columns[0], moved.columns[1], before, moved)
    other = table("t", column("b", "timestamp"), column("x"))
    assert of_columns(before.columns[0], other.columns[0], before, other) == 0


def test_what_every_table_has_says_nothing_about_a_table() -> None:
    common, rare = table("a", column("id"), column("name")), table("b", column("id"), column("isbn"))
    live = catalog(common, rare, *(table(f"t{number}", column("id"), column("name")) for number in range(5)))
    assert of_tables(rare, table("z", column("id"), column("isbn")), live) > of_tables(
        common, table("z", column("id"), column("isbn")), live
    )


def test_a_place_that_is_the_same_on_one_side_says_little() -> None:
    before = table("t", column("a"), column("old"), column("b"))
    same = table("t", column("a"), column("new"), column("b"))
    beside = table("t", column("a"), column("new"), column("c"), column("b"))
    scores = [of_columns(before.columns[1], after.columns[1], before, after) for after in (same, beside)]
    assert scores[0] - scores[1] > 0.15


def test_a_table_that_grew_has_all_of_the_old_one() -> None:
    old = table("items", *(column(f"c{number}") for number in range(8)))
    pair = table("seen", column("user_id"), column("post_id"))
    grown = table("products", *old.columns, *pair.columns, *(column(f"d{number}") for number in range(20)))
    live = catalog(old, pair)
    assert of_tables(old, grown, live) >= ENOUGH
    assert of_tables(pair, grown, live) < ENOUGH


def test_each_is_in_one_pair() -> None:
    scores = {("a", "x"): 0.9, ("a", "y"): 0.8, ("b", "x"): 0.7, ("b", "y"): 0.1}
    pairs = best_pairs(["a", "b"], ["x", "y"], lambda old, new: scores[old, new])
    assert pairs == [Candidate(old="a", new="x", score=0.9)]


def test_the_end_of_a_table_says_little() -> None:
    before, after = table("t", column("x"), column("a")), table("t", column("x"), column("zzz"))
    last = of_columns(before.columns[1], after.columns[1], before, after)
    before, after = (table("t", *one.columns, column("y")) for one in (before, after))
    assert last < ENOUGH <= of_columns(before.columns[1], after.columns[1], before, after)
