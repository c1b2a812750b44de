"""Copies of PostgreSQL, by one question for all that a database holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, text
from sqlalchemy.exc import DBAPIError

from toolkit.backends.copies.base import Definition
from toolkit.backends.copies.postgresql import parts, programs, routines, types, words
from toolkit.backends.copies.postgresql import tables as relations
from toolkit.backends.copies.postgresql.choosing import Chosen, around
from toolkit.backends.copies.postgresql.session import PRINTING, TAKING, settings
from toolkit.backends.copies.rounds import Refusal, made_in_rounds
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.postgresql.sending import said, send

_PARTS = (*types.PARTS, *routines.PARTS, *words.PARTS, *relations.PARTS, *parts.PARTS, *programs.PARTS)
_DEFINITIONS = """
SELECT told, make FROM ({parts}) q (stage, place, oid, told, make)
WHERE make <> '{{}}' ORDER BY stage, place, oid
"""
_AT_ONCE = 50
"""Definitions in one transaction: it holds a lock for each, and the server has room for so many."""


class PostgreSQLCopies:
    """PostgreSQL, and servers that speak as it does."""

    def definitions(self, live: Connection, tables: Collection[Name] | None) -> Sequence[Definition]:
        with settings(live, PRINTING, local=True) as path:
            rows = _rows(live, None if tables is None else around(live, tables, path))
        # What is dropped meanwhile is printed as nothing.
        return [Definition(what=row.told, sql=statement) for row in rows for statement in row.make if statement]

    def apply(self, shadow: Connection, definitions: Sequence[Definition]) -> Sequence[str]:
        with settings(shadow, TAKING, local=False):
            shadow.commit()
            sentences = made_in_rounds(definitions, lambda waiting: list(_make(shadow, waiting)))
        shadow.commit()
        return sentences


def _rows(live: Connection, chosen: Chosen | None) -> Sequence[Row[Any]]:
    """Planning the question takes the server longer than answering it: it is asked for what there is alone."""
    asked = [part.sql for part in _PARTS if chosen is None or part.catalog in chosen.catalogs]
    if not asked:
        return ()
    given = {"everything": chosen is None, "oids": [] if chosen is None else chosen.oids}
    return live.execute(text(_DEFINITIONS.format(parts=" UNION ALL ".join(asked))), given).all()


def _make(shadow: Connection, definitions: Sequence[Definition]) -> Iterator[Refusal]:
    for start in range(0, len(definitions), _AT_ONCE):
        yield from _made_together(shadow, definitions[start : start + _AT_ONCE])


def _made_together(shadow: Connection, definitions: Sequence[Definition]) -> Iterator[Refusal]:
    """In one transaction, as long as nothing is refused: a savepoint for each would take three times as long."""
    waiting = () if _sent_at_once(shadow, definitions) else definitions
    while waiting:
        done, error = _sent(shadow, waiting)
        if error is not None:
            shadow.rollback()
            send(shadow, [definition.sql for definition in waiting[:done]])
            yield Refusal(definition=waiting[done], why=said(error))
        shadow.commit()
        waiting = waiting[done + 1 :]


def _sent_at_once(shadow: Connection, definitions: Sequence[Definition]) -> bool:
    """By one trip to the server, which is all that most need; some drivers send but one statement at a time."""
    try:
        send(shadow, ["\n;\n".join(definition.sql for definition in definitions)])
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        shadow.rollback()
        return False
    shadow.commit()
    return True


def _sent(shadow: Connection, definitions: Sequence[Definition]) -> tuple[int, DBAPIError | None]:
    """How many the server took, and why not the next."""
    for place, definition in enumerate(definitions):
        try:
            send(shadow, [definition.sql])
        except DBAPIError as error:
            if error.connection_invalidated:
                raise
            return place, error
    return len(definitions), None
