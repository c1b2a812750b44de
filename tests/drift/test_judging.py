"""Which differences are told, and as what."""

from __future__ import annotations

import time
from fnmatch import fnmatchcase
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tests.catalog.catalogs import CATALOGS
from tests.drift.schemas import catalog, column, table
from toolkit.catalog.members import Index, IndexPart
from toolkit.catalog.values import Catalog, Trigger, Unseen, View
from toolkit.drift.judging import Judge
from toolkit.drift.selecting import Selection
from toolkit.finding import Finding, Location

IX = Index(name="ix", parts=(IndexPart(column="id"),))
VIEW = View(schema=None, name="v", definition="SELECT 1")
TRIGGER = Trigger(schema=None, table="t", name="g", definition="AFTER INSERT")

PLAIN = catalog(table("t"))
NOTED = catalog(table("t", "id", "note"))
INDEXED = catalog(table("t", indexes=(IX,)))
MORE = catalog(table("t"), table("u"))


def judge(*ignore: str, **given: Any) -> Judge:
    observed: Any = SimpleNamespace(options={}, metadata=(), dialect=sa.create_engine("sqlite://").dialect)
    return Judge(
        selection=Selection(observed),
        database="sqlite:///a.db",
        ignore=ignore,
        locate=lambda change: Location(file=f"{change.name}.py", line=1),
        **given,
    )


def found(
    *ignore: str,
    head: Catalog | None = None,
    own: Catalog | None = None,
    models: Catalog | None = None,
    live: Catalog | None = None,
    **given: Any,
) -> list[Finding]:
    return list(judge(*ignore, **given).compared(head=head, own=own, models=models, live=live))


def told(*ignore: str, **given: Any) -> list[tuple[str, str]]:
    return [(finding.name, finding.subject) for finding in found(*ignore, **given)]


MISSING_NOTE = ("missing-revision", "column t.note")
CHANGED_NOTE = ("changed-database", "column t.note")


@pytest.mark.parametrize(
    ("head", "own", "models", "live", "expected"),
    [
        (PLAIN, PLAIN, PLAIN, PLAIN, []),
        (PLAIN, PLAIN, NOTED, PLAIN, [MISSING_NOTE]),
        (NOTED, NOTED, PLAIN, NOTED, [MISSING_NOTE]),
        (PLAIN, PLAIN, PLAIN, NOTED, [CHANGED_NOTE]),
        (NOTED, NOTED, NOTED, PLAIN, [CHANGED_NOTE]),
        # The model and the database have it, and the revision was forgotten.
        (PLAIN, PLAIN, NOTED, NOTED, [MISSING_NOTE]),
        # A pending revision makes it: whoever made it by hand was too early.
        (NOTED, PLAIN, NOTED, NOTED, [CHANGED_NOTE]),
        (NOTED, PLAIN, NOTED, PLAIN, []),
        # Two things at once.
        (PLAIN, PLAIN, NOTED, INDEXED, [MISSING_NOTE, ("changed-database", "index t.ix")]),
        # Objects as a whole.
        (PLAIN, PLAIN, PLAIN, MORE, [("unmanaged-object", "table u")]),
        (MORE, MORE, MORE, PLAIN, [("changed-database", "table u")]),
        (PLAIN, PLAIN, MORE, MORE, [("missing-revision", "table u")]),
        (PLAIN, PLAIN, PLAIN, catalog(table("t"), views=(VIEW,)), [("unmanaged-object", "view v")]),
        (PLAIN, PLAIN, PLAIN, catalog(table("t"), triggers=(TRIGGER,)), [("unmanaged-object", "trigger t.g")]),
        (catalog(table("t"), views=(VIEW,)), catalog(table("t"), views=(VIEW,)), PLAIN, PLAIN, [("changed-database", "view v")]),
        # A side that is not known is not compared.
        (None, None, None, PLAIN, []),
        (PLAIN, PLAIN, None, NOTED, [CHANGED_NOTE]),
        (PLAIN, PLAIN, NOTED, None, [MISSING_NOTE]),
        (None, PLAIN, NOTED, NOTED, [CHANGED_NOTE]),
        # The history could not be run.
        (None, None, NOTED, PLAIN, [CHANGED_NOTE]),
        (None, None, PLAIN, NOTED, [CHANGED_NOTE]),
        (None, None, PLAIN, MORE, [("unmanaged-object", "table u")]),
    ],
)  # fmt: skip
def test_what_is_told(
    head: Catalog | None,
    own: Catalog | None,
    models: Catalog | None,
    live: Catalog | None,
    expected: list[tuple[str, str]],
) -> None:
    assert told(head=head, own=own, models=models, live=live) == expected


