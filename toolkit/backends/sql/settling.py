"""SET and PRAGMA: for this session, for the server, or for the database."""

from __future__ import annotations

from toolkit.backends.sql import verdict
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.values import Kind
from toolkit.backends.sql.verdict import Verdict

_FOR_ALL = frozenset({"GLOBAL", "PERSIST", "PERSIST_ONLY"})
_OFF = frozenset({"0", "OFF", "FALSE"})
# https://www.sqlite.org/pragma.html
_ASKING = frozenset({
    "FOREIGN_KEY_CHECK", "FOREIGN_KEY_LIST", "INDEX_INFO", "INDEX_LIST", "INDEX_XINFO", "INTEGRITY_CHECK",
    "QUICK_CHECK", "TABLE_INFO", "TABLE_LIST", "TABLE_XINFO",
})  # fmt: skip
_KEPT_IN_FILE = frozenset({"APPLICATION_ID", "SCHEMA_VERSION", "USER_VERSION"})
_OF_THE_FILE = frozenset({"AUTO_VACUUM", "DEFAULT_CACHE_SIZE", "ENCODING", "JOURNAL_MODE", "PAGE_SIZE"})
_ACTIONS = frozenset({"INCREMENTAL_VACUUM", "OPTIMIZE", "WAL_CHECKPOINT"})
# Refused with an error, or without a word.
_NOT_IN_TRANSACTION = frozenset({"JOURNAL_MODE", "WAL_CHECKPOINT"})


def setting(reader: Reader) -> Verdict:
    """A SET."""
    reader.next()
    if reader.word == "TRANSACTION":
        return verdict.TRANSACTION
    if not reader.is_innodb:
        return verdict.SESSION if reader.backend == "postgresql" else verdict.OPAQUE
    if reader.word == "PASSWORD" or reader.accept("DEFAULT", "ROLE"):
        return verdict.DEFINITION
    commits = False
    while not reader.is_at_end:
        if _is_for_all(reader):
            return verdict.OPAQUE
        commits |= _begins_autocommit(reader)
        reader.seek({","})
        reader.next()
    return Verdict(kind=Kind.SESSION, commits=commits)


def skip_settings_of_statement(reader: Reader) -> None:
    """Go past MariaDB's SET STATEMENT ... FOR, after which the statement stands."""
    if reader.backend != "mariadb":
        return
    place = reader.place
    if reader.accept("SET", "STATEMENT") and reader.seek({"FOR"}):
        reader.next()
    else:
        reader.place = place


def pragma(reader: Reader) -> Verdict:
    """A PRAGMA of SQLite."""
    reader.next()
    name = reader.name()
    what = "" if name is None else name.name.upper()
    alone = what in _NOT_IN_TRANSACTION
    if what in _ACTIONS:
        return Verdict(kind=Kind.DEFINITION, alone=alone)
    if reader.is_at_end or what in _ASKING:
        return verdict.READ
    if what in _KEPT_IN_FILE:
        return verdict.CHANGE
    if what in _OF_THE_FILE:
        return Verdict(kind=Kind.OPAQUE, alone=alone)
    return verdict.SESSION


def _is_for_all(reader: Reader) -> bool:
    if reader.accept("@", "@"):
        return reader.word in _FOR_ALL and reader.look(1).word == "."
    return reader.word in _FOR_ALL and reader.look(1).word not in ("=", ":")


def _begins_autocommit(reader: Reader) -> bool:
    reader.accept_any(("SESSION", "LOCAL"))
    reader.accept(".")
    if not reader.accept("AUTOCOMMIT"):
        return False
    reader.accept(":")
    return reader.accept("=") and reader.look().text.upper() not in _OFF
