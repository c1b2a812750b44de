"""What a run takes over from the pools, and from what a person accepts."""

from __future__ import annotations

import pytest

from toolkit.execution.intention import Intention
from toolkit.execution.watchdog import Watch
from toolkit.forecast import DeclaredPool
from toolkit.settings import Settings
from toolkit.workflows.bearing import as_pools_bear, note_of

INTENTION = Intention(command="upgrade", target="head", find_steps=lambda heads: [])
IMPATIENT = DeclaredPool(name="web", pool_size=4, max_overflow=0, pool_timeout=0.4)


def borne(*pools: DeclaredPool, **given: object) -> Intention:
    return as_pools_bear(INTENTION, pools, Settings(**given))  # type: ignore[arg-type]  # of the settings


def test_the_most_impatient_pool_decides_how_long_a_statement_waits() -> None:
    assert borne().lock_timeout == 1.0
    assert borne(DeclaredPool(name="jobs"), IMPATIENT).lock_timeout == pytest.approx(0.4)
    assert borne(DeclaredPool(name="jobs")).lock_timeout == 2.0


def test_what_a_person_has_set_goes_before() -> None:
    intention = borne(IMPATIENT, lock_timeout=1.0, sources={"lock_timeout": "command line"})
    assert intention.lock_timeout == INTENTION.lock_timeout


@pytest.mark.parametrize(
    ("pools", "waiting"),
    [
        ((), Watch().waiting),
        ((IMPATIENT,), 3),
        ((DeclaredPool(name="web", pool_size=20, max_overflow=10), DeclaredPool(name="all", max_overflow=-1)), 21),
    ],
)
def test_the_smallest_pool_decides_when_a_statement_goes(pools: tuple[DeclaredPool, ...], waiting: int) -> None:
    watch = borne(*pools).watch
    assert watch is not None
    assert watch.waiting == waiting


def test_who_accepts_that_others_wait_has_nobody_ended_for_it() -> None:
    watch = borne(IMPATIENT, allow=("pool-saturation",), reason="at night").watch
    assert watch is not None
    assert watch.waiting > 100_000
    assert watch.used == Watch().used


def test_what_is_accepted_is_noted_with_its_reason() -> None:
    assert note_of(Settings(), None) == ""
    allowing = Settings(allow=("null-values", "table t"), reason="seen")
    assert note_of(allowing, None) == "accepted null-values, table t: seen"
    assert note_of(Settings(), "no room") == "without the trash: no room"
    assert note_of(allowing, "no room") == "accepted null-values, table t: seen; without the trash: no room"
