"""What a command does not say is what the settings say where nobody said anything."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from toolkit.execution.intention import Intention
from toolkit.settings import Settings

INTENTION = Intention(command="upgrade", target="heads", find_steps=lambda heads: [])


@pytest.mark.parametrize("name", ["wait", "lock_timeout", "lock_retry", "no_trash"])
def test_its_defaults_are_those_of_the_settings(name: str) -> None:
    assert getattr(INTENTION, name) == getattr(Settings, name)


def test_nothing_dangerous_is_asked_for_by_default() -> None:
    assert INTENTION.kill_idle_after is None
    assert INTENTION.resume_from is None
    assert INTENTION.no_trash is None


def test_it_stays_what_it_was_during_a_run() -> None:
    with pytest.raises(FrozenInstanceError):
        INTENTION.target = "base"  # type: ignore[misc]


def test_nobody_watches_and_nothing_is_held_to_a_plan_that_was_not_made() -> None:
    assert INTENTION.watch is None
    assert not INTENTION.note
    assert not (INTENTION.clauses or INTENTION.instant or INTENTION.works)
