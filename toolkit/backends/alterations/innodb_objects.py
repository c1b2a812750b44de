"""MySQL and MariaDB: views, triggers, sequences, routines: what stands for itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.backends.alterations.base import Unwritable
from toolkit.backends.alterations.innodb_words import qualified
from toolkit.backends.catalogs.innodb.texts import literal, quoted
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.values import Routine, Sequence, Trigger, View

_FOREIGN = re.compile(r" LANGUAGE | USING \(")
"""In the head of a routine: it is not of SQL, or needs a library."""


def altered_object(alteration: Alteration) -> Iterator[str]:
    """The statements that make, change or remove it."""
    was, now = alteration.before, alteration.after
    if alteration.kind == "schema":
        yield f"CREATE DATABASE {quoted(now)}" if was is None else f"DROP DATABASE {quoted(was)}"
        return
    if isinstance(was, Sequence) and isinstance(now, Sequence):
        yield _sequence("ALTER", now)
        return
    if was is not None:
        kind, name = _called(was)
        yield f"DROP {kind} {name}"
    if now is not None:
        yield _made(now)


def _called(value: object) -> tuple[str, str]:
    match value:
        case View():
            return "VIEW", qualified(value.schema, value.name)
        case Trigger():
            return "TRIGGER", qualified(value.schema, value.name)
        case Sequence():
            return "SEQUENCE", qualified(value.schema, value.name)
        case Routine() if value.signature in ("function", "procedure"):
            return value.signature.upper(), qualified(value.schema, value.name)
    raise Unwritable(str(getattr(value, "name", value)), "Write it in the revision.")


def _made(value: object) -> str:
    kind, name = _called(value)
    match value:
        case View():
            options = dict(value.options)
            algorithm = options.get("algorithm", "UNDEFINED")
            head = f"CREATE ALGORITHM={algorithm} " if algorithm != "UNDEFINED" else "CREATE "
            head += "SQL SECURITY INVOKER " if options.get("security") == "INVOKER" else ""
            check = options.get("check_option", "NONE")
            tail = f"\nWITH {check} CHECK OPTION" if check != "NONE" else ""
            return f"{head}{kind} {name} AS\n{value.definition}{tail}"
        case Trigger():
            timing, event, *rest = value.definition.split(None, 2)
            return f"CREATE {kind} {name} {timing} {event} ON {qualified(value.schema, value.table)} {rest[0]}"
        case Sequence():
            return _sequence("CREATE", value)
        case Routine() if not _FOREIGN.search(value.definition.partition("\n")[0]):
            return f"CREATE {kind} {name}{_routine(value)}"
    raise Unwritable(f"{kind.lower()} {name}", "Write its CREATE statement in the revision.")


def _routine(routine: Routine) -> str:
    """All of it after its name, from what the reader has put together."""
    head, _, body = routine.definition.partition("\n")
    if routine.signature == "function":
        # https://dev.mysql.com/doc/refman/8.4/en/create-procedure.html: IN is for procedures alone.
        head = re.sub(r"(^\(|, )IN (?=`)", r"\1", head)
    comment = f" COMMENT {literal(routine.comment)}" if routine.comment else ""
    return f"{head}{comment}\n{body}"


def _sequence(word: str, sequence: Sequence) -> str:
    words = f"{word} SEQUENCE {qualified(sequence.schema, sequence.name)}"
    words += f" START WITH {sequence.start} MINVALUE {sequence.minimum} MAXVALUE {sequence.maximum}"
    words += f" INCREMENT BY {sequence.increment} CACHE {sequence.cache}"
    words += " CYCLE" if sequence.cycle else " NOCYCLE"
    return words + (f" COMMENT={literal(sequence.comment)}" if sequence.comment and word == "CREATE" else "")
