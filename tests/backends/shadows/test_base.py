from __future__ import annotations

from toolkit.backends.shadows.base import Likeness


def test_a_likeness_may_ask_for_nothing() -> None:
    assert Likeness() == Likeness(options="", inside=(), session=())
