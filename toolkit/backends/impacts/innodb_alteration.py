"""ALTER TABLE, CREATE INDEX and DROP INDEX of MySQL and MariaDB, as far as the manner of carrying them out goes.

https://dev.mysql.com/doc/refman/9.1/en/alter-table.html, https://mariadb.com/kb/en/alter-table/
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from toolkit.backends.sql.creating import skip_condition, subject
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.resolving import resolved
from toolkit.backends.sql.settling import skip_settings_of_statement
from toolkit.backends.sql.splitting import spans
from toolkit.backends.sql.values import Name
from toolkit.impact import Work

_MANNERS = frozenset({"ALGORITHM", "LOCK"})
# https://dev.mysql.com/doc/refman/9.1/en/alter-table-partition-operations.html. Measured on MySQL 9.7: these take
# every ALGORITHM and LOCK without a word, and do what they do anyway.
_ALONE = frozenset({"ANALYZE", "CHECK", "DISCARD", "EXCHANGE", "IMPORT", "OPTIMIZE", "REPAIR", "TRUNCATE"})
# A clause stands before these without a comma.
_PARTITIONING = frozenset({("PARTITION", "BY"), ("REMOVE", "PARTITIONING")})
_COPYING = _PARTITIONING | {("ORDER", "BY"), ("ENGINE", "="), ("SYSTEM", "VERSIONING")}

_WITHOUT_ROWS = _MANNERS | {"ALTER", "AUTO_INCREMENT", "CHARACTER", "COLLATE", "COMMENT", "DEFAULT", "RENAME"}
_DROPPED_WITHOUT_ROWS = frozenset({"CHECK", "CONSTRAINT", "FOREIGN", "INDEX", "KEY", "PARTITION"})
_INDEXES = frozenset({"CONSTRAINT", "FOREIGN", "INDEX", "KEY", "SPATIAL", "UNIQUE"})
# The first FULLTEXT index of a table adds a hidden column.
_REBUILDING_INDEXES = frozenset({"FULLTEXT", "PRIMARY"})


@dataclass(frozen=True, kw_only=True)
class Alteration:
    """What the text says of the table, of the manner, and of what is done."""

    table: Name
    head: str
    """What stands before a clause,"""
    comma: str
    """between its parts,"""
    tail: str
    """and behind it."""
    algorithm: str | None = None
    """As the text itself names it."""
    lock: str | None = None
    alone: str = ""
    """The verb, where the server takes no notice of a clause."""
    copies: bool = False
    """Every row may go to another place, whatever the server says. Measured on MariaDB 10.11: it takes INSTANT and
    NOCOPY for PARTITION BY, REMOVE PARTITIONING, ORDER BY and another ENGINE, and copies."""
    is_of_partitions: bool = False
    """Nothing else than partitions changes."""
    others: tuple[Name, ...] = ()
    """The tables that foreign keys in it refer to, and the one that a partition is exchanged with."""
    renamed: Name | None = None
    """What the table is called afterwards."""
    may: Work = Work.REWRITE
    """The most that this can mean to the rows, if nothing but the text is known and it is done in place."""

    @property
    def names_manner(self) -> bool:
        """Whether the text says how it is to be done."""
        return self.algorithm is not None or self.lock is not None


def alteration(sql: str, backend: str) -> Alteration | None:
    """None for any other statement."""
    text = resolved(sql, backend)
    span = next(spans(text, backend), None)
    if span is None:
        return None
    reader = Reader(text, backend, *span)
    skip_settings_of_statement(reader)
    about = subject(reader)
    match about.verb, about.what:
        case "ALTER", "TABLE":
            return _of_table(sql, reader, is_online="ONLINE" in about.modifiers)
        case "CREATE", "INDEX":
            may = Work.REWRITE if about.modifiers & _REBUILDING_INDEXES else Work.INDEX
            return _of_index(sql, reader, may, is_online="ONLINE" in about.modifiers)
        case "DROP", "INDEX":
            found = _of_index(sql, reader, Work.NONE, is_online="ONLINE" in about.modifiers)
            return found if found is None or backend == "mysql" else _as_alter_table(sql, reader, found)
    return None


def with_clause(sql: str, clause: str, backend: str) -> str:
    """The text with the clause where it stands in both grammars: first in ALTER TABLE, last of an index."""
    found = alteration(sql, backend)
    return sql if found is None else f"{found.head}{clause.replace(', ', found.comma)}{found.tail}"


def references(reader: Reader) -> Iterator[Name]:
    """The tables that foreign keys in the rest of the text refer to."""
    while not reader.is_at_end:
        if reader.next().word == "REFERENCES":
            name = reader.name()
            if name is not None:
                yield name


def _of_table(sql: str, reader: Reader, *, is_online: bool) -> Alteration | None:
    skip_condition(reader)
    table = reader.name()
    if table is None:
        return None
    if not reader.accept("NOWAIT") and reader.accept("WAIT"):
        reader.next()
    place, first, start = reader.previous.end, (reader.word, reader.look(1).word), reader.place
    others = tuple(dict.fromkeys([*references(reader), *_exchanged(reader, start)]))
    reader.place = start
    copies = _copies(reader)
    reader.place = start
    parts = list(reader.parts())
    actions = [part for part in parts if part.word not in _MANNERS]
    return Alteration(
        table=table,
        head=f"{sql[:place]} ",
        comma=", ",
        tail=f"{'' if first == ('', '') or first in _PARTITIONING else ','}{sql[place:]}",
        algorithm=_named(parts, "ALGORITHM"),
        lock=_named(parts, "LOCK") or ("NONE" if is_online else None),
        alone=next((part.word for part in actions if _is_alone(part)), ""),
        copies=copies,
        is_of_partitions=bool(actions) and all(_is_of_partitions(part) for part in actions),
        others=others,
        renamed=next((name for part in actions if (name := _renamed(part)) is not None), None),
        may=max((_may(part) for part in actions), key=list(Work).index, default=Work.NONE),
    )


def _of_index(sql: str, reader: Reader, may: Work, *, is_online: bool) -> Alteration | None:
    skip_condition(reader)
    reader.identifier()
    if not reader.seek({"ON"}):
        return None
    reader.next()
    table = reader.name()
    if table is None:
        return None
    manner: dict[str, str] = {"LOCK": "NONE"} if is_online else {}
    while word := reader.seek(_MANNERS):
        reader.next()
        reader.accept("=")
        manner[word] = reader.next().word
    return Alteration(
        table=table,
        head=f"{sql[: reader.previous.end]} ",
        comma=" ",
        tail=sql[reader.previous.end :],
        algorithm=manner.get("ALGORITHM"),
        lock=manner.get("LOCK"),
        may=may,
    )


def _as_alter_table(sql: str, reader: Reader, found: Alteration) -> Alteration:
    """DROP INDEX takes no clause on MariaDB."""
    end = reader.previous.end
    reader.place = 0
    skip_settings_of_statement(reader)
    start = reader.look().start
    reader.seek({"INDEX"})
    index = reader.next().end
    reader.seek({"ON"})
    name = sql[index : reader.previous.end]
    table = reader.next().end
    return replace(
        found, head=f"{sql[:start]}ALTER TABLE{sql[table:end]} ", comma=", ", tail=f", DROP INDEX{name}{sql[end:]}"
    )


def _named(parts: list[Reader], manner: str) -> str | None:
    """The last one counts."""
    found = None
    for part in parts:
        if part.word == manner:
            found = part.look(2 if part.look(1).word == "=" else 1).word
    return found


def _renamed(part: Reader) -> Name | None:
    place = part.place
    name = None
    if part.accept("RENAME") and (part.word not in ("COLUMN", "INDEX", "KEY") or part.look(2).word != "TO"):
        part.accept_any(("TO", "AS", "="))
        name = part.name()
    part.place = place
    return name


def _is_alone(part: Reader) -> bool:
    return part.word in _ALONE and part.look(1).word in ("PARTITION", "TABLESPACE")


def _is_of_partitions(part: Reader) -> bool:
    return part.look(1).word == "PARTITION"


def _exchanged(reader: Reader, start: int) -> Iterator[Name]:
    reader.place = start
    while reader.seek({"EXCHANGE"}):
        reader.next()
        if reader.word == "PARTITION" and reader.seek({"WITH"}) and reader.accept("WITH", "TABLE"):
            name = reader.name()
            if name is not None:
                yield name


def _copies(reader: Reader) -> bool:
    while reader.seek({first for first, _second in _COPYING}):
        if (reader.next().word, reader.word) in _COPYING:
            return True
    return False


def _may(part: Reader) -> Work:
    """The most that one action can mean to the rows."""
    first, second = part.word, part.look(1).word
    if first in _WITHOUT_ROWS or (first == "DROP" and second in _DROPPED_WITHOUT_ROWS):
        return Work.NONE
    # A UNIQUE key becomes the primary one where there is none, which the text does not tell.
    is_index = first == "ADD" and second in _INDEXES and not _has(part, _REBUILDING_INDEXES)
    return Work.INDEX if is_index else Work.REWRITE


def _has(part: Reader, words: frozenset[str]) -> bool:
    place = part.place
    found = bool(part.seek(words))
    part.place = place
    return found
