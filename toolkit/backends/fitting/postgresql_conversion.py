"""Which conversions of PostgreSQL may fail, and the forms that a value plainly has of the new type."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.backends.fitting.base import Value
from toolkit.backends.fitting.types import Kind, kind_of
from toolkit.backends.sql.reader import Reader

TEXTS = frozenset({"text", "character varying", "character"})
_INTEGERS: Mapping[str, int] = {"smallint": 4, "integer": 9, "bigint": 18}
"""How many digits each takes, whatever they are."""
_NUMBERS = frozenset({*_INTEGERS, "real", "double precision", "numeric"})
# https://www.postgresql.org/docs/current/datatype.html
_ALIASES: Mapping[str, str] = {
    "int": "integer",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "decimal": "numeric",
    "bool": "boolean",
    "varchar": "character varying",
    "char": "character",
    "bpchar": "character",
    "timestamptz": "timestamp with time zone",
    "timestamp": "timestamp without time zone",
    "timetz": "time with time zone",
    "time": "time without time zone",
}
_DAY = "[1-9][0-9]{3}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
_HOUR = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?"
_ZONE = "(Z|[+-](0[0-9]|1[0-3])(:?[0-5][0-9])?)?"
_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_HEX = "[0-9a-fA-F]"
_STRING = r'"[^"\\[:cntrl:]]*"'
_SCALAR = rf"({_STRING}|-?(0|[1-9][0-9]{{0,15}})([.][0-9]{{1,15}})?|true|false|null)"
_PAIR = f"{_STRING} *: *{_SCALAR}"
_JSON = rf"({_SCALAR}|\[ *({_SCALAR}( *, *{_SCALAR})*)? *\]|\{{ *({_PAIR}( *, *{_PAIR})*)? *\}})"
_FORMS: Mapping[str, str] = {
    **{name: f"[+-]?[0-9]{{1,{digits}}}" for name, digits in _INTEGERS.items()},
    "real": "[+-]?[0-9]{1,30}([.][0-9]{1,30})?",
    "double precision": "[+-]?[0-9]{1,30}([.][0-9]{1,30})?",
    "boolean": "true|false|t|f|yes|no|y|n|on|off|1|0",
    "uuid": f"{_HEX}{{32}}|{_HEX}{{8}}(-{_HEX}{{4}}){{3}}-{_HEX}{{12}}",
    "date": _DAY,
    "timestamp without time zone": f"{_DAY}([ T]{_HOUR})?",
    "timestamp with time zone": f"{_DAY}([ T]{_HOUR}{_ZONE})?",
    "time without time zone": _HOUR,
    "inet": rf"{_OCTET}([.]{_OCTET}){{3}}(/(3[0-2]|[12]?[0-9]))?",
    "json": _JSON,
    "jsonb": _JSON,
}


def is_settled(had: Kind, kind: Kind) -> bool:
    """Whether no value fails to be cast, or the narrowings tell which."""
    old, new = full_name(had), full_name(kind)
    if new in TEXTS or kind.labels or old == new or (old in _NUMBERS and new in _NUMBERS):
        return True
    return (old, new) == ("jsonb", "json") or old == "boolean" or (_is_moment(old) and _is_moment(new))


def form_of(kind: Kind) -> str | None:
    """A pattern that only values have which the type takes; None where there is none."""
    name = full_name(kind)
    if name == "numeric":
        scale = kind.numbers[1] if len(kind.numbers) > 1 else 0
        whole = 200 if kind.length is None else kind.length - scale
        places = 200 if kind.length is None else scale
        return None if whole < 1 or places < 0 else f"[+-]?[0-9]{{1,{whole}}}([.][0-9]{{0,{places}}})?"
    return _FORMS.get(name)


def is_plain_cast(value: Value) -> bool:
    """Whether the expression is the column, or the column cast to the type that it gets, by way of text at most."""
    if value.using is None or value.source is None:
        return value.using is None
    text = value.using.strip()
    while text.startswith("(") and _closes_at_end(text):
        text = text[1:-1].strip()
    reader = Reader(text, "postgresql")
    if reader.accept("CAST", "("):
        if not _is_column(reader, value) or not reader.accept("AS") or not text.endswith(")"):
            return False
        return _is_type(text[reader.look().start : -1], value)
    if not _is_column(reader, value):
        return False
    if reader.accept(":", ":", "TEXT") and reader.is_at_end:
        return full_name(kind_of(value.column.type)) == "text"
    return reader.is_at_end or (reader.accept(":", ":") and _is_type(text[reader.look().start :], value))


def full_name(kind: Kind) -> str:
    """With what stands after it: ``timestamp without time zone``, ``integer[]``."""
    return f"{kind.name} {kind.rest}".strip() if not kind.rest.startswith("[") else f"{kind.name}{kind.rest}"


def _is_column(reader: Reader, value: Value) -> bool:
    is_grouped = reader.accept("(")
    name = reader.name()
    names = {value.column.name, value.source.name if value.source else None}
    return name is not None and name.name in names and (not is_grouped or reader.accept(")"))


def _is_type(text: str, value: Value) -> bool:
    cast, kind = kind_of(text.strip()), kind_of(value.column.type)
    name = full_name(cast)
    return _ALIASES.get(name, name) == full_name(kind) and cast.numbers in ((), kind.numbers)


def _closes_at_end(text: str) -> bool:
    reader = Reader(text, "postgresql")
    return reader.skip_parentheses() and reader.is_at_end


def _is_moment(name: str) -> bool:
    return name == "date" or name.startswith("timestamp")
