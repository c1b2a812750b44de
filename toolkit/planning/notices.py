"""What the application that runs now will notice of a statement, since it does not know of the change."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from toolkit.backends.sql.values import ColumnDrop, ColumnMade, Effect, Renamed, Statement, TableDrop
from toolkit.planning.renaming import Key

_NOT_NULL = re.compile(r"\bNOT\s+NULL\b", re.IGNORECASE)
_FILLED = re.compile(r"\b(?:DEFAULT|GENERATED|AUTO_INCREMENT|IDENTITY|AS\s*\()", re.IGNORECASE)


def notices_of(statement: Statement, there: Collection[Key]) -> Iterator[str]:
    """``there`` are the tables of the live database, under the names that they have now; others nobody knows yet."""
    for effect in statement.effects:
        table = getattr(effect, "table", None)
        if table is not None and (table.schema, table.name) in there:
            yield from _notice(effect)


def _notice(effect: Effect) -> Iterator[str]:
    match effect:
        case TableDrop():
            yield f"Whoever still reads or writes {effect.table.name} fails: the table is gone."
        case ColumnDrop():
            yield f"Whoever still names {effect.table.name}.{effect.column} fails: the column is gone."
        case Renamed(column=None):
            yield f"Whoever still names {effect.table.name} fails: it is called {effect.to} from then on."
        case Renamed():
            yield (
                f"Whoever still names {effect.table.name}.{effect.column} fails: it is called {effect.to} from then on."
            )
        case ColumnMade() if _NOT_NULL.search(effect.definition) and not _FILLED.search(effect.definition):
            yield (
                f"An INSERT that does not know {effect.table.name}.{effect.column} fails: "
                "it is NOT NULL and has no default."
            )
