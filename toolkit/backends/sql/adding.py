"""ALTER TABLE ... ADD: columns, indexes and constraints."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.backends.sql.creating import skip_condition
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.values import ColumnMade, Effect, Name, PartMade

_CONSTRAINTS = frozenset({"UNIQUE", "PRIMARY", "FOREIGN", "CHECK"})
_INDEXES = frozenset({"INDEX", "KEY", "FULLTEXT", "SPATIAL"})
_OTHER_PAIRS = frozenset({("PERIOD", "FOR"), ("SYSTEM", "VERSIONING")})


def added(part: Reader, table: Name) -> Iterator[Effect]:
    """The effects of one action, after its ADD."""
    if part.accept("COLUMN"):
        if part.word == "(":
            yield from _list(part, table)
        else:
            yield from _column(part, table)
    elif part.word == "(":
        yield from _list(part, table)
    else:
        yield from _element(part, table)


def _list(part: Reader, table: Name) -> Iterator[Effect]:
    """ADD (a INT, b INT, INDEX (a)): as in CREATE TABLE."""
    inside = part.next_group()[1:-1]
    if not inside:
        return
    elements = Reader(part.text, part.backend, inside[0].start, inside[-1].end)
    for element in elements.parts():
        yield from _element(element, table)


def _element(part: Reader, table: Name) -> Iterator[Effect]:
    if part.accept("CONSTRAINT"):
        skip_condition(part)
        name = None if part.word in _CONSTRAINTS else part.identifier()
        yield _constraint(part, table, name)
    elif part.word in _CONSTRAINTS or _is_exclusion(part):
        yield _constraint(part, table, None)
    elif part.is_innodb and _is_index(part):
        yield _index(part, table)
    elif not (part.is_innodb and _is_other(part)):
        yield from _column(part, table)


def _column(part: Reader, table: Name) -> Iterator[Effect]:
    if_not_exists = skip_condition(part)
    column = part.identifier()
    if column is None:
        return
    definition = "" if part.is_at_end else part.text[part.look().start : part.end]
    yield ColumnMade(table=table, column=column, definition=definition, if_not_exists=if_not_exists)


def _constraint(part: Reader, table: Name, name: str | None) -> PartMade:
    if part.is_innodb and part.accept("UNIQUE"):
        # The index is called by the second name if there are two.
        part.accept_any(("INDEX", "KEY"))
        name = _index_name(part) or name
    elif part.backend == "mariadb" and part.accept("FOREIGN", "KEY"):
        # On MySQL that is the name of the index alone: the constraint becomes t_ibfk_1 (measured on 9.7).
        name = name or _index_name(part)
    return PartMade(table=table, name=name, what="constraint")


def _index(part: Reader, table: Name) -> PartMade:
    part.next()
    part.accept_any(("INDEX", "KEY"))
    return PartMade(table=table, name=_index_name(part), what="index")


def _index_name(part: Reader) -> str | None:
    skip_condition(part)
    return None if part.word in ("USING", "(") else part.identifier()


def _is_exclusion(part: Reader) -> bool:
    return part.backend == "postgresql" and part.word == "EXCLUDE" and part.look(1).word in ("USING", "(")


def _is_index(part: Reader) -> bool:
    return part.word in _INDEXES or (part.word == "VECTOR" and part.look(1).word in ("INDEX", "KEY", "("))


def _is_other(part: Reader) -> bool:
    return part.word == "PARTITION" or (part.word, part.look(1).word) in _OTHER_PAIRS
