"""PostgreSQL: types, sequences, views, triggers, routines: what stands for itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolkit.backends.alterations.base import Unwritable
from toolkit.backends.alterations.postgresql_enums import changed_enum
from toolkit.backends.alterations.postgresql_members import index_made
from toolkit.backends.alterations.postgresql_words import described, literal, named, qualified, with_options
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.values import (
    Catalog,
    CompositeType,
    Domain,
    EnumType,
    Extension,
    Routine,
    Trigger,
    View,
)
from toolkit.catalog.values import Sequence as SequenceValue


def altered_object(alteration: Alteration, before: Catalog) -> Iterator[str]:
    """The statements that make, change or remove it."""
    was, now = alteration.before, alteration.after
    if alteration.kind == "schema":
        yield f"CREATE SCHEMA {named(now)}" if was is None else f"DROP SCHEMA {named(was)}"
    elif isinstance(now, EnumType) and isinstance(was, EnumType):
        yield from changed_enum(was, now, before)
        yield from _commented(was, now)
    elif isinstance(now, Domain) and isinstance(was, Domain):
        yield from _changed_domain(was, now, alteration.facets)
    elif isinstance(now, SequenceValue) and isinstance(was, SequenceValue):
        yield _sequence("ALTER", now)
        yield from _commented(was, now)
    elif isinstance(now, Routine) and isinstance(was, Routine) and "definition" in alteration.facets:
        yield now.definition
    elif alteration.facets == ("comment",):
        yield from _commented(was, now)
    else:
        yield from ([_dropped(was)] if was is not None else [])
        yield from (_made(now) if now is not None else ())


def _dropped(value: Any) -> str:
    kind, name = _called(value)
    return f"DROP {kind} {name}"


def _called(value: Any) -> tuple[str, str]:
    """The word for its kind, and its name, as DROP and COMMENT have them."""
    if isinstance(value, Trigger):
        return "TRIGGER", f"{named(value.name)} ON {qualified(value.schema, value.table)}"
    if isinstance(value, Routine):
        words = value.definition.split(None, 4)
        kind = next((word for word in words if word in ("FUNCTION", "PROCEDURE", "AGGREGATE")), "ROUTINE")
        return kind, f"{qualified(value.schema, value.name)}({value.signature})"
    if isinstance(value, Extension):
        return "EXTENSION", named(value.name)
    if isinstance(value, View) and value.materialized:
        return "MATERIALIZED VIEW", qualified(value.schema, value.name)
    return _WORDS[type(value)], qualified(value.schema, value.name)


_WORDS: Mapping[type, str] = {
    EnumType: "TYPE",
    CompositeType: "TYPE",
    Domain: "DOMAIN",
    SequenceValue: "SEQUENCE",
    View: "VIEW",
}


def _made(value: Any) -> Iterator[str]:
    kind, name = _called(value)
    match value:
        case EnumType():
            yield f"CREATE TYPE {name} AS ENUM ({', '.join(map(literal, value.labels))})"
        case CompositeType():
            yield f"CREATE TYPE {name} AS {value.definition}"
        case Domain():
            yield _domain(name, value)
        case View():
            yield from _view(kind, name, value)
        case Extension():
            yield f"CREATE EXTENSION {name}" + (f" SCHEMA {named(value.schema)}" if value.schema else "")
        case SequenceValue() | Trigger() | Routine():
            yield from _made_by_definition(name, value)
    yield from _commented(None, value)


def _made_by_definition(name: str, value: SequenceValue | Trigger | Routine) -> Iterator[str]:
    if isinstance(value, SequenceValue):
        yield _sequence("CREATE", value)
        if value.owned_by:
            yield f"ALTER SEQUENCE {name} OWNED BY {value.owned_by}"
        return
    yield value.definition
    if isinstance(value, Trigger) and value.enabled:
        word = {"DISABLED": "DISABLE"}.get(value.enabled, f"ENABLE {value.enabled}")
        yield f"ALTER TABLE {qualified(value.schema, value.table)} {word} TRIGGER {named(value.name)}"


def _commented(was: Any, now: Any) -> Iterator[str]:
    comment = getattr(now, "comment", None)
    if comment != getattr(was, "comment", None):
        yield described(*_called(now), comment)


def _view(kind: str, name: str, view: View) -> Iterator[str]:
    options = with_options(pair for pair in view.options if " " not in pair[0])
    yield f"CREATE {kind} {name}{options} AS\n{view.definition.rstrip(';')}" + (
        "" if view.populated else "\nWITH NO DATA"
    )
    for index in view.indexes:
        yield from index_made(name, view.schema, index)


def _domain(name: str, domain: Domain) -> str:
    words = f"CREATE DOMAIN {name} AS {domain.type}"
    words += f" COLLATE {named(domain.collation)}" if domain.collation else ""
    words += f" DEFAULT {domain.default}" if domain.default is not None else ""
    words += "" if domain.nullable else " NOT NULL"
    return words + "".join(
        f" CONSTRAINT {named(check.name or '')} CHECK ({check.expression})" for check in domain.checks
    )


def _changed_domain(was: Domain, now: Domain, facets: Sequence[str]) -> Iterator[str]:
    alter = f"ALTER DOMAIN {qualified(now.schema, now.name)}"
    for facet in facets:
        match facet:
            case "default":
                yield f"{alter} DROP DEFAULT" if now.default is None else f"{alter} SET DEFAULT {now.default}"
            case "nullable":
                yield f"{alter} {'DROP' if now.nullable else 'SET'} NOT NULL"
            case "comment":
                yield from _commented(was, now)
            case _:
                raise Unwritable(f"the {facet} of domain {now.name}", "Make a new domain, and move the columns to it.")


def _sequence(word: str, sequence: SequenceValue) -> str:
    words = f"{word} SEQUENCE {qualified(sequence.schema, sequence.name)}"
    words += f" AS {sequence.type}" if sequence.type else ""
    words += f" INCREMENT BY {sequence.increment} MINVALUE {sequence.minimum} MAXVALUE {sequence.maximum}"
    words += f" START WITH {sequence.start} CACHE {sequence.cache}"
    return words + (" CYCLE" if sequence.cycle else " NO CYCLE")
