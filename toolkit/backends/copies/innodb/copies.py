"""Copies of MySQL and MariaDB, by SHOW CREATE: one statement asks for an object, and one makes it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from toolkit.backends.base import is_mariadb
from toolkit.backends.catalogs.innodb.session import own_settings
from toolkit.backends.catalogs.innodb.texts import literal
from toolkit.backends.copies.base import Definition
from toolkit.backends.copies.innodb.choosing import Choice, around, everything
from toolkit.backends.copies.innodb.reading import UNPREPARED, Reading, Shown, TriggerRow, said
from toolkit.backends.copies.innodb.texts import action, words_in
from toolkit.backends.copies.innodb.writing import InnoDBDefinition, Writer
from toolkit.backends.copies.rounds import Refusal, made_in_rounds
from toolkit.backends.shadows.innodb import other_databases
from toolkit.backends.sql.values import Name

# Without it, an engine that is missing would silently be another one.
_MODE = "NO_ENGINE_SUBSTITUTION"
# What an older table may not have fulfilled. Not everybody may set all of them, and MariaDB has the first only.
_STRICTER = ("innodb_strict_mode", "sql_require_primary_key", "sql_generate_invisible_primary_key")
_SHOWS_GENERATED_KEYS = "show_gipk_in_create_table_and_information_schema"
_SINCE = (8, 0, 30)


class InnoDBCopies:
    """The same on both servers."""

    def definitions(self, live: Connection, tables: Collection[Name] | None) -> Sequence[Definition]:
        with own_settings(live, _special(live)) as session:
            if session.database is None:
                return ()
            writer = Writer(
                database=session.database,
                others=other_databases(live),
                folds=session.lower_case_table_names != 0,
            )
            reading = Reading(live=live, character_set=session.character_set)
            return list(_Copying(reading=reading, writer=writer).definitions(tables))

    def apply(self, shadow: Connection, definitions: Sequence[Definition]) -> Sequence[str]:
        collation = str(shadow.scalar(text("SELECT @@SESSION.collation_connection")))
        usual = _Under(sql_mode=_MODE, collation=collation)
        special: Mapping[str, str | int] = {
            "sql_mode": _MODE,
            "foreign_key_checks": 0,
            "collation_connection": collation,
        }
        with own_settings(shadow, {**special, **_laxer(shadow)}):
            sentences = made_in_rounds(definitions, lambda waiting: _make(shadow, waiting, usual))
        shadow.commit()
        return sentences


@dataclass(frozen=True, kw_only=True)
class _Under:
    """What a definition is read under."""

    sql_mode: str
    collation: str

    @property
    def setting(self) -> str:
        """The statement that sets it."""
        return f"SET SESSION sql_mode = {literal(self.sql_mode)}, collation_connection = {self.collation}"


@dataclass(frozen=True, kw_only=True)
class _Copying:
    """One reading of a database, written down."""

    reading: Reading
    writer: Writer

    def definitions(self, tables: Collection[Name] | None) -> Iterator[Definition]:
        relations = self.reading.relations()
        choice = everything(relations) if tables is None else self._around(relations, tables)
        of_tables = list(self._tables(choice))
        near = frozenset(choice.tables)
        triggers = [self._trigger(row) for row in self.reading.triggers() if row.table in near]
        views = [self.writer.view(shown) for shown in self._shown("VIEW", choice.views)]
        programs = [*triggers, *views]
        needed = None if tables is None else [definition.sql for definition in (*of_tables, *programs)]
        yield from self._sequences(relations, choice, needed)
        yield from of_tables
        yield from self._routines(needed)
        yield from views
        yield from triggers

    def _around(self, relations: Mapping[str, str], tables: Collection[Name]) -> Choice:
        database = self.writer.database
        wanted = {
            self._folded(name.name)
            for name in tables
            if self._folded(name.schema or database) == self._folded(database)
        }
        return around(self.reading, relations, [name for name in relations if self._folded(name) in wanted], database)

    def _folded(self, name: str) -> str:
        return name.lower() if self.writer.folds else name

    def _shown(self, kind: str, names: Collection[str]) -> Iterator[Shown]:
        for name in names:
            shown = self.reading.shown(kind, name)
            if shown is not None:
                yield shown

    def _tables(self, choice: Choice) -> Iterator[Definition]:
        formats = self.reading.row_formats(choice.tables)
        with self.reading.as_they_are():
            found = list(self._shown("TABLE", choice.tables))
        versions = self.reading.row_versions() if found else {}
        for shown in found:
            yield from self.writer.table(shown, formats.get(shown.name))
            if shown.name in versions:
                yield from self.writer.changed_often(shown.name, versions[shown.name])

    def _sequences(
        self, relations: Mapping[str, str], choice: Choice, needed: Sequence[str] | None
    ) -> Iterator[Definition]:
        names = everything(relations).sequences
        if needed is not None and names:
            words = frozenset[str]().union(*map(words_in, needed))
            names = [name for name in names if name in choice.sequences or name.lower() in words]
        yield from (self.writer.sequence(shown) for shown in self._shown("SEQUENCE", names))

    def _routines(self, needed: Sequence[str] | None) -> Iterator[Definition]:
        """All, or those that the texts call, and those that these call."""
        routines = self.reading.routines()
        words = frozenset[str]() if needed is None else frozenset[str]().union(*map(words_in, needed))
        while chosen := [each for each in routines if needed is None or each[0].lower() in words]:
            routines = [each for each in routines if each not in chosen]
            for name, kind in chosen:
                shown = self.reading.shown(kind, name)
                if shown is not None:
                    definition = self.writer.routine(shown)
                    words |= words_in(definition.sql)
                    yield definition

    def _trigger(self, row: TriggerRow) -> Definition:
        if not set("'\"\\") & set(row.action):
            return self.writer.trigger(row, row.action, None)
        # information_schema has lost the backslashes of those that were made in another character set.
        shown = self.reading.shown("TRIGGER", row.name)
        if shown is None or shown.why_not is not None:
            return self.writer.trigger(row, row.action, None if shown is None else shown.why_not)
        return self.writer.trigger(row, action(shown.text) or row.action, None)


def _special(live: Connection) -> Mapping[str, int]:
    # Without it a primary key that the server generated is left out.
    version = live.dialect.server_version_info or ()
    return {} if is_mariadb(live) or version < _SINCE else {_SHOWS_GENERATED_KEYS: 1}


def _laxer(shadow: Connection) -> Mapping[str, int]:
    """The settings that would refuse what an older server took, as far as they may be set."""
    laxer = {}
    for name in _STRICTER[:1] if is_mariadb(shadow) else _STRICTER:
        with suppress(DBAPIError):
            shadow.exec_driver_sql(f"SET SESSION {name} = @@SESSION.{name}")
            laxer[name] = 0
    return laxer


def _make(shadow: Connection, definitions: Sequence[Definition], usual: _Under) -> Sequence[Refusal]:
    refusals, now = [], usual
    for definition in definitions:
        own = definition if isinstance(definition, InnoDBDefinition) else InnoDBDefinition(what="", sql="")
        if own.why_not is not None:
            refusals.append(Refusal(definition=definition, why=own.why_not))
            continue
        wanted = _Under(
            sql_mode=usual.sql_mode if own.sql_mode is None else own.sql_mode,
            collation=own.collation or usual.collation,
        )
        try:
            if now != wanted:
                _send(shadow, wanted.setting)
                now = wanted
            _send(shadow, definition.sql)
        except DBAPIError as error:
            if error.connection_invalidated:
                raise
            refusals.append(Refusal(definition=definition, why=said(error)))
    _send(shadow, usual.setting)
    return refusals


def _send(shadow: Connection, statement: str) -> None:
    shadow.exec_driver_sql(statement, execution_options=UNPREPARED)
