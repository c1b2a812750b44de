"""What MariaDB understands and MySQL refuses, so that it must not be taken for a drop or a rename there."""

from __future__ import annotations

from toolkit.backends.sql.creating import skip_condition, subject
from toolkit.backends.sql.reader import Reader

_TABLES = frozenset({"TABLE", "TABLES"})
_WAITS = frozenset({"WAIT", "NOWAIT"})
_MODIFIERS = frozenset({"ONLINE", "OFFLINE"})


def is_of_mariadb(reader: Reader) -> bool:
    """Whether a definition is written as MariaDB alone has it; goes on reading.

    https://dev.mysql.com/doc/refman/9.0/en/alter-table.html and https://mariadb.com/kb/en/alter-table/, likewise for
    the others.
    """
    if reader.word == "RENAME":
        reader.next()
        return reader.accept_any(_TABLES) != "" and _is_conditional_or_waits(reader)
    about = subject(reader)
    if about.modifiers & _MODIFIERS:
        return True
    match about.verb, about.what:
        case "CREATE", "TABLE":
            return "REPLACE" in about.modifiers
        case "DROP", "TABLE" | "TABLES":
            skip_condition(reader)
            reader.names()
            return reader.word in _WAITS
        case "ALTER", "TABLE":
            # IF is a word that no name can be without quotes.
            return _is_conditional_or_waits(reader) or bool(reader.seek({"IF"}))
    return False


def _is_conditional_or_waits(reader: Reader) -> bool:
    if skip_condition(reader):
        return True
    reader.name()
    return reader.word in _WAITS
