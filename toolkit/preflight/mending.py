"""What a plan changes of the rows before it comes to what they must fit: only that may mend them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.backends.sql.copying import is_plain_copy
from toolkit.backends.sql.updating import columns_set
from toolkit.backends.sql.values import Kind, Name, Renamed, RowsInserted
from toolkit.impact import Work
from toolkit.planning.rehearsal import Rehearsed
from toolkit.planning.seen import Seen

if TYPE_CHECKING:
    from toolkit.catalog.values import Catalog

# An INSERT with one of these may change a row that is there.
_REPLACES = re.compile(r"\b(?:CONFLICT|DUPLICATE|REPLACE)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Change:
    """Rows of a table that a plan changes."""

    table: Name
    columns: frozenset[str] | None = None
    """Those that it sets, in small letters; None where any may be another one afterwards, or whole rows be gone."""
    adds: bool = False
    """Whether it only adds rows: those that are there stay what they are."""
    before: frozenset[Name] | None = None
    """The tables that a later statement of the plan defines anew; None where it may be any."""

    def reaches(self, columns: Collection[str]) -> bool:
        """Whether what is asked of these columns may have another answer afterwards; of none, of the whole row."""
        if self.adds or self.columns is None or not columns:
            return not self.adds
        return not self.columns.isdisjoint(column.casefold() for column in columns)


def changes_of(rehearsed: Rehearsed, backend: str) -> tuple[Change, ...]:
    """In the order of the plan; a copy of rows as they are is no change."""
    found: list[Change] = []
    for place, seen in enumerate(rehearsed.seen):
        later = _defined(rehearsed.seen[place + 1 :])
        if seen.statement.kind in (Kind.CHANGE, Kind.OPAQUE) and not is_plain_copy(seen.statement.sql, backend):
            found += _changes(seen, rehearsed, backend, later)
        for effect in seen.statement.effects:
            # What is filled under another name may take the place of a table.
            if isinstance(effect, Renamed) and effect.column is None:
                is_filled = any(change.table == effect.table for change in found)
                to = Name(schema=effect.table.schema, name=effect.to)
                found += [Change(table=to)] if is_filled else []
    return tuple(found)


def _defined(later: Sequence[Seen]) -> frozenset[Name] | None:
    found: set[Name] = set()
    for seen in later:
        if seen.statement.kind not in (Kind.DEFINITION, Kind.OPAQUE):
            continue
        tables = {*_touched(seen), *(effect.table for effect in seen.statement.effects if hasattr(effect, "table"))}
        if seen.statement.kind is Kind.OPAQUE or seen.unknown is not None or not tables:
            return None
        found |= tables
    return frozenset(found)


def _touched(seen: Seen) -> Iterator[Name]:
    """Under the names that they have at that time, and in the live database."""
    tables = [table for impact in seen.impacts for table in impact.tables]
    for table, live in zip(tables, seen.tables, strict=True):
        yield Name(schema=table.schema, name=table.name)
        if live is not None:
            yield Name(schema=live[0], name=live[1])


def _changes(seen: Seen, rehearsed: Rehearsed, backend: str, later: frozenset[Name] | None) -> Iterator[Change]:
    columns = None if _renames(rehearsed.seen) else columns_set(seen.statement.sql, backend)
    for table in sorted(set(_changed_by(seen, rehearsed.before)), key=str):
        if _has_trigger(rehearsed.before, table):
            # It may do more than the text says.
            yield Change(table=table, before=later)
        else:
            yield Change(table=table, columns=columns, adds=_only_adds(seen), before=later)


def _only_adds(seen: Seen) -> bool:
    effects = seen.statement.effects
    is_insert = bool(effects) and all(isinstance(effect, RowsInserted) and not effect.sources for effect in effects)
    return is_insert and _REPLACES.search(seen.statement.sql) is None


def _renames(seen: Sequence[Seen]) -> bool:
    """Whether a column is called otherwise at some time."""
    effects = (effect for one in seen for effect in one.statement.effects)
    return any(isinstance(effect, Renamed) and effect.column is not None for effect in effects)


def _has_trigger(catalog: Catalog, table: Name) -> bool:
    return any(one.table.casefold() == table.name.casefold() for one in catalog.triggers)


def _changed_by(seen: Seen, before: Catalog) -> Iterator[Name]:
    if seen.unknown is not None:
        # It failed on tables without rows, so that only its text tells what it works on.
        words = {word.casefold() for word in re.findall(r"\w+", seen.statement.sql)}
        named = (table for table in before.tables if words.issuperset(re.findall(r"\w+", table.name.casefold())))
        yield from (Name(schema=table.schema, name=table.name) for table in named)
    is_opaque = seen.statement.kind is Kind.OPAQUE
    tables = [table for impact in seen.impacts for table in impact.tables]
    for table, live in zip(tables, seen.tables, strict=True):
        if table.work is not Work.SCAN or is_opaque:
            yield Name(schema=table.schema, name=table.name)
            if live is not None:
                yield Name(schema=live[0], name=live[1])
