"""What a server refuses to do inside a transaction."""

from __future__ import annotations

from toolkit.backends.sql.creating import Subject
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.tokens import Token

_SUBJECTS = frozenset({"DATABASE", "TABLESPACE", "SUBSCRIPTION"})
_REINDEXED_ALONE = frozenset({"DATABASE", "SCHEMA", "SYSTEM"})
_OFF = frozenset({"FALSE", "OFF", "0"})


def subject_is_alone(about: Subject, reader: Reader) -> bool:
    """Of a CREATE, ALTER or DROP of PostgreSQL, whose subject is read."""
    if about.what == "INDEX":
        return reader.word == "CONCURRENTLY"
    if about.what in _SUBJECTS:
        return about.verb != "ALTER" or _alters_alone(about, reader)
    if about.verb == "ALTER" and about.what == "TABLE":
        return _detaches_concurrently(reader)
    return about.verb == "ALTER" and about.what == "SYSTEM"


def reindex_is_alone(reader: Reader) -> bool:
    """Of a REINDEX."""
    reader.next()
    if reader.word == "(" and has_option(reader.next_group(), ("CONCURRENTLY",)):
        return True
    return reader.next().word in _REINDEXED_ALONE or reader.word == "CONCURRENTLY"


def cluster_is_alone(reader: Reader) -> bool:
    """Of a CLUSTER: without a table it takes all that were clustered."""
    reader.next()
    reader.skip_parentheses()
    reader.accept("VERBOSE")
    return reader.is_at_end


def has_option(group: list[Token], names: tuple[str, ...]) -> bool:
    """Whether an option in parentheses is switched on."""
    for token, following in zip(group, [*group[1:], None], strict=True):
        if token.word in names:
            return following is None or following.text.upper() not in _OFF
    return False


def _alters_alone(about: Subject, reader: Reader) -> bool:
    reader.name()
    if about.what == "DATABASE":
        return reader.accept("SET", "TABLESPACE")
    if about.what != "SUBSCRIPTION":
        return False
    # A change of publications refreshes, unless told otherwise.
    is_change = reader.accept_any(("SET", "ADD", "DROP")) != ""
    return reader.word == ("PUBLICATION" if is_change else "REFRESH")


def _detaches_concurrently(reader: Reader) -> bool:
    while reader.seek({"DETACH"}):
        reader.next()
        if reader.accept("PARTITION") and reader.name() is not None:
            return reader.word == "CONCURRENTLY"
    return False
