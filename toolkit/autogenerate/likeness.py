"""How much speaks for it that what is new is what is gone, under another name: a number between 0 and 1."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from toolkit.backends.fitting.widening import family_of
from toolkit.catalog.members import Column
from toolkit.catalog.values import Catalog, Table

ENOUGH = 0.52
"""From here on a person is asked."""
_TYPE, _FAMILY, _PLACE, _NAME, _FACETS, _TOLD, _ROLE = 0.3, 0.18, 0.25, 0.3, 0.05, 0.2, 0.15
_COLUMNS, _TABLE_NAME = 0.8, 0.3
_SHORT = 3
"""Letters of a word whose last one says nothing of a plural."""
_FEW = 0.6
"""Columns that speak against a table of few columns."""
_WITHIN, _LITTLE = 0.9, 1.5
"""What all columns of the smaller of two tables say, and how many speak against it: two keys are in many tables."""
_ONE_SIDE = 0.25
"""Of what a place says, where it is the same on one side alone: where many come and go, chance does that. So does the
end of a table, where each new column stands."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One pair."""

    old: Any
    new: Any
    score: float


def best_pairs(olds: Sequence[Any], news: Sequence[Any], score: Any) -> list[Candidate]:
    """The likely ones, each object in one at most: the likeliest first."""
    pairs = [Candidate(old=old, new=new, score=score(old, new)) for old in olds for new in news]
    found: list[Candidate] = []
    for pair in sorted(pairs, key=lambda pair: -pair.score):
        is_free = all(pair.old is not one.old and pair.new is not one.new for one in found)
        if pair.score >= ENOUGH and is_free:
            found.append(pair)
    return found


def of_names(old: str, new: str) -> float:
    """Letters in common, or words."""
    letters = SequenceMatcher(None, old.lower(), new.lower()).ratio()
    words, others = set(_words(old)), set(_words(new))
    shared = len(words & others) / min(len(words), len(others)) if words and others else 0.0
    return max(letters, 0.9 * shared)


def _words(name: str) -> Iterator[str]:
    """In the singular, mostly: for a comparison that is enough."""
    for word in re.findall(r"[a-z]+|\d+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()):
        yield word[:-1] if word.endswith("s") and len(word) > _SHORT else word


def of_columns(old: Column, new: Column, before: Table, after: Table) -> float:
    """By type, place, name, comment, and what each is part of."""
    if old.type.lower() == new.type.lower():
        score = _TYPE
    elif family_of(old.type) == family_of(new.type):
        score = _FAMILY
    else:
        return 0.0
    score += _NAME * of_names(old.name, new.name) + _PLACE * _of_places(old, new, before, after)
    score += _FACETS * ((old.nullable, old.default) == (new.nullable, new.default))
    score += _TOLD * (_same(old.comment, new.comment) - _differ(old.comment, new.comment) / 2)
    roles = set(_roles(before, old.name)), set(_roles(after, new.name))
    return min(1.0, score + _ROLE * (_same(*roles) - _differ(*roles)))


def of_tables(old: Table, new: Table, live: Catalog) -> float:
    """By the columns that they share, those that few tables have first, and by name and comment."""
    counts = Counter(column.name for table in live.tables for column in table.columns)
    ours, theirs = _typed(old), _typed(new)
    all_ = {*ours, *theirs}
    weights: Mapping[str, float] = {name: 1 / max(counts[name], 1) for name in all_}
    shared = sum(weights[name] for name in all_ if name in ours and ours.get(name) == theirs.get(name))
    columns = shared / (sum(weights.values()) + _FEW / len(all_)) if all_ else 0.0
    # A table that grew, or shrank, has all of the other.
    smaller = min(sum(weights[name] for name in side) for side in (ours, theirs))
    columns = max(columns, _WITHIN * shared / (smaller + _LITTLE))
    told = _TOLD * (_same(old.comment, new.comment) - _differ(old.comment, new.comment) / 2)
    return min(1.0, _COLUMNS * columns + _TABLE_NAME * of_names(old.name, new.name) - 0.1 + told)


def _typed(table: Table) -> dict[str, str]:
    return {column.name: family_of(column.type) for column in table.columns}


def _of_places(old: Column, new: Column, before: Table, after: Table) -> float:
    """Whether they stand between the same columns."""
    common = {column.name for column in before.columns} & {column.name for column in after.columns}
    places = (_neighbours(before, old.name, common), _neighbours(after, new.name, common))
    left, right = (one == other for one, other in zip(*places, strict=True))
    is_last = places[0][1][0] is None
    return 1.0 if left and right and not is_last else _ONE_SIDE * (left or right)


def _neighbours(table: Table, name: str, common: set[str]) -> tuple[tuple[str | None, int], ...]:
    """The next that stays on either side, and how far it is."""
    names = [column.name for column in table.columns]
    at = names.index(name)
    return _first(names[:at][::-1], common), _first(names[at + 1 :], common)


def _first(names: Sequence[str], common: set[str]) -> tuple[str | None, int]:
    return next(((name, far) for far, name in enumerate(names) if name in common), (None, len(names)))


def _roles(table: Table, name: str) -> Iterator[tuple[object, ...]]:
    """What a column is part of, without names."""
    for key in table.foreign_keys:
        if name in key.columns:
            yield "foreign key", key.referred_table, key.referred_columns
    for unique in table.uniques:
        if name in unique.columns:
            yield "unique", tuple(column for column in unique.columns if column != name)
    for index in table.indexes:
        columns = [part.column for part in index.parts]
        if name in columns:
            yield "unique" if index.unique else "index", tuple(one for one in columns if one and one != name)


def _same(one: Any, other: Any) -> bool:
    return bool(one) and one == other


def _differ(one: Any, other: Any) -> bool:
    return bool(one or other) and one != other
