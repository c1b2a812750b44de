"""Copies of SQLite: it keeps the statements themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.backends.catalogs.sqlite.names import objects_that_count
from toolkit.backends.catalogs.sqlite.queries import ObjectRow, rows_of, shadows
from toolkit.backends.catalogs.sqlite.tokens import lower
from toolkit.backends.copies.base import Definition
from toolkit.backends.copies.family import Pairs, with_all_users, with_needs, with_users
from toolkit.backends.copies.rounds import Refusal, made_in_rounds
from toolkit.backends.sql.naming import names_in
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.values import Name

_MAIN = "main"
_ORDER = ("table", "view", "index", "trigger")
_UNPREPARED = {"no_parameters": True}


class SQLiteCopies:
    """By sqlite_master."""

    def definitions(self, live: Connection, tables: Collection[Name] | None) -> Sequence[Definition]:
        rows = rows_of(live, _MAIN, shadows(live))
        found: Sequence[ObjectRow] = list(objects_that_count(rows))
        if tables is not None:
            wanted = {lower(name.name) for name in tables if name.schema is None or lower(name.schema) == _MAIN}
            references = [
                (lower(table), lower(reference.table))
                for table, references in rows.references.items()
                for reference in references
            ]
            found = _chosen(found, wanted, references)
        ordered = sorted(found, key=lambda row: _ORDER.index(row.kind))
        return [Definition(what=f"{row.kind} {row.name}", sql=row.sql) for row in ordered]

    def apply(self, shadow: Connection, definitions: Sequence[Definition]) -> Sequence[str]:
        # The driver begins no transaction before a definition, and each by itself would wait for the disk.
        shadow.exec_driver_sql("SAVEPOINT tk_copy")
        sentences = made_in_rounds(definitions, lambda waiting: _make(shadow, waiting))
        shadow.exec_driver_sql("RELEASE SAVEPOINT tk_copy")
        shadow.commit()
        return sentences


def _chosen(objects: Sequence[ObjectRow], wanted: Collection[str], references: Pairs) -> Sequence[ObjectRow]:
    """The objects around these tables.

    ALTER TABLE reads all views and triggers again, and fails where one names what is not there: those that come along
    bring all that they name.
    """
    known = {lower(row.name) for row in objects if row.kind in ("table", "view")}
    programs = [row for row in objects if row.kind in ("view", "trigger")]
    mentions = [(lower(row.table), name) for row in programs for name in _mentioned(row, known)]
    near = with_users(wanted, references) | with_all_users(wanted, mentions)
    near = with_needs(near, [*references, *mentions])
    return [row for row in objects if lower(row.table) in near]


def _mentioned(row: ObjectRow, known: Collection[str]) -> frozenset[str]:
    named = {lower(name.name) for name in names_in(Reader(row.sql, "sqlite"))}
    return frozenset(named.intersection(known))


def _make(shadow: Connection, definitions: Sequence[Definition]) -> Sequence[Refusal]:
    refusals = []
    for definition in definitions:
        try:
            shadow.exec_driver_sql(definition.sql, execution_options=_UNPREPARED)
        except DBAPIError as error:
            refusals.append(Refusal(definition=definition, why=str(error.orig)))
    return refusals
