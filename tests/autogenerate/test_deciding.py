from __future__ import annotations

from tests.catalog.made import catalog, column, table
from toolkit.autogenerate.choices import Choices, choices_of
from toolkit.autogenerate.deciding import UNMANAGED, LeftOut, Origins, decide
from toolkit.autogenerate.losses import DROP_COLUMN, losses
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.comparison import Change, Verdict
from toolkit.catalog.members import Index, IndexPart
from toolkit.catalog.values import EnumType

LIVE = catalog(table("t"), table("v", column("a"), column("b")))
GONE = Alteration(kind="table", schema=None, owner=None, name="t", before=table("t"))
MADE = Alteration(kind="table", schema=None, owner=None, name="u", after=table("u"))
DROPPED = Alteration(kind="column", schema=None, owner="v", name="a", before=column("a"))
INDEX = Index(name="ix", parts=(IndexPart(column="a"),))


def _why(decided: object) -> dict[str, str]:
    return {one.alteration.name: one.why for one in decided.left_out}  # type: ignore[attr-defined]  # a Decided


def test_a_table_that_no_revision_creates_is_not_managed() -> None:
    decided = decide([GONE, MADE], LIVE, choices_of(["drop-table"], "why"), Origins())
    assert decided.kept == (MADE,)
    assert decided.left_out == (LeftOut(alteration=GONE, why=UNMANAGED),)
    assert decided.undecided == ()


def test_a_loss_is_written_with_a_reason_alone_and_recorded() -> None:
    origins = Origins(created=frozenset({"t"}))
    decided = decide([GONE, MADE, DROPPED], LIVE, Choices(), origins)
    assert decided.kept == (MADE,)
    assert [one.loss.allow for one in decided.undecided if one.loss] == ["drop-table=t", "drop-column=v.a"]
    decided = decide([GONE, MADE, DROPPED], LIVE, choices_of(["drop-table", "drop-column=v.a"], "old"), origins)
    assert decided.kept == (GONE, MADE, DROPPED)
    assert decided.allowed == (("drop-table", "t", "old"), ("drop-column", "v.a", "old"))


def test_who_was_asked_has_decided() -> None:
    [loss] = losses(DROPPED, LIVE)
    assert decide([DROPPED], LIVE, Choices().with_answer(loss, None), Origins()).undecided == ()
    assert decide([DROPPED], LIVE, Choices().with_answer(loss, "old"), Origins()).kept == (DROPPED,)


def test_tables_of_a_module_that_is_not_imported_need_their_name() -> None:
    everything = choices_of(["drop-table"], "clean up")
    for origins in (
        Origins(created=frozenset({"t"}), declared={"t": "shop.orders"}),
        Origins(created=frozenset({"t"}), are_many=True),
    ):
        [left] = decide([GONE], LIVE, everything, origins).left_out
        assert left.is_named_only
        assert "shop.orders declares it" in left.why or "a module is probably not imported" in left.why
        assert decide([GONE], LIVE, choices_of(["drop-table=t"], "clean up"), origins).kept == (GONE,)


def test_the_rest_of_an_alteration_is_written() -> None:
    before, after = column("a", "varchar(50)"), column("a", "varchar(20)", comment="short")
    one = Alteration(
        kind="column", schema=None, owner="v", name="a", before=before, after=after, facets=("type", "comment")
    )
    decided = decide([one], LIVE, Choices(), Origins())
    [kept], [left] = decided.kept, decided.left_out
    assert (kept.after.type, kept.after.comment, kept.facets) == ("varchar(50)", "short", ("comment",))
    same = {"kind": "column", "schema": None, "owner": "v", "name": "a", "verdict": Verdict.CHANGED}
    assert left.covers(Change(facet="type", **same))  # type: ignore[arg-type]  # the names are right
    assert not left.covers(Change(facet="comment", **same))  # type: ignore[arg-type]  # the names are right


def test_what_hangs_on_a_column_that_stays_stays_too() -> None:
    index = Alteration(kind="index", schema=None, owner="v", name="ix", before=INDEX)
    mood = Alteration(
        kind="enum type", schema=None, owner=None, name="mood", before=EnumType(schema=None, name="mood", labels=("a",))
    )
    dropped = Alteration(kind="column", schema=None, owner="v", name="a", before=column("a", "mood"))
    decided = decide([dropped, index, mood], LIVE, Choices(), Origins())
    assert decided.kept == ()
    assert _why(decided)["ix"] == "it belongs to v.a, which stays as it is."
    assert _why(decided)["mood"] == "v still uses it."
    assert [one.loss.kind for one in decided.undecided if one.loss] == [DROP_COLUMN]
