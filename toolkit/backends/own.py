"""What tk itself keeps in a database: the tables of its journal, and the trash. A comparison does not see them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.backends.journal import JOURNAL_TABLES, LEASE_TABLE
from toolkit.backends.trash.base import PREFIX

if TYPE_CHECKING:
    # Many classes, which whoever only asks for a name need not wait for.
    from toolkit.catalog.values import Catalog, Table

OWN_TABLES = frozenset({*JOURNAL_TABLES, LEASE_TABLE})


def is_our_own(name: str | None) -> bool:
    """Whether a table, column, index or sequence of this name is of the journal or in the trash."""
    return name is not None and (name in OWN_TABLES or name.startswith(PREFIX))


def without_our_own(catalog: Catalog) -> Catalog:
    """The catalog as it would be without tk."""
    tables = tuple(_without_trashed_columns(table) for table in catalog.tables if not is_our_own(table.name))
    return replace(
        catalog,
        tables=tables,
        triggers=tuple(trigger for trigger in catalog.triggers if not is_our_own(trigger.table)),
        sequences=tuple(sequence for sequence in catalog.sequences if not is_our_own(sequence.name)),
        views=tuple(view for view in catalog.views if not is_our_own(view.name)),
        enums=tuple(enum for enum in catalog.enums if not is_our_own(enum.name)),
        domains=tuple(domain for domain in catalog.domains if not is_our_own(domain.name)),
        routines=tuple(routine for routine in catalog.routines if not is_our_own(routine.name)),
        composites=tuple(composite for composite in catalog.composites if not is_our_own(composite.name)),
    )


def _without_trashed_columns(table: Table) -> Table:
    kept = [column for column in table.columns if not is_our_own(column.name)]
    if len(kept) == len(table.columns):
        return table
    columns = tuple(replace(column, position=position) for position, column in enumerate(kept, start=1))
    return replace(table, columns=columns)