def test_which_side_is_which() -> None:
    """A column that only one side has is named as expected or as found, as the sentence has it."""
    [missing] = found(head=PLAIN, models=NOTED)
    assert (missing.expected, missing.found) == ("INTEGER", None)
    [by_hand] = found(own=PLAIN, live=NOTED)
    assert (by_hand.expected, by_hand.found) == (None, "INTEGER")
    assert by_hand.fact == "The database has it, and the revisions do not make it."
    [unlike_models] = found(models=PLAIN, live=NOTED)
    assert (unlike_models.expected, unlike_models.found) == (None, "INTEGER")
    assert unlike_models.fact == "The database has it, and the models do not make it."


def test_a_project_without_revisions() -> None:
    """What the first revision would make."""
    assert told(models=NOTED, live=catalog(), has_history=False) == [("missing-revision", "table t")]
    assert told(models=PLAIN, live=PLAIN, has_history=False) == []


def test_place_and_database() -> None:
    [finding] = found(own=PLAIN, live=NOTED)
    assert finding.location == Location(file="note.py", line=1)
    assert finding.database == "sqlite:///a.db"
    [unmanaged] = found(own=PLAIN, live=MORE)
    assert unmanaged.location is None, "it is in no file"


def test_what_a_class_cannot_say_is_no_missing_revision() -> None:
    made = catalog(table("t"), views=(VIEW,), triggers=(TRIGGER,))
    assert told(head=made, own=made, models=PLAIN, live=made) == []


def test_what_the_server_refused_of_the_models_is_told_elsewhere() -> None:
    assert told(head=MORE, models=PLAIN) == [("missing-revision", "table u")]
    assert told(head=MORE, models=PLAIN, refused=frozenset({"u"})) == []
    assert told(head=PLAIN, models=MORE, refused=frozenset({"u"})) == [("missing-revision", "table u")]


@pytest.mark.parametrize(
    ("unseen", "is_told"),
    [
        ((), True),
        ((Unseen(kind="column"),), False),
        ((Unseen(kind="trigger"),), True),
        ((Unseen(name="t"),), False),
        ((Unseen(name="u"),), True),
        ((Unseen(kind="column", facet="-"),), False),
        ((Unseen(kind="column", facet="comment"),), True),
        ((Unseen(),), False),
    ],
)
def test_what_may_only_not_have_been_seen_is_not_missing(unseen: tuple[Unseen, ...], is_told: bool) -> None:
    live = catalog(table("t"), unseen=unseen)
    assert bool(told(own=NOTED, live=live)) == is_told
    seen = catalog(table("t", "id", "note"), unseen=unseen)
    assert told(own=PLAIN, live=seen) == [CHANGED_NOTE], "but what is there was seen"


def test_a_facet_that_could_not_be_seen() -> None:
    commented = catalog(table("t", column("id", comment="mine")))
    live = catalog(table("t"), unseen=(Unseen(kind="column", facet="comment"),))
    assert told(own=commented, live=live) == []
    other_type = catalog(table("t", column("id", type="TEXT")), unseen=live.unseen)
    assert [finding.subject for finding in found(own=PLAIN, live=other_type)] == ["column t.id"]


