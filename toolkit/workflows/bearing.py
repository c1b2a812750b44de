"""What a run takes over from the pools that are declared, and from what a person accepts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.execution.intention import Intention
from toolkit.execution.watchdog import Watch
from toolkit.settings import Settings

if TYPE_CHECKING:
    from toolkit.forecast import DeclaredPool

_BLOCKING = frozenset({"blocking-statement", "pool-saturation"})
"""Who accepts these lets a statement keep others waiting."""


def as_pools_bear(intention: Intention, pools: Sequence[DeclaredPool], settings: Settings) -> Intention:
    """How long its statements wait for locks, when one is ended, and what the journal keeps."""
    # What a person has set goes before what the pools would bear.
    is_set = "lock_timeout" in settings.sources
    return replace(
        intention,
        lock_timeout=intention.lock_timeout if is_set else _lock_timeout(pools),
        watch=_watch(pools, accepts=not _BLOCKING.isdisjoint(settings.allow)),
    )


def _lock_timeout(pools: Sequence[DeclaredPool]) -> float:
    if not pools:
        return Settings.lock_timeout
    from toolkit.pool.bearing import lock_timeout_of

    return lock_timeout_of(pools)


def _watch(pools: Sequence[DeclaredPool], *, accepts: bool) -> Watch:
    """Before the smallest pool waits with all its connections, the statement goes."""
    if accepts:
        return Watch(waiting=1_000_000)
    capacities = [pool.capacity for pool in pools if pool.capacity is not None and pool.can_time_out]
    return Watch(waiting=max(int(min(capacities) * 0.7), 3)) if capacities else Watch()


def note_of(settings: Settings, no_trash: str | None) -> str:
    """What a person accepted, and why; ``no_trash`` is the reason for drops that are drops."""
    names, reason = settings.allow, settings.reason
    accepted = [f"accepted {', '.join(names)}: {reason}"] if names else []
    return "; ".join([*accepted, *([f"without the trash: {no_trash}"] if no_trash else [])])
