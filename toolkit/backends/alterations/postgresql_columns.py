"""PostgreSQL: columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from toolkit.backends.alterations.base import Unwritable
from toolkit.backends.alterations.postgresql_words import described, literal, named, qualified
from toolkit.catalog.members import Column
from toolkit.catalog.values import Table

_IDENTITY = re.compile(
    r"(ALWAYS|BY DEFAULT)(?: AS (?P<type>\w+))?(?P<options>(?: (?!COMMENT ).*?)?)(?: COMMENT .*)?", re.DOTALL
)
_NEXT = re.compile(r"nextval\('(?P<name>.*)'::regclass\)")
_OPTIONS = {
    "START WITH": "START WITH 1",
    "INCREMENT BY": "INCREMENT BY 1",
    "MINVALUE": "NO MINVALUE",
    "MAXVALUE": "NO MAXVALUE",
    "CACHE": "CACHE 1",
    "CYCLE": "NO CYCLE",
}
"""What each option of a sequence is set back with."""
_SERIAL = {"AS smallint": "smallserial", "AS integer": "serial", "AS bigint": "bigserial"}
_BUILT_IN = re.compile(
    r"(smallint|bigint|integer|numeric|real|double precision|boolean|character|text|date|time|timestamp|interval|jsonb?"
    r"|uuid|bytea|inet|cidr|macaddr8?|bit|money|xml|tsvector|tsquery|(int4|int8|num|ts|tstz|date)(multi)?range)\b"
)
_OWN_CASTS = re.compile(r"(text|character( varying)?|bytea)\Z")
"""Types between which and others there are casts by themselves, or extensions bring some for theirs."""
_NUMBER = re.compile(r"(smallint|integer|bigint|numeric|real|double)[^\[]*\Z")
_JSON = re.compile(r"jsonb?\Z")
_TEXT = re.compile(r"(text|character( varying)?(\(\d+\))?)\Z")
_MOMENTS = ("timestamp without time zone", "timestamp with time zone")
_TIMES = ("time without time zone", "time with time zone")
_NUMBERS = ("smallint", "integer", "bigint", "numeric", "real", "double precision")
# https://www.postgresql.org/docs/current/catalog-pg-cast.html: what is in it, but for names of objects and geometry.
_ALIKE = (
    frozenset(_NUMBERS),
    frozenset({*_MOMENTS, "date"}),
    frozenset(_TIMES),
    frozenset({"json", "jsonb"}),
    frozenset({"inet", "cidr"}),
    frozenset({"macaddr", "macaddr8"}),
    frozenset({"bit", "bit varying"}),
    frozenset({"bit", "integer"}),
    frozenset({"bit", "bigint"}),
)
"""Types that lead to each other."""
_CASTS = frozenset(
    {
        *((moment, _TIMES[0]) for moment in _MOMENTS),
        (_MOMENTS[1], _TIMES[1]),
        (_TIMES[0], "interval"),
        ("interval", _TIMES[0]),
        *((number, "money") for number in ("integer", "bigint", "numeric")),
        ("money", "numeric"),
        *(("jsonb", kind) for kind in (*_NUMBERS, "boolean")),
        *((f"{kind}range", f"{kind}multirange") for kind in ("int4", "int8", "num", "ts", "tstz", "date")),
    }
)
_OF_SERIAL = {"smallserial": "smallint", "serial": "integer", "bigserial": "bigint"}


def defined(table: Table, column: Column) -> str:
    """A column as a table that is made declares it."""
    serial = _serial(table, column)
    words = f"{named(column.name)} {serial or column.type}"
    words += f" COLLATE {collation(column)}" if column.collation else ""
    if column.computed is not None:
        words += f" GENERATED ALWAYS AS ({column.computed}) {'STORED' if column.computed_stored else 'VIRTUAL'}"
    elif column.identity:
        kind, options = identity(column.identity)
        words += f" GENERATED {kind} AS IDENTITY{f' ({options})' if options else ''}"
    elif column.default is not None and not serial:
        words += f" DEFAULT {column.default}"
    return words + ("" if column.nullable else " NOT NULL")


def added(table: Table, column: Column) -> Iterator[str]:
    """The statements that add a column."""
    where = qualified(table.schema, table.name)
    yield f"ALTER TABLE {where} ADD COLUMN {defined(table, column)}"
    if column.comment:
        yield described("COLUMN", f"{where}.{named(column.name)}", column.comment)


def altered_column(table: Table, before: Column, after: Column, facets: Sequence[str]) -> Iterator[str]:
    """The statements that change these facets of a column."""
    alter = f"ALTER TABLE {qualified(table.schema, table.name)} ALTER COLUMN {named(after.name)}"
    of_type = bool({"type", "collation"} & {*facets})
    of_default = before.default != after.default
    yield from _let_go(alter, before, after, of_default=of_type or of_default)
    if of_type:
        collate = f" COLLATE {collation(after)}" if after.collation else ""
        way = using(after.name, before.type, after.type)
        yield f"{alter} TYPE {after.type}{collate}" + (f" USING {way}" if way else "")
    if after.sequence and not before.sequence:
        yield from _owned(table, after)
    elif after.sequence and after.sequence != before.sequence:
        yield from _counted(table, before, after)
    if after.default is not None and (of_type or of_default):
        yield f"{alter} SET DEFAULT {after.default}"
    if "nullable" in facets:
        yield f"{alter} {'DROP' if after.nullable else 'SET'} NOT NULL"
    if "identity" in facets and after.identity:
        yield from _identified(table, before, after)
    if "comment" in facets:
        yield described("COLUMN", f"{qualified(table.schema, table.name)}.{named(after.name)}", after.comment)


def _let_go(alter: str, before: Column, after: Column, *, of_default: bool) -> Iterator[str]:
    """What a column no longer has, or must not have while its type changes."""
    if before.computed is not None and after.computed is None:
        yield f"{alter} DROP EXPRESSION"
    if before.identity and not after.identity:
        yield f"{alter} DROP IDENTITY"
    if before.default is not None and of_default:
        yield f"{alter} DROP DEFAULT"
    if before.sequence and not after.sequence:
        yield f"DROP SEQUENCE {_sequence(before)}"


def using(name: str, before: str, after: str) -> str | None:
    """How old values become new ones, where the server does not know; by way of a third type where no cast leads.

    https://www.postgresql.org/docs/current/catalog-pg-cast.html: all types become texts by themselves.
    """
    if _TEXT.match(after) or (_NUMBER.match(before) and _NUMBER.match(after)) or _stem(before) == _stem(after):
        return None
    by_way = ""
    if not _leads(_stem(before), _stem(after)):
        # As of two enumerated types, one and a number, or a number and an interval.
        by_way = "::text[]" if before.endswith("[]") and after.endswith("[]") else "::text"
    if _JSON.match(after) and not _BUILT_IN.match(before):
        return f"to_{after}({named(name)})"
    if (before == "boolean" and _NUMBER.match(after)) or (after == "boolean" and _NUMBER.match(before)):
        by_way = "" if after == "integer" else "::integer"
    return f"{named(name)}{by_way}::{after}"


def _leads(before: str, after: str) -> bool:
    """Whether there may be a cast from one type to another."""
    built_in = [one for one in (before, after) if _BUILT_IN.match(one)]
    if len(built_in) == 1:
        return bool(_OWN_CASTS.match(built_in[0]))
    return _casts(before, after)


def _casts(before: str, after: str) -> bool:
    """Whether a cast leads from one built-in type to another."""
    sides = {before.removesuffix("[]"), after.removesuffix("[]")}
    if before.endswith("[]") != after.endswith("[]"):
        return bool(_TEXT.match(before))
    is_text = bool(_TEXT.match(before.removesuffix("[]")))
    return is_text or (before, after) in _CASTS or any(sides <= group for group in _ALIKE)


def _stem(kind: str) -> str:
    """A type without its length: ``timestamp(6) without time zone`` and ``timestamp without time zone`` are alike."""
    return re.sub(r"\([\d,]+\)", "", kind)


def collation(column: Column) -> str:
    """A collation; one of another schema comes with its name."""
    return ".".join(named(part) for part in (column.collation or "").split("."))


def identity(text: str) -> tuple[str, str]:
    """``BY DEFAULT START WITH 5`` as the kind and the options of the sequence."""
    found = _IDENTITY.fullmatch(text)
    if found is None:
        raise Unwritable(f"identity {text}", "Write it in the revision.")
    return found[1], found["options"].strip()


def _identified(table: Table, before: Column, after: Column) -> Iterator[str]:
    kind, options = identity(after.identity or "")
    where, name = qualified(table.schema, table.name), named(after.name)
    alter = f"ALTER TABLE {where} ALTER COLUMN {name}"
    if not before.identity:
        yield f"{alter} ADD GENERATED {kind} AS IDENTITY{f' ({options})' if options else ''}"
        if "INCREMENT BY -" not in options:
            begins = re.search(r"START WITH (-?\d+)", options) or re.search(r"MINVALUE (-?\d+)", options)
            sequence = f"pg_get_serial_sequence({literal(where)}, {literal(after.name)})"
            # It goes on where the rows have come to.
            highest = f"FROM {where} HAVING max({name}) >= {begins[1] if begins else 1}"
            yield f"SELECT setval({sequence}, max({name}) + 1, false) {highest}"
        return
    _, known = identity(before.identity)
    yield f"{alter} {' '.join([f'SET GENERATED {kind}', *(f'SET {one}' for one in _exchanged(known, options))])}"


def _exchanged(was: str, now: str) -> Iterator[str]:
    """The options of a sequence that change, and those that it is set back to."""
    for name, back in _OPTIONS.items():
        old, new = (re.search(rf"(?<!NO ){name}(?: (-?\d+))?", text) for text in (was, now))
        if (old and old[0]) != (new and new[0]):
            yield new[0] if new else back


def _counted(table: Table, before: Column, after: Column) -> Iterator[str]:
    """The sequence of a column stays, and counts otherwise."""
    # The default says its name; where that steps aside for another type, it is the same.
    if _sequence(before) != _sequence(after):
        what = f"the sequence of column {table.name}.{after.name}"
        raise Unwritable(what, f"Write `ALTER SEQUENCE ... {after.sequence}`.")
    kinds = [re.match(r"AS \w+", column.sequence or "") for column in (before, after)]
    words = [*([kinds[1][0]] if kinds[1] and kinds[1][0] != (kinds[0] and kinds[0][0]) else [])]
    words += _exchanged(before.sequence or "", after.sequence or "")
    yield f"ALTER SEQUENCE {_sequence(after)} {' '.join(words)}"


def _serial(table: Table, column: Column) -> str | None:
    """The word for a column with a sequence of its own that is as PostgreSQL makes it."""
    kind = _SERIAL.get(column.sequence or "")
    if kind is None or _OF_SERIAL[kind] != column.type or _NEXT.fullmatch(column.default or "") is None:
        return None
    return kind


def _sequence(column: Column) -> str:
    found = _NEXT.fullmatch(column.default or "")
    if found is None:
        raise Unwritable(f"the sequence of column {column.name}", "Write it in the revision.")
    return found["name"].replace("''", "'")


def _owned(table: Table, column: Column) -> Iterator[str]:
    name, where = _sequence(column), qualified(table.schema, table.name)
    yield f"CREATE SEQUENCE {name} {column.sequence}"
    # It goes on where the rows have come to.
    highest = f"SELECT coalesce(max({named(column.name)}), 0) + 1 FROM {where}"  # noqa: S608  names in quotes
    yield f"SELECT setval('{name}', ({highest}), false)"
    yield f"ALTER SEQUENCE {name} OWNED BY {where}.{named(column.name)}"