def test_defaults_of_another_database_count_where_they_are_compared_with_its_own() -> None:
    one = catalog(table("t", options=(("charset", "utf8mb4"),)), options=(("charset", "utf8mb4"),))
    other = catalog(table("t", options=(("charset", "latin1"),)), options=(("charset", "latin1"),))
    assert len(told(own=one, live=other)) == 2
    assert told(own=one, live=other, is_relative=True) == []


LEDGER = catalog(table("t", "id", "note", schema="ledger"), table("u"))


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("table u", {"column ledger.t.note"}),
        ("u", {"column ledger.t.note"}),
        ("column ledger.t.note", {"table u"}),
        ("ledger.t.note", {"table u"}),
        ("note", {"table u"}),
        ("ledger.t", {"table u"}),
        ("table ledger.t", {"table u"}),
        ("ledger.*", {"table u"}),
        ("column *", {"table u"}),
        ("*", set()),
        ("[tu]", {"column ledger.t.note"}),
        ("t", {"table u", "column ledger.t.note"}),
        ("TABLE U", {"table u", "column ledger.t.note"}),
        ("table", {"table u", "column ledger.t.note"}),
        ("", {"table u", "column ledger.t.note"}),
    ],
)
def test_ignore(pattern: str, left: set[str]) -> None:
    own = catalog(table("t", "id", schema="ledger"))
    assert {subject for _, subject in told(pattern, own=own, live=LEDGER)} == left


def test_a_pattern_of_tables_leaves_out_no_view() -> None:
    made = catalog(views=(VIEW, View(schema="ledger", name="totals", definition="SELECT 1")))
    assert len(told("table *", "ledger", "ledger.", own=catalog(), live=made)) == 2
    assert told("view *", own=catalog(), live=made) == []
    assert told("materialized *", "v", "ledger.totals", own=catalog(), live=made) == []


def test_a_materialized_view_is_a_view() -> None:
    made = catalog(views=(View(schema=None, name="totals", definition="SELECT 1", materialized=True),))
    for pattern in ("view *", "materialized view *", "totals"):
        assert told(pattern, own=catalog(), live=made) == []


@given(CATALOGS, CATALOGS, CATALOGS, CATALOGS)
def test_any_schemas_can_be_compared(head: Catalog, own: Catalog, models: Catalog, live: Catalog) -> None:
    findings = found(head=head, own=own, models=models, live=live)
    assert found(head=head, own=own, models=models, live=live) == findings
    assert found(head=head, own=head, models=None, live=head) == []


PATTERNS = st.text(st.sampled_from("tu*?[!]-. \\columnabe"), max_size=10)


@given(st.lists(PATTERNS, max_size=4))
def test_patterns_leave_out_what_they_mean_and_nothing_else(patterns: list[str]) -> None:
    everything = {"column t.note": ("note", "t.note", "t", "table t"), "table u": ("u",), "view v": ("v",)}
    live = catalog(table("t", "id", "note"), table("u"), views=(VIEW,))
    meant = {
        subject
        for subject, names in everything.items()
        if any(fnmatchcase(name, pattern) for pattern in patterns for name in (subject, *names))
    }
    assert {subject for _, subject in told(*patterns, own=PLAIN, live=live)} == everything.keys() - meant


@given(st.lists(PATTERNS, max_size=3), st.lists(PATTERNS, max_size=3))
def test_one_pattern_more_leaves_out_no_less(some: list[str], more: list[str]) -> None:
    live = catalog(table("t", "id", "note"), table("u"), views=(VIEW,))
    assert set(told(*some, *more, own=PLAIN, live=live)) <= set(told(*some, own=PLAIN, live=live))


def test_thousands_of_differences_on_both_sides() -> None:
    own = catalog(*(table(f"own_{number}") for number in range(3_000)))
    models = catalog(*(table(f"model_{number}") for number in range(3_000)))
    live = catalog(*(table(f"live_{number}") for number in range(3_000)), *models.tables)
    began = time.process_time()
    findings = told(head=own, own=own, models=models, live=live)
    assert time.process_time() - began < 5
    assert len(findings) == 9_000
