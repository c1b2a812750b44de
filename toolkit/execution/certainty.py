"""Whether a statement that commits by itself has happened, when nobody lived to hear the server's answer."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from toolkit.backends.definitions.register import definitions_of
from toolkit.backends.sql.values import Name
from toolkit.execution.answered import digest
from toolkit.execution.journal.records import Record
from toolkit.execution.passing import send_step


@dataclass(frozen=True, kw_only=True)
class Changed:
    """The names of what a statement may change."""

    names: frozenset[Name]
    are_tables: bool = False
    """Whether these are the tables that it changes, and all of them."""


class Certainty:
    """Compares what the server says of the objects that a statement names, before it and now.

    A definition is atomic, and we hold the lock of the run: unchanged means that it did not happen.
    """

    def __init__(self, backend: str) -> None:
        self._definitions = definitions_of(backend)

    def before(self, connection: Connection, changed: Changed) -> str | None:
        """A digest of each object, as JSON; None where the backend needs no certainty."""
        if self._definitions is None:
            return None
        names = sorted(([name.schema, name.name] for name in changed.names), key=str)
        return json.dumps({"tables": changed.are_tables, "names": names, "found": self._read(connection, changed)})

    def happened(self, connection: Connection, record: Record) -> bool:
        """Whether the statement that the record tells of was carried out."""
        if record.before is None:
            return False
        kept = json.loads(record.before)
        names = frozenset(Name(schema=schema, name=name) for schema, name in kept["names"])
        return bool(self._read(connection, Changed(names=names, are_tables=kept["tables"])) != kept["found"])

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
