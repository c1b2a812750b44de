from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.catalog.made import column, table
from toolkit.autogenerate.deciding import Decided
from toolkit.autogenerate.generation import Written
from toolkit.catalog.alterations import Alteration
from toolkit.drift.creating import Uncreatable


def test_which_tables_a_revision_is_about() -> None:
    made = Alteration(kind="table", schema=None, owner=None, name="t", after=table("t"))
    added = Alteration(kind="column", schema="s", owner="u", name="a", after=column("a"))
    compared: Any = SimpleNamespace(refused=[Uncreatable("CREATE", "no", frozenset({"x"}))])
    written = Written(compared=compared, decided=Decided(kept=(made, added)))
    assert written.altered == {(None, "t"), ("s", "u")}
    assert written.refused_names == {"x"}
