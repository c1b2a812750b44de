from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from toolkit.backends.impacts.postgresql_locks import MODES, impact_on, is_beyond_reading, strength, strongest
from toolkit.impact import Blocks, Work


def test_the_strongest_of_several() -> None:
    assert strongest(["ShareLock", "AccessExclusiveLock", "AccessShareLock"]) == "AccessExclusiveLock"
    assert strongest([]) is None
    assert [strength(mode) for mode in (None, *MODES)] == list(range(-1, 8))
    assert [mode for mode in MODES if not is_beyond_reading(mode)] == ["AccessShareLock", "RowShareLock"]


def test_what_others_wait_for() -> None:
    table: Any = SimpleNamespace(schema=None, name="t")
    blocks = [impact_on(table, Work.NONE, mode).blocks for mode in (None, *MODES)]
    assert blocks == [Blocks.NOTHING] * 5 + [Blocks.WRITES] * 3 + [Blocks.EVERYTHING]
    assert impact_on(table, Work.INDEX, None, is_closed=True).lock == "AccessExclusiveLock"
