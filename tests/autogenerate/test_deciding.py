from __future__ import annotations

from tests.catalog.made import column, table
from toolkit.autogenerate.deciding import UNMANAGED, decide
from toolkit.catalog.alterations import Alteration


def test_a_table_that_only_the_database_has_stays() -> None:
    gone = Alteration(kind="table", schema=None, owner=None, name="t", before=table("t"))
    made = Alteration(kind="table", schema=None, owner=None, name="u", after=table("u"))
    dropped = Alteration(kind="column", schema=None, owner="v", name="a", before=column("a"))
    decided = decide([gone, made, dropped])
    assert decided.kept == (made, dropped)
    assert [(one.alteration, one.why) for one in decided.left_out] == [(gone, UNMANAGED)]
