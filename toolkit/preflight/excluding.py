"""What a plan asks of rows by exclusion constraints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from toolkit.finding import Finding
from toolkit.preflight.asked import Question
from toolkit.preflight.conflicting_rows import conflicting_rows
from toolkit.preflight.pair import Pair, Trial

if TYPE_CHECKING:
    from toolkit.catalog.members import Exclusion


def exclusion_questions(pair: Pair) -> Iterator[Question]:
    """One for each that is new. Without a shadow nobody tells what it compares."""
    if pair.trial is None:
        return
    known = {one.definition: one.name for one in pair.live.exclusions}
    for exclusion in pair.table.exclusions:
        stays = exclusion.definition in known or (pair.is_renamed and exclusion.name in known.values())
        if not stays:
            yield _question(pair, exclusion, pair.trial)


def _question(pair: Pair, exclusion: Exclusion, trial: Trial) -> Question:
    asked = pair.asked([])
    asked = replace(asked, constraint=f"exclusion constraint {asked.table}.{exclusion.name}")

    def answer(connection: Connection) -> Finding | None:
        misfits = pair.fitting.conflicts(connection, trial.shadow, pair.future, exclusion.name, pair.key)
        return conflicting_rows(misfits, asked, definition=exclusion.definition) if misfits.rows else None

    return Question(asked=asked, sought="rows that exclude each other", answer=answer)
