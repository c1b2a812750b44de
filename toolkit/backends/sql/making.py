"""CREATE, DROP and RENAME: tables, and what is added to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from toolkit.backends.sql.creating import Subject, is_temporary_name, skip_condition
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.values import Effect, Name, PartMade, Renamed, TableDrop, TableMade

_TABLES = frozenset({"TABLE", "TABLES"})


def created(about: Subject, reader: Reader) -> Iterator[Effect]:
    """The effects of a CREATE whose subject is read."""
    if about.is_temporary or "FOREIGN" in about.modifiers or is_temporary_name(reader):
        return
    match about.what:
        case "TABLE":
            yield from _table_made(about, reader)
        case "INDEX":
            yield from _index_made(reader)
        case "TRIGGER":
            yield from _trigger_made(reader)


def dropped(about: Subject, reader: Reader) -> Iterator[Effect]:
    """The effects of a DROP whose subject is read."""
    if about.what not in _TABLES or about.is_temporary or "FOREIGN" in about.modifiers:
        return
    if_exists = skip_condition(reader)
    tables: list[Name] = []
    while not reader.is_at_end:
        is_temporary = is_temporary_name(reader)
        name = reader.name()
        if name is not None and not is_temporary:
            tables.append(name)
        if name is None or not reader.accept(","):
            break
    cascade = bool(reader.seek({"CASCADE"}))
    yield from (TableDrop(table=table, if_exists=if_exists, cascade=cascade) for table in tables)


def renamed(reader: Reader) -> Iterator[Effect]:
    """The effects of a RENAME TABLE that is next."""
    reader.next()
    if not reader.accept_any(_TABLES):
        return
    skip_condition(reader)
    while (table := reader.name()) is not None and reader.seek({"TO", ","}) == "TO":
        reader.next()
        to = reader.name()
        if to is None:
            return
        yield Renamed(table=table, column=None, to=to.name)
        if not reader.accept(","):
            return


def _table_made(about: Subject, reader: Reader) -> Iterator[Effect]:
    if_not_exists = skip_condition(reader)
    table = reader.name()
    if table is None:
        return
    if "REPLACE" in about.modifiers:
        yield TableDrop(table=table, if_exists=True)
    yield TableMade(table=table, if_not_exists=if_not_exists)


def _index_made(reader: Reader) -> Iterator[Effect]:
    reader.accept("CONCURRENTLY")
    skip_condition(reader)
    name = None if reader.word == "ON" else reader.name()
    if not reader.seek({"ON"}):
        return
    reader.next()
    reader.accept("ONLY")
    yield from _part(reader, name, "index")


def _trigger_made(reader: Reader) -> Iterator[Effect]:
    skip_condition(reader)
    name = reader.name()
    if name is None or not reader.seek({"ON"}):
        return
    reader.next()
    yield from _part(reader, name, "trigger")


def _part(reader: Reader, name: Name | None, what: str) -> Iterator[Effect]:
    table = reader.name()
    if table is None:
        return
    if reader.backend != "postgresql" and table.schema is None and name is not None:
        # On SQLite the schema is said before the name of the part, on MySQL and MariaDB a trigger's is its table's.
        table = replace(table, schema=name.schema)
    yield PartMade(table=table, name=None if name is None else name.name, what=what)
