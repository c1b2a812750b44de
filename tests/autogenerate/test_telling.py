from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.catalog.made import catalog, column, table
from toolkit.autogenerate.choices import Choices, choices_of
from toolkit.autogenerate.deciding import UNMANAGED, Origins, decide
from toolkit.autogenerate.generation import ByHand, Written
from toolkit.autogenerate.proof import Proof
from toolkit.autogenerate.telling import left_out, not_proved, proved, refused, told, unmet
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.comparison import compare
from toolkit.drift.creating import Uncreatable
from toolkit.errors import ShadowUnavailable

LIVE, MODELS = catalog(table("t", column("a"))), catalog(table("t", column("a", "bigint"), column("b")))
GONE = Alteration(kind="table", schema=None, owner=None, name="u", before=table("u"))
PLACE = SimpleNamespace(backend="postgresql", server_version="15")
COMPARED: Any = SimpleNamespace(observed=SimpleNamespace(place=PLACE), live=LIVE, refused=[], undeclared=())
WRITTEN = Written(
    compared=COMPARED,
    decided=decide([GONE], catalog(), Choices(), Origins()),
    by_hand=(ByHand(what="the moon", how="Ask."),),
)


def test_a_proof_that_holds() -> None:
    assert " ".join(proved(Proof(written=WRITTEN))) == (
        "Proved on a shadow of postgresql 15: up, it leaves nothing between "
        "the models and the database; down, the schema is as it was."
    )


def test_a_proof_without_a_way_back() -> None:
    assert " ".join(proved(Proof(written=WRITTEN, has_way_back=False))) == (
        "Proved on a shadow of postgresql 15: up, it leaves nothing between the models and the database. "
        "There is no way back: the project's template writes no downgrade()."
    )


def test_what_is_left_comes_with_what_to_write() -> None:
    changes = tuple(compare(LIVE, MODELS))
    proof = Proof(written=WRITTEN, left=changes, not_back=changes[:1], stopped_back="no", not_copied=("x",))
    lines = list(proved(proof))
    assert lines[0] == "Tried on a shadow of postgresql 15, and not complete."
    assert "  Write by hand: ALTER TABLE t ALTER COLUMN a TYPE bigint" in lines
    assert "  Write by hand: ALTER TABLE t ADD COLUMN b integer" in lines
    assert "Down, it does not run: no" in lines
    assert any(line.startswith("Down, this is not as it was: the type of column t.a") for line in lines)
    assert lines[-1] == "Not copied to the shadow: x"


def test_what_is_left_of_a_table_itself() -> None:
    sides = catalog(table("t", column("a"))), catalog(table("t", column("a"), comment="new"))
    written: Any = SimpleNamespace(compared=SimpleNamespace(**{**vars(COMPARED), "live": sides[0], "refused": ()}))
    lines = list(proved(Proof(written=written, left=tuple(compare(*sides)))))
    assert "  Write by hand: COMMENT ON TABLE t IS 'new'" in lines


def test_differences_on_a_line() -> None:
    changed, made = compare(LIVE, MODELS)
    assert told(changed) == "the type of column t.a: integer, and not bigint"
    assert told(made) == "column t.b is not there: integer"


def test_what_is_not_in_the_revision() -> None:
    assert list(left_out(WRITTEN)) == [
        f"Left out: table u: {UNMANAGED}",
        "Not written: the moon. Ask.",
    ]


def test_what_the_proof_told_is_not_told_again() -> None:
    [change, _] = compare(LIVE, MODELS)
    part = Alteration(kind="column", schema=None, owner="t", name="a", before=1, after=2, facets=("type",))
    hand = ByHand(what="the type", how="Ask.", part=part)
    written = Written(compared=COMPARED, decided=WRITTEN.decided, by_hand=(hand,))
    assert "Not written: the type. Ask." in list(left_out(written))
    assert "Not written: the type. Ask." not in list(left_out(written, [change]))


def test_what_was_allowed_in_vain() -> None:
    choices = choices_of(["drop-column=t.slip", "drop-column", "drop-table=u"], "why")
    written = Written(compared=COMPARED, decided=decide([GONE], catalog(), choices, Origins(created=frozenset({"u"}))))
    assert list(unmet(choices, [written])) == ["Not needed: --allow drop-column=t.slip: there is no such change."]


def test_what_the_server_refuses_is_no_part_of_the_proof() -> None:
    compared: Any = SimpleNamespace(**{**vars(COMPARED), "refused": [Uncreatable("CREATE INDEX ix", "no")]})
    written = Written(compared=compared, decided=WRITTEN.decided)
    said = "The server refuses what the models say: CREATE INDEX ix: no"
    assert list(refused(written)) == [said]
    assert list(proved(Proof(written=written)))[1:] == [
        "the models and the database but what the server refuses; down, the schema is as it was.",
        said,
    ]


def test_without_a_shadow() -> None:
    assert list(not_proved(ShadowUnavailable("No right.", mend="GRANT it."))) == ["Not proved: No right.", "GRANT it."]
