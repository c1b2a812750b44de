"""Whether a type holds every value of another one, by their texts alone. What cannot be told does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import inf

from toolkit.backends.fitting.types import Kind, kind_of
from toolkit.catalog.members import Column

_BITS: Mapping[str, int] = {"tinyint": 8, "smallint": 16, "mediumint": 24, "int": 32, "integer": 32, "bigint": 64}
_FLOATS: Mapping[str, int] = {"real": 24, "float": 24, "double": 53, "double precision": 53}
"""With the bits of a whole number that they keep."""
_EXACT = frozenset({"decimal", "numeric"})
_CHARACTERS = frozenset({"char", "character", "varchar", "character varying", "nvarchar"})
# https://dev.mysql.com/doc/refman/8.4/en/storage-requirements.html: bytes.
_SIZES: Mapping[str, int] = {"tiny": 2**8 - 1, "": 2**16 - 1, "medium": 2**24 - 1, "long": 2**32 - 1}
_TEXTS: Mapping[str, int] = {f"{size}text": most for size, most in _SIZES.items()}
_BINARY = frozenset({"binary", "varbinary"})
_BLOBS: Mapping[str, float] = {**{f"{size}blob": most for size, most in _SIZES.items()}, "bytea": inf}
_BYTES = 4
"""Of a character, at most."""
_MOMENTS = frozenset({"datetime", "timestamp"})
_DIGITS = {"mysql": 0, "mariadb": 0}
"""Of a second, where none are said; elsewhere six."""
_BOUNDED = frozenset(_DIGITS)
"""Backends whose texts end somewhere."""
_ALL_CHARACTERS = frozenset({"utf8mb4", "utf16", "utf16le", "utf32"})
_ALIKE = frozenset({"json", "jsonb"})


def holds_all(before: Column, after: Column, backend: str) -> bool:
    """Whether no value of the column can be lost, or refused, by the new type."""
    had, kind = (apart(kind_of(column.type)) for column in (before, after))
    if before.charset not in (None, after.charset) and after.charset not in (None, *_ALL_CHARACTERS):
        return False
    return had == kind or _holds(had, kind, backend)


def apart(kind: Kind) -> Kind:
    """``timestamp without time zone`` has its name before the rest also where no digits stand between."""
    name, _, rest = kind.name.partition(" ")
    return replace(kind, name=name, rest=rest) if name in _MOMENTS and rest else kind


def lost_labels(before: Column, after: Column) -> tuple[str, ...]:
    """Values of an enumeration, or a set, that the new type does not know."""
    had, kind = kind_of(before.type), kind_of(after.type)
    return tuple(label for label in had.labels if label not in kind.labels) if kind.labels else ()


def _holds(had: Kind, kind: Kind, backend: str) -> bool:
    is_bounded = backend in _BOUNDED
    if had.labels and kind.labels:
        return {*had.labels} <= {*kind.labels}
    if kind.name in _CHARACTERS or kind.name in _TEXTS:
        return _length(had, is_bounded, is_target=False) <= _length(kind, is_bounded, is_target=True)
    if kind.name in _BINARY or kind.name in _BLOBS:
        return _size(had) <= _size(kind) if had.name in _BINARY or had.name in _BLOBS else False
    if kind.name in _MOMENTS:
        return _holds_moment(had, kind, _DIGITS.get(backend, 6))
    if had.name == kind.name and had.rest == kind.rest and kind.name not in (*_BITS, *_EXACT):
        return all(old <= new for old, new in zip(had.numbers, kind.numbers, strict=False)) or not kind.numbers
    return {had.name, kind.name} <= _ALIKE or _holds_number(had, kind)


def _holds_number(had: Kind, kind: Kind) -> bool:
    if had.name == "boolean":
        return kind.name in _BITS
    if had.name in _FLOATS:
        return _FLOATS[had.name] <= _FLOATS.get(kind.name, 0) and (kind.is_unsigned <= had.is_unsigned)
    if kind.name in _FLOATS:
        return had.name in _BITS and _BITS[had.name] <= _FLOATS[kind.name] and kind.is_unsigned <= had.is_unsigned
    old, new = _range(had), _range(kind)
    if old is None or new is None:
        return False
    return new[0] <= old[0] and old[1] <= new[1] and old[2] <= new[2]


def _range(kind: Kind) -> tuple[float, float, float] | None:
    """The least and the greatest whole number, and the digits after the point."""
    if kind.name in _BITS:
        bits = _BITS[kind.name]
        return (0, 2**bits - 1, 0) if kind.is_unsigned else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1, 0)
    if kind.name not in _EXACT:
        return None
    if not kind.numbers:
        return -inf, inf, inf
    scale = kind.numbers[1] if len(kind.numbers) > 1 else 0
    most = 10 ** max(kind.numbers[0] - scale, 0) - 1
    return (0 if kind.is_unsigned else -most), most, scale


def _length(kind: Kind, is_bounded: bool, *, is_target: bool) -> float:
    """How many characters a value may have; of a target how many it takes whatever they are."""
    if kind.name in _TEXTS:
        return (_TEXTS[kind.name] // (_BYTES if is_target else 1)) if is_bounded else inf
    if kind.labels:
        return max(map(len, kind.labels)) if kind.name == "enum" else sum(len(label) + 1 for label in kind.labels)
    if kind.name in _CHARACTERS:
        one = 1 if kind.name in ("char", "character") else inf
        return kind.numbers[0] if kind.numbers else one
    if kind.name in _BITS or kind.name == "boolean":
        return len(str(-(2 ** (_BITS.get(kind.name, 8) - 1))))
    # Whatever it is, it has a text of no great length; a blob or a document has not.
    return inf if kind.name in (*_BLOBS, *_BINARY, *_ALIKE) else _TEXTS["tinytext"] // _BYTES


def _size(kind: Kind) -> float:
    if kind.name in _BINARY:
        return kind.numbers[0] if kind.numbers else 1
    return _BLOBS[kind.name]


def _holds_moment(had: Kind, kind: Kind, usual: int) -> bool:
    if had.name == "date":
        return kind.name != "timestamp" or bool(kind.rest)
    if had.name not in _MOMENTS or (had.name == "datetime" and kind.name == "timestamp"):
        return False
    if had.rest == "with time zone" and kind.rest != had.rest:
        return False
    old, new = (one.numbers[0] if one.numbers else usual for one in (had, kind))
    return old <= new


def family_of(text: str) -> str:
    """What kind of values a type has: those of one family can become each other's in most cases."""
    kind = apart(kind_of(text))
    if kind.name in _BITS or kind.name in _FLOATS or kind.name in _EXACT:
        return "number"
    if kind.name in _CHARACTERS or kind.name in _TEXTS or kind.labels:
        return "text"
    if kind.name in _MOMENTS or kind.name == "date":
        return "moment"
    if kind.name in _BINARY or kind.name in _BLOBS:
        return "binary"
    return "document" if kind.name in _ALIKE else kind.name
