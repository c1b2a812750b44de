"""What a person answers about a revision that is being written, as choices for writing it again.

Nobody is asked while a database is open: what a person takes time for would hold its locks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from toolkit.autogenerate.choices import Choices
from toolkit.autogenerate.generation import Generation


class Asks(Protocol):
    """Somebody at a terminal."""

    def agrees(self, question: str) -> bool:
        """Yes or no; no where nothing is said."""
        ...

    def tells(self, question: str) -> str:
        """A line of text, maybe empty."""
        ...


def answered(choices: Choices, generation: Generation, asks: Asks) -> Choices:
    """The choices with an answer to each question that is open; the same where there is none."""
    for rename in generation.likely:
        old, _, new = str(rename).partition("=")
        is_one = asks.agrees(f"{old} is gone and {new} is new: was it renamed?")
        choices = replace(choices, renames=(*choices.renames, (old, new if is_one else "")))
    if generation.likely:
        # What else there is to ask may be another thing then.
        return choices
    for loss in generation.questions:
        reason = None
        if asks.agrees(f"{loss.allow}: {loss.what} Write it?"):
            reason = asks.tells("The reason, which the revision keeps").strip()
        choices = choices.with_answer(loss, reason)
    return choices
