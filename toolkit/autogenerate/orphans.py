"""Enumerated types that nothing has any more once the revision has run: they go with their last column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from toolkit.catalog.alterations import Alteration, applied
from toolkit.catalog.values import Catalog, EnumType, Table

_KIND = "enum type"


def orphans(kept: Sequence[Alteration], live: Catalog, models: Catalog) -> Iterator[Alteration]:
    """Their removal; of those only that these alterations leave without a column, and that nothing else speaks of."""
    known = {(enum.schema, enum.name) for enum in models.enums}
    there = [enum for enum in live.enums if (enum.schema, enum.name) not in known]
    if not there:
        return
    after = list(_after(kept, live))
    for enum in there:
        had = any(_has(table, enum) for table in live.tables)
        if had and not any(_has(table, enum) for table in after) and not _is_spoken_of(enum, live):
            yield Alteration(kind=_KIND, schema=enum.schema, owner=None, name=enum.name, before=enum)


def _after(kept: Sequence[Alteration], live: Catalog) -> Iterator[Table]:
    """The tables that stay, as they will be; those that are made have no type that the models lack."""
    gone = {one.table for one in kept if one.kind == "table" and one.is_removed}
    for table in live.tables:
        place = table.schema, table.name
        parts = [one for one in kept if one.table == place and one.kind == "column"]
        if place not in gone:
            yield applied(table, parts)


def _has(table: Table, enum: EnumType) -> bool:
    return any(_names(column.type, enum.name) for column in table.columns)


def _is_spoken_of(enum: EnumType, live: Catalog) -> bool:
    """Whether what is no table may need it: a function, a view, a domain, a composite type."""
    others = (*live.routines, *live.views, *live.domains, *live.composites)
    return any(_names(repr(one), enum.name) for one in others)


def _names(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
