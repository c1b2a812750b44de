"""What an alteration may take from rows that are there, or may refuse them: this is written with a reason only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from toolkit.backends.fitting.keys import plain_columns
from toolkit.backends.fitting.widening import holds_all, lost_labels
from toolkit.catalog.alterations import Alteration, table_of
from toolkit.catalog.members import Check, Column, Index
from toolkit.catalog.values import Catalog, Table

DROP_TABLE = "drop-table"
DROP_COLUMN = "drop-column"
NARROW_TYPE = "narrow-type"
DROP_ENUM_VALUE = "drop-enum-value"
ADD_NOT_NULL = "add-not-null"
ADD_UNIQUE = "add-unique"
UNDECLARED = (
    "drop-view",
    "drop-trigger",
    "drop-routine",
    "drop-sequence",
    "drop-enum-type",
    "drop-domain",
    "drop-composite-type",
)
"""Of what stands beside the tables; allowed by its name alone."""
KINDS = (DROP_TABLE, DROP_COLUMN, NARROW_TYPE, DROP_ENUM_VALUE, ADD_NOT_NULL, ADD_UNIQUE, *UNDECLARED)
_LITERAL = re.compile(r"'(?:[^']|'')*'")


@dataclass(frozen=True, kw_only=True)
class Loss:
    """One thing that is written with a reason only. ``subject`` is what ``--allow KIND=SUBJECT`` names."""

    kind: str
    subject: str
    what: str
    """A sentence about what becomes of the rows."""
    facets: tuple[str, ...] = ()
    """Those of the alteration that go with it; none for the whole of it."""

    @property
    def allow(self) -> str:
        """What is written behind ``--allow``."""
        return f"{self.kind}={self.subject}"


def losses(part: Alteration, live: Catalog) -> Iterator[Loss]:
    """All that one alteration may take, by the live schema and not by its rows: elsewhere there may be others."""
    match part.kind:
        case "table" if part.is_removed:
            what = "The models no longer have it: all of its rows would go."
            yield Loss(kind=DROP_TABLE, subject=subject(part), what=what)
        case "column":
            yield from _of_column(part, live)
        case "enum type" if not part.is_made and not part.is_removed:
            yield from _labels_lost(part, set(part.before.labels) - set(part.after.labels))
        case "check" if not part.is_removed and part.owner is not None:
            yield from _of_check(part, live)
        case "unique" | "index" | "primary key" if not part.is_removed:
            yield from _of_key(part, live)


def without(part: Alteration, loss: Loss) -> Alteration | None:
    """The alteration with what the loss is about left as it is; None where nothing else of it is left."""
    rest = tuple(facet for facet in part.facets if loss.facets and facet not in loss.facets)
    if not rest:
        return None
    kept = {facet: getattr(part.before, facet) for facet in loss.facets if hasattr(part.before, facet)}
    return replace(part, after=replace(part.after, **kept), facets=rest)


def subject(part: Alteration) -> str:
    """``orders``, ``orders.note``, with the schema before it where it is not the default one."""
    return ".".join(name for name in (part.schema, part.owner, part.name) if name)


def _of_column(part: Alteration, live: Catalog) -> Iterator[Loss]:
    was, now = part.before, part.after
    if part.is_removed:
        what = "The models no longer have it: its values would go."
        yield Loss(kind=DROP_COLUMN, subject=subject(part), what=what)
        return
    if part.is_made:
        if not now.nullable and not _fills_itself(now):
            what = "It is new, takes no NULL and has no default: rows that are there have no value for it."
            yield Loss(kind=ADD_NOT_NULL, subject=subject(part), what=what)
        return
    kept = {"nullable", "comment", "invisible"}
    facets = tuple(facet for facet in part.facets if facet not in kept)
    if now.computed and not was.computed:
        what = "It is to be generated: the values that it has would go."
        yield Loss(kind=DROP_COLUMN, subject=subject(part), what=what, facets=facets)
    elif labels := lost_labels(was, now):
        yield from _labels_lost(part, set(labels), facets)
    elif {"type", "charset"} & {*part.facets} and not now.computed and not holds_all(was, now, live.backend):
        what = f"{now.type} does not hold every value of {was.type}."
        yield Loss(kind=NARROW_TYPE, subject=subject(part), what=what, facets=facets)
    if "nullable" in part.facets and was.nullable and not now.nullable:
        what = "Rows without a value would not fit."
        yield Loss(kind=ADD_NOT_NULL, subject=subject(part), what=what, facets=("nullable",))


def _fills_itself(column: Column) -> bool:
    given = (column.default, column.computed, column.identity, column.sequence)
    return column.autoincrement or any(one is not None for one in given)


def _labels_lost(part: Alteration, labels: set[str], facets: tuple[str, ...] = ()) -> Iterator[Loss]:
    if labels:
        what = f"Rows that have {', '.join(map(repr, sorted(labels)))} would not fit."
        yield Loss(kind=DROP_ENUM_VALUE, subject=subject(part), what=what, facets=facets)


def _of_check(part: Alteration, live: Catalog) -> Iterator[Loss]:
    """A check that lists values, as an enumeration without a type of its own has one."""
    table = table_of(live, part.schema, part.owner or "")
    if table is None:
        return
    now: Check = part.after
    known = [part.before] if part.before is not None else [check for check in table.checks if _alike(check, now)]
    lost = {label for check in known for label in _labels(check) - _labels(now)} if _labels(now) else set()
    if any(_alike(check, now) for check in known):
        mentioned = next(
            (c.name for c in table.columns if _mentions(_LITERAL.sub("", now.expression), c.name)), part.name
        )
        yield from _labels_lost(replace(part, name=mentioned), lost)


def _alike(one: Check, other: Check) -> bool:
    return _skeleton(one.expression) == _skeleton(other.expression)


def _skeleton(expression: str) -> str:
    """Without the values and what stands between them."""
    bare = re.sub(rf"(?:(?<!\w)_\w+)?{_LITERAL.pattern}", "", expression)
    return re.sub(r"::[\w ]+(?:\[\])?|\(\d+\)|[\s,]", "", bare)


def _labels(check: Check) -> set[str]:
    return {text[1:-1].replace("''", "'") for text in _LITERAL.findall(check.expression)}


def _of_key(part: Alteration, live: Catalog) -> Iterator[Loss]:
    table = table_of(live, part.schema, part.owner or "")
    if table is None or (isinstance(part.after, Index) and not part.after.unique):
        return
    columns, where = _columns_of(part.after, table)
    known = {column.name for column in table.columns}
    if columns and (not {*columns} <= known or (where is None and _is_unique_already(columns, table))):
        # With a column that is new, and is judged by itself; or what is told apart by fewer is by more.
        return
    if part.before is not None and part.before == part.after:
        return
    name = ",".join(columns) or part.name
    what = "Rows that have the same values would not fit."
    yield Loss(kind=ADD_UNIQUE, subject=subject(replace(part, name=name)), what=what)


def _columns_of(member: Any, table: Table) -> tuple[tuple[str, ...], str | None]:
    """Its plain columns, none where it has others; and which rows it is about."""
    if isinstance(member, Index):
        plain = all(part.column and part.prefix is None for part in member.parts)
        return (tuple(part.column or "" for part in member.parts) if plain else ()), member.predicate
    return plain_columns(member, table) or tuple(member.columns), None


def _is_unique_already(columns: tuple[str, ...], table: Table) -> bool:
    keys: list[Any] = [*table.uniques, *(index for index in table.indexes if index.unique)]
    keys += [table.primary_key] if table.primary_key is not None else []
    for key in keys:
        those, where = _columns_of(key, table)
        if those and where is None and {*those} <= {*columns}:
            return True
    return False


def _mentions(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def hangs_on(part: Alteration, column: str) -> bool:
    """Whether a member of a table is made of the column, or speaks of it, as it was or as it shall be."""
    sides: tuple[Any, ...] = part.before, part.after
    for member in sides:
        match member:
            case Check():
                found = member.column == column or _mentions(member.expression, column)
            case Index():
                texts = [text for one in member.parts for text in (one.column, one.expression) if text]
                found = any(text == column or _mentions(text, column) for text in (*texts, member.predicate or ""))
                found = found or column in member.include
            case None:
                found = False
            case _:
                texts = [*getattr(member, "columns", ()), getattr(member, "definition", "")]
                found = any(_mentions(str(text), column) for text in texts)
        if found:
            return True
    return False
