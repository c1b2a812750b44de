"""What a plan asks of the rows that are there: each facet of a table that becomes narrower."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from toolkit.backends.fitting.base import Misfits, Value
from toolkit.backends.fitting.keys import Key, keys_of
from toolkit.backends.fitting.merging import may_merge
from toolkit.backends.fitting.types import spelled
from toolkit.finding import Finding
from toolkit.preflight.adding import added_key_questions
from toolkit.preflight.asked import Question
from toolkit.preflight.checking import check_questions
from toolkit.preflight.converting import conversion_questions
from toolkit.preflight.duplicate_values import duplicate_values
from toolkit.preflight.excluding import exclusion_questions
from toolkit.preflight.null_values import null_values
from toolkit.preflight.out_of_range_values import out_of_range_values
from toolkit.preflight.pair import Pair, quoted
from toolkit.preflight.referring import reference_questions
from toolkit.preflight.too_long_values import too_long_values
from toolkit.preflight.unknown_enum_values import unknown_enum_values

if TYPE_CHECKING:
    from toolkit.catalog.members import Column

_TYPES = {
    "too-long-values": too_long_values,
    "out-of-range-values": out_of_range_values,
    "unknown-enum-values": unknown_enum_values,
}


def questions(pair: Pair) -> Iterator[Question]:
    """Everything to ask about one table."""
    for now, then in pair.columns.values():
        # What an expression of the revision makes of NULL, too, the trial of the conversion tells.
        is_converted = pair.is_converted(then.name)
        if now.nullable and not then.nullable and not is_converted:
            yield _nulls(pair, now.name)
        if is_converted or (now.type, now.charset) != (then.type, then.charset):
            yield from _conversion(pair, now, then)
    had = {key.demand: key for key in keys_of(pair.live)}
    for key in keys_of(pair.table):
        live = _live_key(pair, key)
        if live is not None:
            values = [_as_it_will_be(pair, had.get(live.demand), column) for column in live.columns]
            if live.demand not in had or any(_may_merge(pair, value) for value in values):
                yield _duplicates(pair, live, values)
    yield from added_key_questions(pair)
    yield from reference_questions(pair)
    yield from check_questions(pair)
    yield from exclusion_questions(pair)


def _conversion(pair: Pair, now: Column, then: Column) -> Iterator[Question]:
    """What the server converts by an expression of the revision, that expression answers for."""
    if not pair.is_converted(then.name):
        yield _unfit(pair, now, then)
    yield from conversion_questions(pair, now, then)


def _nulls(pair: Pair, column: str) -> Question:
    asked = pair.asked([column])

    def answer(connection: Connection) -> Finding | None:
        misfits = pair.fitting.nulls(connection, pair.name, column, pair.key)
        return null_values(misfits, asked) if misfits.rows else None

    return Question(asked=asked, sought="rows without a value", answer=answer)


def _unfit(pair: Pair, now: Column, then: Column) -> Question:
    asked = pair.asked([now.name])
    is_charset = then.charset is not None and now.charset not in (None, then.charset)
    kind = f"{then.type} of {then.charset}" if is_charset else then.type

    def answer(connection: Connection) -> Finding | None:
        name, misfits = pair.fitting.unfit(connection, pair.name, now, replace(then, name=now.name), pair.key) or (
            "",
            Misfits(rows=0, samples=()),
        )
        return _TYPES[name](misfits, asked, kind=kind) if misfits.rows else None

    return Question(asked=asked, sought=f"values that {kind} does not hold", answer=answer)


def _as_it_will_be(pair: Pair, had: Key | None, column: Column) -> Value:
    """A column of a key, under the name that it has now."""
    known = pair.live.columns if had is None else had.columns
    now = next(one for one in known if one.name == column.name)
    then = next(name for name, (source, _column) in pair.columns.items() if source.name == column.name)
    using = pair.using(then) if pair.is_converted(then) else None
    return Value(column=spelled(column, pair.after), source=spelled(now, pair.before), using=using)


def _may_merge(pair: Pair, value: Value) -> bool:
    """Whether a key that is there is to be asked again: values that differ now may be the same then."""
    assert value.source is not None
    return value.using is not None or may_merge(value.source, value.column, pair.before.backend)


def _duplicates(pair: Pair, key: Key, values: Sequence[Value]) -> Question:
    asked = pair.asked([column.name for column in key.columns], key.expressions, is_partial=key.where is not None)

    def answer(connection: Connection) -> Finding | None:
        misfits = pair.fitting.duplicates(
            connection,
            pair.name,
            values,
            expressions=key.expressions,
            where=key.where,
            nulls_are_equal=key.nulls_are_equal,
        )
        if not misfits.rows:
            return None
        listed = [*(_compared(connection, pair, value) for value in values), *key.expressions]
        return duplicate_values(misfits, replace(asked, written_columns=tuple(listed)), where=key.where)

    return Question(asked=asked, sought="rows with the same values", answer=answer)


def _compared(connection: Connection, pair: Pair, value: Value) -> str:
    """The column, or its value as it will be compared where that is not how it is compared now."""
    then, name = value.column, value.column.name
    now = next(spelled(one, pair.before) for one in pair.live.columns if one.name == name)
    is_same = (now.type, now.charset, now.collation) == (then.type, then.charset, then.collation)
    is_kept = is_same and value.using is None
    return quoted(pair.preparer, name) if is_kept else pair.fitting.compared(connection, value)


def _live_key(pair: Pair, key: Key) -> Key | None:
    """The key over the columns as they are called now; None where the plan adds one of them."""
    if not all(column.name in pair.columns for column in key.columns):
        return None
    names = {name: now.name for name, (now, _then) in pair.columns.items()}
    return replace(
        key,
        columns=tuple(replace(column, name=names[column.name]) for column in key.columns),
        prefixes=tuple(sorted((names[name], length) for name, length in key.prefixes)),
    )
