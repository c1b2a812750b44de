"""Whether a statement that commits by itself has happened, when nobody lived to hear the server's answer."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy.engine import Connection

from toolkit.backends.definitions.register import definitions_of
from toolkit.backends.sql.values import Name
from toolkit.execution.answered import digest
from toolkit.execution.journal.records import Record
from toolkit.execution.passing import send_step


class Certainty:
    """Compares what the server says of the objects that a statement names, before it and now.

    A definition is atomic, and we hold the lock of the run: unchanged means that it did not happen.
    """

    def __init__(self, backend: str) -> None:
        self._definitions = definitions_of(backend)

    def before(self, connection: Connection, names: Collection[Name]) -> str | None:
        """A digest of each object, as JSON; None where the backend needs no certainty."""
        if self._definitions is None:
            return None
        found = self._definitions.read(connection, names)
        kept = {name: digest(text) for name, text in sorted(found.items())}
        return json.dumps(
            {"names": sorted(([name.schema, name.name] for name in names), key=str), "found": kept}, default=str
        )

    def happened(self, connection: Connection, record: Record) -> bool:
        """Whether the statement that the record tells of was carried out."""
        if record.before is None:
            return False
        kept = json.loads(record.before)
        names = frozenset(Name(schema=schema, name=name) for schema, name in kept["names"])
        now = self.before(connection, names)
        return now is not None and json.loads(now)["found"] != kept["found"]

    def clear_leftovers(self, connection: Connection, names: Collection[Name]) -> None:
        """Remove what a statement that runs outside of transactions leaves when it is ended half way."""
        if self._definitions is None:
            return
        for statement in self._definitions.leftovers(connection, names):
            send_step(connection, statement)
