"""What a plan asks of rows by unique keys over columns that it adds with one value for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Connection

from toolkit.backends.fitting.base import Misfits, Value
from toolkit.backends.fitting.keys import Key, keys_of
from toolkit.backends.fitting.types import spelled
from toolkit.finding import Finding
from toolkit.preflight.asked import Question
from toolkit.preflight.duplicate_values import duplicate_values
from toolkit.preflight.pair import Pair, quoted


def added_key_questions(pair: Pair) -> Iterator[Question]:
    """Of such a key its other columns alone tell rows apart. What the plan may fill otherwise is not asked about."""
    for key in keys_of(pair.table):
        names = [column.name for column in key.columns]
        added = [name for name in names if name not in pair.columns]
        if not added or key.expressions or key.where is not None or not all(map(pair.is_filled_alike, added)):
            continue
        question = _question(pair, key, added)
        if question.asked.certain:
            yield question


def _question(pair: Pair, key: Key, added: list[str]) -> Question:
    asked = pair.asked([column.name for column in key.columns])
    others = [column for column in key.columns if column.name not in added]
    values = [Value(column=spelled(column, pair.after), source=pair.columns[column.name][0]) for column in others]

    def answer(connection: Connection) -> Finding | None:
        # Where there is no other column, each row is like the first.
        misfits = pair.fitting.duplicates(
            connection,
            pair.name,
            values,
            expressions=() if values else ("1",),
            nulls_are_equal=key.nulls_are_equal,
        )
        if not misfits.rows:
            return None
        told = misfits if values else Misfits(rows=misfits.rows, samples=())
        listed = ", ".join(quoted(pair.preparer, name) for name in added)
        remedy = f"Add {listed} without the key, give each row a value of its own, then add the key"
        return replace(duplicate_values(told, asked), remedy=remedy)

    return Question(asked=asked, sought="rows with the same values", answer=answer)
