"""What a CREATE, ALTER or DROP is about."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.backends.sql.reader import Reader

TEMPORARY = frozenset({"TEMP", "TEMPORARY"})
_TEMPORARY_SCHEMAS = {"postgresql": "pg_temp", "sqlite": "temp"}
_MODIFIERS = TEMPORARY | {
    "AGGREGATE", "CONSTRAINT", "FOREIGN", "FULLTEXT", "GLOBAL", "IGNORE", "LOCAL", "MATERIALIZED", "OFFLINE", "ONLINE",
    "OR", "REPLACE", "SPATIAL", "UNIQUE", "UNLOGGED", "VECTOR", "VIRTUAL",
}  # fmt: skip
_BETWEEN = _MODIFIERS | {"DEFINER", "ALGORITHM", "SQL"}


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The kind of object, in capitals, and the words between it and the verb."""

    verb: str
    what: str
    modifiers: frozenset[str]

    @property
    def is_temporary(self) -> bool:
        """Whether the statement says that the object is."""
        return bool(self.modifiers & TEMPORARY)


def subject(reader: Reader) -> Subject:
    """Read from the verb to the kind of object."""
    verb = reader.next().word
    modifiers: set[str] = set()
    while (word := reader.word) in _BETWEEN:
        if word in _MODIFIERS:
            modifiers.add(word)
            reader.next()
        elif reader.accept("DEFINER"):
            _skip_definer(reader)
        elif reader.accept("ALGORITHM", "=") or reader.accept("SQL", "SECURITY"):
            reader.next()
        else:
            break
    return Subject(verb=verb, what=reader.next().word, modifiers=frozenset(modifiers))


def is_temporary_name(reader: Reader) -> bool:
    """Whether the name that is next is in the schema of temporary objects; stays before it."""
    schema = _TEMPORARY_SCHEMAS.get(reader.backend)
    if schema is None:
        return False
    place = reader.place
    skip_condition(reader)
    reader.accept("ONLY")
    name = reader.name() if reader.look(1).word == "." else None
    reader.place = place
    return name is not None and (name.schema or "").lower() == schema


def skip_condition(reader: Reader) -> bool:
    """Go past IF EXISTS or IF NOT EXISTS; whether it was there."""
    return reader.accept("IF", "EXISTS") or reader.accept("IF", "NOT", "EXISTS")


def _skip_definer(reader: Reader) -> None:
    reader.accept("=")
    reader.next()
    reader.skip_parentheses()
    if reader.accept("@"):
        reader.next()
