"""ALTER TABLE, action by action."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.backends.sql.adding import added
from toolkit.backends.sql.creating import is_temporary_name, skip_condition
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.values import ColumnDrop, Effect, Name, Renamed

# How an action is carried out; by itself it is none.
_MANNERS = frozenset({"ALGORITHM", "LOCK"})
_DROPPED_PARTS = frozenset({"PRIMARY", "INDEX", "KEY", "FOREIGN", "CHECK", "CONSTRAINT", "PARTITION"})
_DROPPED_PAIRS = frozenset({("PERIOD", "FOR"), ("SYSTEM", "VERSIONING")})


@dataclass(frozen=True, kw_only=True)
class Alteration:
    """What an ALTER TABLE does, and its text without the columns that it drops."""

    effects: tuple[Effect, ...] = ()
    others: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Action:
    effects: tuple[Effect, ...]
    rest: str
    """Its text, without the drop."""
    is_manner: bool
    drops: bool


def altered(reader: Reader) -> Alteration:
    """The effects of an ALTER TABLE, whose subject is read."""
    if is_temporary_name(reader):
        return Alteration()
    if_exists = skip_condition(reader)
    reader.accept("ONLY")
    table = reader.name()
    if table is None:
        return Alteration()
    _skip_manner_of_locking(reader)
    head = reader.text[reader.start : reader.previous.end].lstrip()
    actions = [_action(part, table, if_exists) for part in reader.parts()]
    effects = tuple(effect for action in actions for effect in action.effects)
    return Alteration(effects=effects, others=_others(head, actions))


def _skip_manner_of_locking(reader: Reader) -> None:
    if reader.backend == "postgresql":
        reader.accept("*")
    elif not reader.accept("NOWAIT") and reader.accept("WAIT"):
        reader.next()


def _action(part: Reader, table: Name, if_exists: bool) -> _Action:
    is_manner = part.word in _MANNERS
    drop = _column_dropped(part, table, if_exists)
    if drop is not None:
        rest = "" if part.is_at_end else part.text[part.look().start : part.end]
        return _Action(effects=(drop,), rest=rest, is_manner=False, drops=True)
    part.place = 0
    effects = tuple(_effects(part, table))
    return _Action(effects=effects, rest=part.text[part.start : part.end], is_manner=is_manner, drops=False)


def _column_dropped(part: Reader, table: Name, if_exists: bool) -> ColumnDrop | None:
    if not part.accept("DROP"):
        return None
    if not part.accept("COLUMN") and _drops_part(part):
        return None
    column_if_exists = skip_condition(part)
    column = part.identifier()
    if column is None:
        return None
    cascade = part.accept("CASCADE")
    part.accept("RESTRICT")
    return ColumnDrop(table=table, column=column, if_exists=if_exists or column_if_exists, cascade=cascade)


def _drops_part(part: Reader) -> bool:
    if not part.is_innodb:
        # The others are names there: ALTER TABLE t DROP key.
        return part.word == "CONSTRAINT"
    return part.word in _DROPPED_PARTS or (part.word, part.look(1).word) in _DROPPED_PAIRS


def _effects(part: Reader, table: Name) -> Iterator[Effect]:
    if part.accept("ADD"):
        yield from added(part, table)
    elif part.accept("RENAME"):
        yield from _renamed(part, table)
    elif part.is_innodb and part.accept("CHANGE"):
        part.accept("COLUMN")
        skip_condition(part)
        yield from _column_renamed(table, part.identifier(), part.identifier())


def _renamed(part: Reader, table: Name) -> Iterator[Effect]:
    if part.accept("COLUMN"):
        skip_condition(part)
        old = part.identifier()
        if part.accept("TO"):
            yield from _column_renamed(table, old, part.identifier())
    elif part.word in ("INDEX", "KEY", "CONSTRAINT") and part.look(2).word == "TO" and _is_word_of_part(part):
        return
    elif not part.is_innodb and part.word != "TO":
        old = part.identifier()
        if part.accept("TO"):
            yield from _column_renamed(table, old, part.identifier())
    else:
        part.accept_any(("TO", "AS", "="))
        new = part.name()
        if new is not None:
            yield Renamed(table=table, column=None, to=new.name)


def _is_word_of_part(part: Reader) -> bool:
    return part.is_innodb or part.word == "CONSTRAINT"


def _column_renamed(table: Name, old: str | None, new: str | None) -> Iterator[Effect]:
    if old is not None and new is not None and old != new:
        yield Renamed(table=table, column=old, to=new)


def _others(head: str, actions: list[_Action]) -> str | None:
    """Every action but the drops; none where they only say in which manner these are done."""
    if not any(action.drops for action in actions):
        return None
    if all(action.is_manner or not action.rest for action in actions):
        return None
    text = head
    is_first = True
    for action in actions:
        if not action.rest:
            continue
        # What stands after a drop without a comma, about partitions, stands after the others so too.
        text += " " if is_first or action.drops else ", "
        text += action.rest
        is_first = False
    return text
