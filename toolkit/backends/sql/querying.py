"""SELECT and WITH: questions, unless they change something after all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.backends.sql import verdict
from toolkit.backends.sql.creating import TEMPORARY
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.tokens import Token, TokenKind, identifier
from toolkit.backends.sql.values import Name
from toolkit.backends.sql.verdict import Verdict

# Most questions have none of these, and need not be read to their end.
_MORE_THAN_A_QUESTION = re.compile(
    r"\b(?:next|nextval|setval|set_config|get_lock|release_lock|release_all_locks|load_extension|into)\b"
    r"|pg_(?:try_)?advisory_",
    re.IGNORECASE,
)
_CHANGING = frozenset({"nextval", "setval"})
_HOLDING = frozenset({"set_config", "get_lock", "release_lock", "release_all_locks", "load_extension"})
_HOLDING_PREFIXES = ("pg_advisory_", "pg_try_advisory_")
_MODIFYING = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE"})
_MAIN = _MODIFYING | {"SELECT", "VALUES", "TABLE"}
_FILES = frozenset({"OUTFILE", "DUMPFILE"})


def query(reader: Reader) -> Verdict:
    """A SELECT: what its functions do, and where it puts its rows."""
    if _MORE_THAN_A_QUESTION.search(reader.text, reader.start, reader.end) is None:
        return verdict.READ
    target = _target(reader)
    if target is not None:
        return target
    called = set(_called(reader))
    if called & _CHANGING:
        return verdict.CHANGE
    if called & _HOLDING or any(name.startswith(_HOLDING_PREFIXES) for name in called):
        return verdict.SESSION
    return verdict.READ


def into(reader: Reader) -> tuple[Name, bool] | None:
    """The table that a SELECT of PostgreSQL makes, and whether it is temporary."""
    if reader.backend != "postgresql" or not reader.seek({"INTO"}):
        return None
    reader.next()
    is_temporary = bool(reader.skip_all({"UNLOGGED", "LOCAL", "GLOBAL", *TEMPORARY}) & TEMPORARY)
    reader.accept("TABLE")
    name = reader.name()
    return None if name is None else (name, is_temporary or (name.schema or "").startswith("pg_temp"))


def go_to_main(reader: Reader) -> bool:
    """Go from WITH to the statement after it; whether a statement on the way changes rows."""
    changes = False
    while not reader.is_at_end:
        before, word = reader.previous.word, reader.word
        if before == ")" and word in _MAIN:
            break
        if word == "(":
            changes |= _changes_rows(reader.next_group())
        else:
            reader.next()
    return changes


def with_query(reader: Reader) -> Verdict:
    """A WITH: what the statement after it does, and those in its parentheses."""
    changes = go_to_main(reader)
    if changes or reader.word in _MODIFYING:
        return verdict.CHANGE
    return query(reader)


def _changes_rows(group: list[Token]) -> bool:
    words = [token.word for token in group]
    return any(
        word in _MODIFYING and words[index - 1] in ("(", ")") and index + 1 < len(words) and words[index + 1] != "("
        for index, word in enumerate(words)
    )


def _target(reader: Reader) -> Verdict | None:
    place = reader.place
    made = into(reader)
    reader.place = place
    if made is not None:
        return verdict.SESSION if made[1] else verdict.DEFINITION
    found = None
    if reader.is_innodb and reader.seek({"INTO"}):
        found = verdict.OPAQUE if reader.look(1).word in _FILES else verdict.SESSION
    reader.place = place
    return found


def _called(reader: Reader) -> Iterator[str]:
    place = reader.place
    before: tuple[str, ...] = ("", "")
    for token in reader.rest():
        if reader.word == "(" and token.kind in (TokenKind.WORD, TokenKind.NAME, TokenKind.QUOTED):
            yield identifier(token, reader.backend).lower()
        before = (*before[-1:], token.word)
        if before == ("NEXT", "VALUE") and reader.word == "FOR":
            yield "nextval"
    reader.place = place
