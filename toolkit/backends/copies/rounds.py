"""Making objects of which some need others: what was refused is tried again, as long as anything else succeeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from toolkit.backends.copies.base import Definition


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A definition that the server did not take, and what it said."""

    definition: Definition
    why: str


def made_in_rounds(
    definitions: Sequence[Definition], make: Callable[[Sequence[Definition]], Sequence[Refusal]]
) -> Sequence[str]:
    """``make`` makes all that it can, in their order. What is refused at the end, as sentences."""
    waiting = definitions
    while True:
        refusals = make(waiting)
        if not refusals or len(refusals) == len(waiting):
            return [told(refusal) for refusal in refusals]
        waiting = [refusal.definition for refusal in refusals]


def told(refusal: Refusal) -> str:
    """As a sentence."""
    what, why = refusal.definition.what, refusal.why.strip().rstrip(".")
    return f"The copy on the shadow lacks the {what}: {why}."
