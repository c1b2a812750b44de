from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.catalog.made import column, table
from toolkit.autogenerate.deciding import Decided, LeftOut
from toolkit.autogenerate.generation import Generation, Written
from toolkit.autogenerate.losses import Loss
from toolkit.autogenerate.renames import Rename
from toolkit.catalog.alterations import Alteration
from toolkit.drift.creating import Uncreatable


def test_which_tables_a_revision_is_about() -> None:
    made = Alteration(kind="table", schema=None, owner=None, name="t", after=table("t"))
    added = Alteration(kind="column", schema="s", owner="u", name="a", after=column("a"))
    compared: Any = SimpleNamespace(refused=[Uncreatable("CREATE", "no", frozenset({"x"}))], renames=())
    written = Written(compared=compared, decided=Decided(kept=(made, added)))
    assert written.altered == {(None, "t"), ("s", "u")}
    assert written.refused_names == {"x"}


def test_what_is_open() -> None:
    column_ = Alteration(kind="column", schema=None, owner="t", name="a", before=column("a"))
    rename = Rename(schema=None, table="t", old="b", new="c")
    losses = [Loss(kind="drop-column", subject=name, what="") for name in ("t.a", "t.b", "t.c")]
    left_out = (
        LeftOut(alteration=column_, why="", loss=losses[0]),
        LeftOut(alteration=column_, why="", loss=losses[1], is_declined=True),
        LeftOut(alteration=column_, why="", loss=losses[2], is_named_only=True),
        LeftOut(alteration=column_, why="", rename=rename),
    )
    allowed = (("drop-table", "u", "old"),)
    compared: Any = SimpleNamespace(refused=[], said=(rename,))
    one = Written(compared=compared, decided=Decided(kept=(), left_out=left_out, allowed=allowed))
    # Two databases of one project say the same.
    generation = Generation(circumstances=None, written=[one, one])  # type: ignore[arg-type]  # nobody looks
    assert generation.likely == (rename,)
    assert [loss.loss for loss in generation.undecided if loss.loss] == [losses[0], losses[2]] * 2
    assert set(generation.questions) == {losses[0]}
    assert generation.allowed == allowed
    assert generation.renamed == (("t.b", "t.c"),)
