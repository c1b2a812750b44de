"""Which tables a statement of MySQL or MariaDB touches that is no alteration, and how, from its text."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.backends.impacts.innodb_alteration import references
from toolkit.backends.sql.creating import subject
from toolkit.backends.sql.inserting import sources
from toolkit.backends.sql.querying import go_to_main
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.resolving import resolved
from toolkit.backends.sql.settling import skip_settings_of_statement
from toolkit.backends.sql.values import (
    Effect,
    Kind,
    Name,
    PartMade,
    Renamed,
    RowsInserted,
    RowsRemoved,
    Statement,
    TableDrop,
    TableMade,
)
from toolkit.impact import Blocks, TableImpact, Work

_MODIFIERS = frozenset({"LOW_PRIORITY", "QUICK", "IGNORE", "LOCAL", "NO_WRITE_TO_BINLOG"})
_TABLES = frozenset({"TABLE", "TABLES"})
_JOINS = frozenset({",", "JOIN", "STRAIGHT_JOIN"})
_AFTER_TABLE = frozenset({
    "CROSS", "FORCE", "FOR", "IGNORE", "INNER", "JOIN", "LEFT", "LIMIT", "NATURAL", "ON", "ORDER", "PARTITION",
    "RETURNING", "RIGHT", "SET", "STRAIGHT_JOIN", "USE", "USING", "WHERE",
})  # fmt: skip
_QUERIES = frozenset({"SELECT", "WITH", "VALUES", "TABLE"})
_ENDS_OF_DELETE = frozenset({"WHERE", "ORDER", "LIMIT", "RETURNING"})
_FULL_ANALYSES = frozenset({"HISTOGRAM", "PERSISTENT"})
_MOMENT = (Work.NONE, Blocks.EVERYTHING, "EXCLUSIVE")
_READ_ONLY = (Work.NONE, Blocks.WRITES, "SHARED")
_ROWS = (Work.ROWS, Blocks.NOTHING, "ROW")
_SCAN = (Work.SCAN, Blocks.NOTHING, "NONE")


def touched(statement: Statement, backend: str) -> Iterator[TableImpact]:
    """In the order of the text, whether these tables are there or not. Schemas are as they are said."""
    reader = Reader(resolved(statement.sql, backend), backend)
    skip_settings_of_statement(reader)
    if statement.kind is Kind.CHANGE:
        yield from _changed(statement, reader)
    elif statement.kind is Kind.SESSION:
        yield from _locked(reader)
    elif statement.kind is Kind.DEFINITION and statement.effects:
        for effect in statement.effects:
            yield from _defined(effect, reader)
    elif statement.kind is Kind.DEFINITION:
        yield from _maintained(reader)


def dropped_trigger(statement: Statement, backend: str) -> Name | None:
    """The trigger of a DROP TRIGGER, which does not name its table."""
    reader = Reader(resolved(statement.sql, backend), backend)
    skip_settings_of_statement(reader)
    about = subject(reader)
    if (about.verb, about.what) != ("DROP", "TRIGGER"):
        return None
    reader.accept("IF", "EXISTS")
    return reader.name()


def at_moment(name: Name) -> TableImpact:
    """A table that nobody may use while its definition is exchanged."""
    return _impact(name, _MOMENT)


def is_optimization(statement: Statement, backend: str) -> bool:
    """Whether it is an OPTIMIZE TABLE or REPAIR TABLE, which may write tables anew."""
    return Reader(resolved(statement.sql, backend), backend).word in ("OPTIMIZE", "REPAIR")


def _impact(name: Name, how: tuple[Work, Blocks, str]) -> TableImpact:
    work, blocks, lock = how
    return TableImpact(schema=name.schema, name=name.name, work=work, blocks=blocks, lock=lock)


def _defined(effect: Effect, reader: Reader) -> Iterator[TableImpact]:
    match effect:
        case TableDrop() | Renamed() | PartMade():
            yield _impact(effect.table, _MOMENT)
        case TableMade():
            start = reader.place
            yield from (_impact(name, _MOMENT) for name in references(reader))
            reader.place = start
            yield from (_impact(name, _SCAN) for name in sources(reader) if name != effect.table)
            reader.place = start


def _maintained(reader: Reader) -> Iterator[TableImpact]:
    """ANALYZE, CHECK, OPTIMIZE and REPAIR."""
    verb = reader.next().word
    reader.skip_all(_MODIFIERS)
    if not reader.accept_any(_TABLES):
        return
    names = reader.names()
    match verb:
        case "ANALYZE":
            reads_all = bool(reader.seek(_FULL_ANALYSES))
            how = (Work.SCAN if reads_all else Work.NONE, Blocks.NOTHING, "NONE")
        case "CHECK":
            how = _SCAN
        case "OPTIMIZE" | "REPAIR":
            how = _MOMENT
        case _:
            return
    yield from (_impact(name, how) for name in names)


def _locked(reader: Reader) -> Iterator[TableImpact]:
    """LOCK TABLES t READ, u WRITE; FLUSH TABLES t WITH READ LOCK."""
    verb = reader.next().word
    reader.skip_all(_MODIFIERS)
    if verb not in ("LOCK", "FLUSH") or not reader.accept_any(_TABLES):
        return
    if verb == "FLUSH":
        if reader.word not in ("WITH", "FOR"):
            yield from (_impact(name, _READ_ONLY) for name in reader.names())
        return
    for part in reader.parts():
        name = part.name()
        if name is not None:
            mode = part.seek({"READ", "WRITE"})
            yield _impact(name, _MOMENT if mode == "WRITE" else _READ_ONLY)


def _changed(statement: Statement, reader: Reader) -> Iterator[TableImpact]:
    if reader.word == "WITH":
        go_to_main(reader)
    effect = statement.effects[0] if statement.effects else None
    match effect:
        case RowsInserted():
            yield _impact(effect.table, _ROWS)
            # Their rows are read under shared locks.
            yield from (_impact(name, (Work.SCAN, Blocks.NOTHING, "ROW")) for name in effect.sources)
        case RowsRemoved():
            yield from (_impact(name, _MOMENT if effect.truncates else _ROWS) for name in effect.tables)
        case _:
            yield from (_impact(name, _ROWS) for name in dict.fromkeys(_targets(reader)))


def _targets(reader: Reader) -> Iterator[Name]:
    verb = reader.next().word
    if verb == "LOAD":
        if reader.seek({"INTO"}) and reader.accept("INTO", "TABLE") and (name := reader.name()) is not None:
            yield name
        return
    reader.skip_all(_MODIFIERS)
    if verb == "UPDATE":
        yield from _updated(reader)
    elif verb == "DELETE":
        yield from _deleted(reader)


def _updated(reader: Reader) -> Iterator[Name]:
    """The tables whose columns are set; all of them where a column does not say whose it is."""
    tables = _joined(reader, frozenset({"SET"}))
    reader.next()
    for part in reader.parts():
        column = part.name()
        owner = None if column is None or column.schema is None else tables.get(column.schema.lower())
        if owner is None:
            yield from tables.values()
            return
        yield owner


def _deleted(reader: Reader) -> Iterator[Name]:
    is_from_first = reader.accept("FROM")
    named: list[Name] = []
    while (name := reader.name()) is not None:
        named.append(name)
        reader.accept(".", "*")
        if not reader.accept(","):
            break
    if not is_from_first or reader.word == "USING":
        reader.next()
        tables = _joined(reader, _ENDS_OF_DELETE)
        named = [tables.get(name.name.lower(), name) if name.schema is None else name for name in named]
    yield from named


def _joined(reader: Reader, ends: frozenset[str]) -> dict[str, Name]:
    """The tables of a join by what they are called in it; goes to the word that ends it."""
    found: dict[str, Name] = {}
    expects = True
    while not reader.is_at_end and reader.word not in ends:
        if reader.word == "(" and expects and reader.look(1).word not in _QUERIES:
            reader.next()
        elif reader.word == "(":
            reader.next_group()
            expects = False
        elif expects and (name := reader.name()) is not None:
            found[_alias(reader) or name.name.lower()] = name
            expects = False
        else:
            expects = reader.next().word in _JOINS
    return found


def _alias(reader: Reader) -> str | None:
    if reader.word == "PARTITION":
        reader.next()
        reader.skip_parentheses()
    has_word = reader.accept("AS")
    if not has_word and reader.word in _AFTER_TABLE:
        return None
    alias = reader.identifier()
    return None if alias is None else alias.lower()
