"""What a plan asks of values whose type it changes: whether the server can convert them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from toolkit.backends.fitting.base import Doubt, Tried, Value
from toolkit.backends.fitting.types import kind_of
from toolkit.finding import Finding
from toolkit.preflight.asked import Asked, Question
from toolkit.preflight.pair import Pair, Trial
from toolkit.preflight.unconvertible_values import unconvertible_values
from toolkit.preflight.uncounted_rows import uncounted_rows

if TYPE_CHECKING:
    from toolkit.catalog.members import Column

_ELSEWHERE = "the shadow is on another server, where values of this one are not taken"


def conversion_questions(pair: Pair, now: Column, then: Column) -> Iterator[Question]:
    """At most one, of a conversion that may fail; both columns have their types spelled out."""
    values = [Value(column=new, source=old, using=pair.using(new.name)) for old, new in pair.columns.values()]
    value = next(one for one in values if one.column.name == then.name)
    if kind_of(then.type).labels and not pair.is_converted(then.name):
        # A mere cast to a type of the schema's own says its name, where the column has its labels.
        value = replace(value, using=None)
    doubt = pair.fitting.doubt(value, values)
    if doubt is None or pair.trial is None:
        return
    asked = pair.asked([now.name])
    sought = f"values that {then.type} does not take"
    if not pair.trial.takes_values:
        finding = uncounted_rows(asked, sought=sought, reason=_ELSEWHERE)
        yield Question(asked=asked, sought=sought, answer=lambda _connection: finding)
        return
    yield _question(pair, replace(value, column=_as_named(pair, then)), doubt, asked, sought, pair.trial)


def _question(pair: Pair, value: Value, doubt: Doubt, asked: Asked, sought: str, trial: Trial) -> Question:
    def answer(connection: Connection) -> Finding | None:
        tried = pair.fitting.tried(connection, trial.shadow, pair.name, value, doubt, pair.key)
        return _told(pair, tried, asked, sought, value.column.type)

    def otherwise(connection: Connection) -> Finding | None:
        tried = pair.fitting.sampled(connection, trial.shadow, pair.name, value, doubt, pair.key)
        return _told(pair, tried, asked, sought, value.column.type)

    return Question(asked=asked, sought=sought, answer=answer, otherwise=otherwise)


def _told(pair: Pair, tried: Tried, asked: Asked, sought: str, kind: str) -> Finding | None:
    if tried.misfits.rows:
        return unconvertible_values(tried, asked, kind=kind, may_be_lax=pair.fitting.may_be_lax)
    if tried.is_complete:
        return None
    reason = f"{tried.values} different values were tried on a shadow and taken, and there are more"
    return uncounted_rows(asked, sought=sought, reason=reason)


def _as_named(pair: Pair, then: Column) -> Column:
    """A type of the schema's own that has labels by its name: the shadow knows it."""
    if not kind_of(then.type).labels:
        return then
    return next((column for column in pair.table.columns if column.name == then.name), then)
