"""Whether a statement that commits by itself has happened, when nobody lived to hear the server's answer."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from toolkit.backends.definitions.register import definitions_of
from toolkit.backends.running import habits_of
from toolkit.backends.sql.novelty import Novelty
from toolkit.backends.sql.values import ColumnMade, Name, PartMade, TableMade
from toolkit.execution.answered import digest
from toolkit.execution.journal.records import Record
from toolkit.execution.passing import send_step


@dataclass(frozen=True, kw_only=True)
class Changed:
    """The names of what a statement may change."""

    names: frozenset[Name]
    are_tables: bool = False
    """Whether these are the tables that it changes, and all of them."""
    novelty: Novelty | None = None
    """What it makes under a name that must be free."""


class Certainty:
    """Compares what the server says of the objects that a statement names, before it and now.

    A definition is atomic, and we hold the lock of the run: unchanged means that it did not happen. Nothing need be
    asked before one that makes something under a name which must be free, where it commits by itself: if that is there
    now, the statement happened, or it was refused for that very reason, which the journal then says.
    """

    def __init__(self, backend: str) -> None:
        self._definitions = definitions_of(backend)
        self._commits = habits_of(backend).commits_definitions

    def before(self, connection: Connection, changed: Changed) -> str | None:
        """The novelty, or a digest of each object, as JSON; None where the backend needs no certainty."""
        if self._definitions is None:
            return None
        if changed.novelty is not None and self._commits:
            return json.dumps({"novelty": _written(changed.novelty)})
        names = sorted(([name.schema, name.name] for name in changed.names), key=str)
        return json.dumps({"tables": changed.are_tables, "names": names, "found": self._read(connection, changed)})

    def happened(self, connection: Connection, record: Record) -> bool:
        """Whether the statement that the record tells of was carried out."""
        if record.before is None:
            return False
        kept = json.loads(record.before)
        if "novelty" in kept:
            return self.has(connection, _read_back(kept["novelty"]))
        names = frozenset(Name(schema=schema, name=name) for schema, name in kept["names"])
        return bool(self._read(connection, Changed(names=names, are_tables=kept["tables"])) != kept["found"])

    def has(self, connection: Connection, thing: Novelty) -> bool:
        """Whether it is there."""
        assert self._definitions is not None
        return self._definitions.has(connection, thing)

    def _read(self, connection: Connection, changed: Changed) -> dict[str, str]:
        assert self._definitions is not None
        read = self._definitions.read_tables if changed.are_tables else self._definitions.read
        return {name: digest(text) for name, text in sorted(read(connection, changed.names).items())}

    def clear_leftovers(self, connection: Connection, names: Collection[Name]) -> None:
        """Remove what a statement that runs outside of transactions leaves when it is ended half way."""
        if self._definitions is None:
            return
        for statement in self._definitions.leftovers(connection, names):
            send_step(connection, statement)


def _written(novelty: Novelty) -> list[str | None]:
    column = novelty.column if isinstance(novelty, ColumnMade) else None
    index = novelty.name if isinstance(novelty, PartMade) else None
    return [novelty.table.schema, novelty.table.name, column, index]


def _read_back(kept: list[str | None]) -> Novelty:
    schema, name, column, index = kept
    table = Name(schema=schema, name=name or "")
    if column is not None:
        return ColumnMade(table=table, column=column)
    return TableMade(table=table) if index is None else PartMade(table=table, name=index, what="index")
