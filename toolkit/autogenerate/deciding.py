"""Which of the alterations are written, and which are left out, with the reason.

Every decision is a function from alterations to alterations: renames put two into one, refusals take some away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.catalog.alterations import Alteration

UNMANAGED = "no model knows it: it stays. Import its module in env.py, or drop it by a revision of your own."
_CONTAINERS = frozenset({"table", "schema", "extension"})


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """An alteration that is not written."""

    alteration: Alteration
    why: str


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What is written, and what is not."""

    kept: tuple[Alteration, ...]
    left_out: tuple[LeftOut, ...] = ()


def decide(alterations: Sequence[Alteration]) -> Decided:
    """What only the database has as a whole is not ours to drop."""
    left_out = [one for one in alterations if one.is_removed and one.kind in _CONTAINERS]
    return Decided(
        kept=tuple(one for one in alterations if one not in left_out),
        left_out=tuple(LeftOut(alteration=one, why=UNMANAGED) for one in left_out),
    )
