"""The tables that a definition changes, where its text tells them all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.backends.sql.values import Effect, Name, PartMade, Renamed, RowsInserted, RowsRemoved, Statement

_ALTER = re.compile(r"\s*ALTER\s+TABLE\s+(?:`((?:[^`]|``)+)`|([A-Za-z_]\w*))(?!\s*\.)\s", re.IGNORECASE)


def targets_of(statement: Statement) -> frozenset[Name] | None:
    """None where something else than tables, or something that is not told, may change."""
    if not statement.effects:
        found = _ALTER.match(statement.sql)
        return None if found is None else frozenset({Name(name=(found[1] or found[2]).replace("``", "`"))})
    if any(isinstance(effect, RowsInserted | RowsRemoved) or _is_trigger(effect) for effect in statement.effects):
        return None
    return frozenset(name for effect in statement.effects for name in _tables(effect))


def _is_trigger(effect: Effect) -> bool:
    return isinstance(effect, PartMade) and effect.what == "trigger"


def _tables(effect: Effect) -> Iterator[Name]:
    if isinstance(effect, RowsInserted | RowsRemoved):
        return
    yield effect.table
    if isinstance(effect, Renamed) and effect.column is None:
        yield Name(schema=effect.table.schema, name=effect.to)
