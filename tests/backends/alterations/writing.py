"""What a backend writes to lead one table to another."""

from __future__ import annotations

from collections.abc import Sequence

from tests.catalog.made import catalog
from toolkit.backends.alterations.base import Alterations, Altered
from toolkit.catalog.alterations import alterations
from toolkit.catalog.comparison import compare
from toolkit.catalog.values import Table


def altered(before: Table, after: Table) -> Altered:
    """Everything that differs."""
    old = catalog(before)
    return Altered(before=before, after=after, parts=tuple(alterations(compare(old, catalog(after)), old)))


def written(writer: Alterations, before: Table, after: Table) -> Sequence[str]:
    """The statements."""
    return writer.table(altered(before, after))
