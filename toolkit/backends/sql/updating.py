"""UPDATE: which columns it sets."""

from __future__ import annotations

from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.settling import skip_settings_of_statement


def columns_set(sql: str, backend: str) -> frozenset[str] | None:
    """In small letters, and rather more than fewer; None where the text does not list them."""
    reader = Reader(sql, backend)
    skip_settings_of_statement(reader)
    if not reader.accept("UPDATE") or not reader.seek({"SET"}):
        return None
    reader.next()
    found = [part.name() for part in reader.parts()]
    return frozenset(name.name.casefold() for name in found if name is not None) if all(found) else None
