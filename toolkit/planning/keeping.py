"""The trash of a rehearsal: on the shadow every table is empty, and what is dropped for real must be as it will be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import Connection

from toolkit.backends.sql.values import Name, RowsInserted, Statement
from toolkit.backends.trash.naming import Key as Spelled
from toolkit.execution.exchange import Exchange
from toolkit.execution.trash import Keeper
from toolkit.planning.renaming import Key, LiveNames


@dataclass(kw_only=True)
class RehearsingKeeper(Keeper):
    """Takes a table for empty that is so in the live database, or that no statement of the plan has filled."""

    names: LiveNames
    filled: Collection[Key]
    """The tables of the live database that have rows."""
    _inserted: set[Spelled] = field(default_factory=set)

    def exchange(self, connection: Connection, statement: Statement) -> Exchange | None:
        """As it will be in the run."""
        self._inserted |= {
            self.naming.key(effect.table) for effect in statement.effects if isinstance(effect, RowsInserted)
        }
        return super().exchange(connection, statement)

    def _is_empty(self, connection: Connection, table: Name) -> bool:
        live = self.names.of(table.schema, table.name)
        return live not in self.filled and self.naming.key(table) not in self._inserted
