"""What a statement drops, makes, renames, inserts and removes."""

from __future__ import annotations

from dataclasses import replace

from toolkit.backends.sql.altering import altered
from toolkit.backends.sql.creating import subject
from toolkit.backends.sql.inserting import rows_inserted, sources
from toolkit.backends.sql.making import created, dropped, renamed
from toolkit.backends.sql.mariadb_only import is_of_mariadb
from toolkit.backends.sql.querying import go_to_main, into
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.removing import all_rows_deleted, rows_truncated
from toolkit.backends.sql.settling import skip_settings_of_statement
from toolkit.backends.sql.values import Effect, Kind, RowsInserted, TableDrop, TableMade

Effects = tuple[tuple[Effect, ...], str | None]


def effects_of(reader: Reader, kind: Kind) -> Effects:
    """The effects in the order of the text, and what is left of the statement without its drops."""
    skip_settings_of_statement(reader)
    if kind is Kind.DEFINITION:
        return ((), None) if _is_refused(reader) else _of_definition(reader)
    if kind is Kind.CHANGE:
        effect = _of_change(reader)
        return ((), None) if effect is None else ((effect,), None)
    return (), None


def _is_refused(reader: Reader) -> bool:
    """Whether the server will refuse its syntax, as it would without us."""
    if reader.backend != "mysql":
        return False
    place = reader.place
    is_refused = is_of_mariadb(reader)
    reader.place = place
    return is_refused


def _of_definition(reader: Reader) -> Effects:
    match reader.word:
        case "CREATE":
            return _of_create(reader)
        case "DROP":
            return tuple(dropped(subject(reader), reader)), None
        case "RENAME":
            return tuple(renamed(reader)), None
        case "ALTER":
            about = subject(reader)
            if about.what == "TABLE" and "FOREIGN" not in about.modifiers:
                alteration = altered(reader)
                return alteration.effects, alteration.others
        case "SELECT" | "WITH":
            return _of_select_into(reader), None
    return (), None


def _of_create(reader: Reader) -> Effects:
    about = subject(reader)
    effects = tuple(created(about, reader))
    if not any(isinstance(effect, TableDrop) for effect in effects):
        return effects, None
    reader.place = 0
    reader.seek({"OR"})
    start, end = reader.look().start, reader.look(1).end
    return effects, (reader.text[reader.start : start] + reader.text[end : reader.end].lstrip()).strip()


def _of_select_into(reader: Reader) -> tuple[Effect, ...]:
    if reader.word == "WITH":
        go_to_main(reader)
    made = into(reader)
    return () if made is None else (TableMade(table=made[0]),)


def _of_change(reader: Reader) -> Effect | None:
    match reader.word:
        case "WITH":
            return _of_change_with(reader)
        case "INSERT" | "REPLACE":
            return rows_inserted(reader)
        case "TRUNCATE":
            return rows_truncated(reader)
        case "DELETE":
            return all_rows_deleted(reader)
    return None


def _of_change_with(reader: Reader) -> Effect | None:
    start = reader.place
    go_to_main(reader)
    effect = _of_change(reader) if reader.word != "WITH" else None
    if not isinstance(effect, RowsInserted):
        return effect
    reader.place = start
    return replace(effect, sources=tuple(dict.fromkeys(sources(reader))))
