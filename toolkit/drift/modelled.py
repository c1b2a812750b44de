"""What models leave open: to the server's defaults, or to revisions that do what a class cannot say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Boolean, Column, Enum, Table

from toolkit.catalog.comparison import Change, Verdict
from toolkit.drift.naming import without_chosen_names
from toolkit.drift.selecting import Selection

_NOT_OF_MODELS = frozenset(
    {
        "view",
        "trigger",
        "sequence",
        "enum type",
        "domain",
        "composite type",
        "routine",
        "extension",
        "schema",
        "database",
    }
)
"""Kinds that no class stands for; the type of a column tells of an enum type that is not there."""
_UNSAID = frozenset({"storage", "statistics"})
"""Facets for which a model has no word."""
_NEXT_VALUE = re.compile(r"nextval\('.*'::regclass\)")
_ONE_OF = re.compile(r"\W*\(?(?P<column>\w+)\W* in \((?P<values>.*)\)\)?", re.IGNORECASE | re.DOTALL)
_VALUE = re.compile(r"(?:_\w+)?\\?'((?:[^'\\]|\\.|'')*)\\?'|(-?\d+)")


def concerning_models(changes: Iterable[Change], selection: Selection) -> list[Change]:
    """The changes that are a difference between models and a schema; each may be narrowed to the part that is."""
    kept = []
    for change in without_chosen_names(changes):
        narrowed = _without_unsaid_options(change, selection)
        if narrowed is not None and not any(is_open(narrowed, selection) for is_open in _OPEN):
            kept.append(narrowed)
    return kept


def beyond_models(changes: Iterable[Change]) -> list[Change]:
    """What is there, may be declared beside the classes, and is not."""
    kinds = _NOT_OF_MODELS - {"extension", "schema", "database"}
    return [change for change in changes if change.verdict is Verdict.MISSING and change.kind in kinds]


def _is_order(change: Change, selection: Selection) -> bool:
    # A column that was added later stands last in the database, wherever its class has it.
    return change.facet == "column_order"


def _is_beyond_models(change: Change, selection: Selection) -> bool:
    return change.kind == "database" or (change.verdict is Verdict.MISSING and change.kind in _NOT_OF_MODELS)


def _is_partition(change: Change, selection: Selection) -> bool:
    said = getattr(change.expected, "partitioning", None) if change.verdict is Verdict.MISSING else None
    return change.kind == "table" and str(said or "").upper().startswith("PARTITION OF")


def _is_unsaid(change: Change, selection: Selection) -> bool:
    return change.facet in _UNSAID or (change.facet == "partitioning" and change.found is None)


def _is_name_of_sequence(change: Change, selection: Selection) -> bool:
    """A sequence that a column owns keeps its name when the table gets another."""
    texts = (change.expected, change.found)
    return change.facet == "default" and all(isinstance(text, str) and _NEXT_VALUE.fullmatch(text) for text in texts)


def _is_default_of_table(change: Change, selection: Selection) -> bool:
    """The charset of a column that says nothing of it is its table's, and that of the table the database's."""
    if change.kind != "column" or change.facet not in ("charset", "collation"):
        return False
    column = _column(change, selection)
    if column is None:
        return False
    kind = column.type.dialect_impl(selection.dialect)
    return not any(getattr(kind, name, None) for name in ("charset", "collation")) and not {
        "charset",
        "collation",
    } & _said(column.table)


def _is_said_by_type(change: Change, selection: Selection) -> bool:
    """A check that only the revisions make, and that lets pass what the model's Boolean or Enum has anyway."""
    if change.kind != "check" or change.verdict is not Verdict.MISSING:
        return False
    found = _ONE_OF.fullmatch(change.expected.expression)
    model = selection.model(change.schema, change.owner or "")
    column = None if found is None or model is None else model.c.get(found["column"])
    if found is None or column is None:
        return False
    values = {text or number for text, number in _VALUE.findall(found["values"])}
    if isinstance(column.type, Boolean):
        return values == {"0", "1"}
    return isinstance(column.type, Enum) and values == set(map(str, column.type.enums))


def _without_unsaid_options(change: Change, selection: Selection) -> Change | None:
    """A change of a table's options without those that its model does not mention."""
    model = (
        selection.model(change.schema, change.name) if change.kind == "table" and change.facet == "options" else None
    )
    if model is None:
        return change
    said, theirs = _said(model), dict(change.found)
    unsaid = {name for name, _ in (*change.expected, *change.found) if name not in said}
    # What the models' schema has and the revisions' lacks was made by something, if not by an option.
    unsaid = {name for name in unsaid if name in ("charset", "collation", "engine", "row format") or name not in theirs}
    sides = (tuple(pair for pair in side if pair[0] not in unsaid) for side in (change.expected, change.found))
    expected, found = sides
    return None if expected == found else replace(change, expected=expected, found=found)


def _said(model: Table) -> set[str]:
    """The options that a model mentions, whatever the dialect, in the words of the catalog."""
    words = {name.partition("_")[2].lower().replace("_", " ") for name in model.kwargs}
    said = set(words)
    for word in words:
        said |= {"charset", "collation"} if "char" in word or "coll" in word else set()
    return said


def _column(change: Change, selection: Selection) -> Column[Any] | None:
    model = selection.model(change.schema, change.owner or "")
    return None if model is None else model.c.get(change.name)


_OPEN: Sequence[Callable[[Change, Selection], bool]] = (
    _is_order,
    _is_beyond_models,
    _is_partition,
    _is_unsaid,
    _is_name_of_sequence,
    _is_default_of_table,
    _is_said_by_type,
)
