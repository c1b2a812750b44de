from __future__ import annotations

from pathlib import Path

import pytest

from tests.catalog.made import catalog, table
from toolkit.drift.refusals import Refusals
from toolkit.drift.sending import Uncreatable
from toolkit.drift.storing import Cache

MADE = catalog(table("t"))


def refused(why: str = "no", tables: frozenset[str] | None = frozenset({"t"})) -> Uncreatable:
    return Uncreatable("CREATE INDEX ix", why, frozenset({"ix"}), tables)


def test_the_same_as_then_as_long_as_the_server_refuses_the_same(tmp_path: Path) -> None:
    refusals = Refusals(cache=Cache(tmp_path), of_models="a", of_refusals="b")
    refusals.keep(MADE, [refused("no, not in tk_shadow_1")])
    now = [refused("no, not in tk_shadow_2")]
    assert refusals.before(lambda names: (catalog(), now) if [*names] == ["t"] else pytest.fail("")) == (MADE, now)
    assert refusals.before(lambda names: (catalog(), [])) is None


def test_what_is_not_kept(tmp_path: Path) -> None:
    about_no_table = Refusals(cache=Cache(tmp_path), of_models="a", of_refusals="b")
    about_no_table.keep(MADE, [refused(), refused(tables=None)])
    without_a_key = Refusals(cache=Cache(tmp_path), of_models=None, of_refusals=None)
    without_a_key.keep(MADE, [refused()])
    for one in (about_no_table, without_a_key):
        assert one.before(lambda names: pytest.fail("nothing is known")) is None
