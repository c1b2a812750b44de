"""Tables that the running revision itself has made: what it makes on them needs no row in the journal beforehand."""

from __future__ import annotations

from dataclasses import dataclass, field

from toolkit.backends.sql.novelty import Novelty, novelty_of
from toolkit.backends.sql.values import ColumnMade, Kind, Name, PartMade, Statement, TableMade


@dataclass
class Fresh:
    """Such a table is in the journal, and nobody else's: an index or a column on it that is there was made by the run.

    Were its name not free, the statement would be refused. So a later attempt need only look, and each small revision
    of a server that commits definitions one by one saves a row for each index.
    """

    _tables: set[Name] = field(default_factory=set)

    def clear(self) -> None:
        """Another revision begins, or what its tables are called can no longer be told."""
        self._tables.clear()

    def note(self, statement: Statement) -> None:
        """The statement has been carried out as it was written."""
        if statement.kind is not Kind.DEFINITION:
            return
        if self._tables.issuperset(_tables_of(statement)):
            return
        made = novelty_of(statement)
        if isinstance(made, TableMade) and made in statement.effects:
            self._tables.add(made.table)
        else:
            self.clear()

    def holds(self, statement: Statement, novelty: Novelty | None) -> bool:
        """Whether all that the statement does is to make something, ``novelty``, on one of these tables."""
        if not self._tables or not isinstance(novelty, ColumnMade | PartMade):
            return False
        return self._tables.issuperset(_tables_of(statement))


def _tables_of(statement: Statement) -> list[Name | None]:
    """None for an effect that is another one."""
    return [effect.table if isinstance(effect, ColumnMade | PartMade) else None for effect in statement.effects]
