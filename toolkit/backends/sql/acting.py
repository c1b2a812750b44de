"""What a statement does for which a server asks for a privilege, as far as its text tells it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from itertools import pairwise

from toolkit.backends.sql.creating import skip_condition, subject
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.reading import read
from toolkit.backends.sql.settling import skip_settings_of_statement
from toolkit.backends.sql.values import Kind, Name, PartMade, Renamed, RowsRemoved, Statement, TableDrop, TableMade


class Act(Enum):
    """What is done to an object, or with it."""

    ALTER = auto()
    RENAME = auto()
    """A table gets another name."""
    TAKE = auto()
    """A table gets this name."""
    MAKE = auto()
    """A table, or what stands in a schema as one does: on PostgreSQL a type, a sequence, a function."""
    VIEW = auto()
    ROUTINE = auto()
    DROP = auto()
    INDEX = auto()
    KEY = auto()
    """An index comes about by ALTER TABLE."""
    REFER = auto()
    """A foreign key leads there."""
    TRIGGER = auto()
    EMPTY = auto()
    """TRUNCATE, and what takes away a partition."""
    INSERT = auto()
    UPDATE = auto()
    DELETE = auto()


_STANDING = frozenset({"TABLE", "TYPE", "SEQUENCE", "DOMAIN", "COLLATION"})
_ROUTINES = frozenset({"FUNCTION", "PROCEDURE"})
_CHANGES = {
    "INSERT": (Act.INSERT,),
    "REPLACE": (Act.INSERT, Act.DELETE),
    "UPDATE": (Act.UPDATE,),
    "DELETE": (Act.DELETE,),
}
_MODIFIERS = frozenset({"DELAYED", "FROM", "HIGH_PRIORITY", "IGNORE", "INTO", "LOW_PRIORITY", "ONLY", "QUICK"})
# Of several tables only some are changed.
_SEVERAL = frozenset({",", "JOIN", "STRAIGHT_JOIN"})
_KEYS = frozenset({"UNIQUE", "PRIMARY", "EXCLUDE"})
_TAKEN_AWAY = frozenset({"DROP", "TRUNCATE", "EXCHANGE"})

Done = tuple[Act, Name]


def acts(sql: str, backend: str) -> Iterator[Done]:
    """What is not understood is left out."""
    for statement in read(sql, backend):
        reader = Reader(statement.sql, backend)
        skip_settings_of_statement(reader)
        match statement.kind:
            case Kind.DEFINITION:
                yield from _of_definition(statement, reader)
            case Kind.CHANGE:
                yield from _of_change(statement, reader)


def _of_definition(statement: Statement, reader: Reader) -> Iterator[Done]:
    for effect in statement.effects:
        match effect:
            case Renamed(column=None):
                yield Act.RENAME, effect.table
                yield Act.TAKE, Name(schema=effect.table.schema, name=effect.to)
            case TableMade():
                yield Act.MAKE, effect.table
            case TableDrop():
                yield Act.DROP, effect.table
    match reader.word:
        case "CREATE":
            yield from _of_create(statement, reader)
        case "ALTER":
            yield from _of_alter(statement, reader)
        case "DROP" if reader.backend in ("mysql", "mariadb") and reader.accept("DROP", "INDEX"):
            if reader.seek({"ON"}) and reader.accept("ON") and (table := reader.name()) is not None:
                yield Act.INDEX, table


def _of_create(statement: Statement, reader: Reader) -> Iterator[Done]:
    about = subject(reader)
    if about.is_temporary:
        return
    for effect in statement.effects:
        if isinstance(effect, PartMade):
            yield (Act.TRIGGER if effect.what == "trigger" else Act.INDEX), effect.table
    skip_condition(reader)
    if about.what in _STANDING:
        name = reader.name()
        if name is not None and about.what != "TABLE":
            yield Act.MAKE, name
        yield from _references(reader)
    elif about.what == "VIEW" or about.what in _ROUTINES:
        name = reader.name()
        if name is not None:
            yield (Act.VIEW if about.what == "VIEW" else Act.ROUTINE), name


def _of_alter(statement: Statement, reader: Reader) -> Iterator[Done]:
    if subject(reader).what != "TABLE":
        return
    skip_condition(reader)
    reader.accept("ONLY")
    table = reader.name()
    if table is None:
        return
    yield Act.ALTER, table
    words = [token.word for token in Reader(statement.sql, reader.backend).rest()]
    if not _KEYS.isdisjoint(words):
        yield Act.KEY, table
    if any(word in _TAKEN_AWAY and after == "PARTITION" for word, after in pairwise(words)):
        yield Act.EMPTY, table
    yield from _references(reader)


def _references(reader: Reader) -> Iterator[Done]:
    while not reader.is_at_end:
        if reader.next().word == "REFERENCES" and (name := reader.name()) is not None:
            yield Act.REFER, name


def _of_change(statement: Statement, reader: Reader) -> Iterator[Done]:
    for effect in statement.effects:
        if isinstance(effect, RowsRemoved) and effect.truncates:
            yield from ((Act.EMPTY, table) for table in effect.tables)
    done = _CHANGES.get(reader.word, ())
    is_update = reader.word == "UPDATE"
    reader.next()
    reader.skip_all(_MODIFIERS)
    table = reader.name()
    if table is None or (is_update and reader.seek(_SEVERAL | {"SET"}) != "SET"):
        return
    yield from ((act, table) for act in done)
