"""Which values of one type another one of MySQL or MariaDB does not hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from toolkit.backends.fitting.types import Kind, kind_of
from toolkit.catalog.members import Column

# https://dev.mysql.com/doc/refman/9.1/en/storage-requirements.html
_BITS: Mapping[str, int] = {"tinyint": 8, "smallint": 16, "mediumint": 24, "int": 32, "bigint": 64}
_BYTES: Mapping[str, int] = {"tiny": 2**8 - 1, "": 2**16 - 1, "medium": 2**24 - 1, "long": 2**32 - 1}
TEXTS = frozenset({"char", "varchar", *(f"{size}text" for size in _BYTES)})
BLOBS = frozenset({"binary", "varbinary", *(f"{size}blob" for size in _BYTES)})
INTEGERS = frozenset(_BITS)
_FLOATS = frozenset({"float", "double"})
NUMBERS = frozenset({*_BITS, *_FLOATS, "decimal"})
_FLOAT = "3.402823466E38"
_WHOLE, _NUMBER = "[-+]?[0-9]+", "[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?"
_LAST_TIMESTAMP = 2**31 - 1
_ALL_CHARACTERS = frozenset({"utf8mb4", "utf16", "utf16le", "utf32"})
_MOST_BYTES = 4
"""Of a character, in any character set."""

Narrowing = tuple[str, str]
"""The kind of misfit, and the condition for it."""


def narrowings(before: Column, after: Column, value: str) -> Iterator[Narrowing]:
    """Each way in which the new type is narrower; none where all values fit, or that cannot be told."""
    had, kind = kind_of(before.type), kind_of(after.type)
    if kind.labels:
        yield from _labels(had, kind, after, value)
        return
    if kind.name in NUMBERS and had.name in NUMBERS | TEXTS:
        yield from (("out-of-range-values", condition) for condition in _number(had, kind, value))
    elif kind.name in ("char", "varchar"):
        yield from _characters(had, kind, after, value)
    elif kind.name in TEXTS | BLOBS:
        yield from _bytes(had, kind, before, after, value)
    elif kind.name == "timestamp" and had.name == "datetime":
        # https://dev.mysql.com/doc/refman/9.1/en/datetime.html
        seconds = f"COALESCE(UNIX_TIMESTAMP({value}), 0)"
        yield "out-of-range-values", f"{value} IS NOT NULL AND ({seconds} < 1 OR {seconds} >= {_LAST_TIMESTAMP + 1})"
    if kind.name in TEXTS:
        yield from _charset(before, after, value)


def _number(had: Kind, kind: Kind, value: str) -> Iterator[str]:
    """One condition at most."""
    told = list(_limits(had, kind, value))
    if had.name in TEXTS:
        pattern = _WHOLE if kind.name in _BITS else _NUMBER
        told.insert(0, f"CONVERT({value} USING utf8mb4) NOT REGEXP '^[[:space:]]*{pattern}[[:space:]]*$'")
    if told:
        yield f"({' OR '.join(told)})"


def _limits(had: Kind, kind: Kind, value: str) -> Iterator[str]:
    # The shortest text of a float is what a person takes for its value; a number in a text may have any precision.
    is_exact = had.name in _BITS or had.name == "decimal"
    number = value if is_exact else f"CAST(CAST({value} AS CHAR) AS DECIMAL(65, 30))"
    if kind.name in _BITS:
        low, high = _range(kind)
        if not is_exact or not low <= _range(had)[0] <= _range(had)[1] <= high:
            yield f"{number} NOT BETWEEN {low} AND {high}"
        if had.name in _FLOATS or (had.name == "decimal" and _scale(had)):
            yield f"{number} <> ROUND({number})"
        return
    if kind.is_unsigned and not had.is_unsigned:
        yield f"{number} < 0"
    if kind.name == "decimal" or len(kind.numbers) > 1:
        yield from _precision(had, kind, number)
    elif kind.name == "float" and had.name in ("double", *TEXTS):
        yield f"ABS({value}) > {_FLOAT}"


def _precision(had: Kind, kind: Kind, number: str) -> Iterator[str]:
    scale, whole = _scale(kind), (kind.length or 0) - _scale(kind)
    is_exact = had.name in _BITS or had.name == "decimal"
    if not is_exact or whole < len(str(_range(had)[1])):
        # A literal has no more than 65 digits.
        yield f"ABS(ROUND({number}, {scale})) > {'9' * whole or '0'}.{'9' * scale}"
    if had.name not in _BITS and not (had.name == "decimal" and _scale(had) <= scale):
        yield f"{number} <> ROUND({number}, {scale})"


def _characters(had: Kind, kind: Kind, after: Column, value: str) -> Iterator[Narrowing]:
    length = kind.length or 0
    if had.name in ("char", "varchar") and (had.length or 0) <= length:
        return
    if had.name in TEXTS:
        # MySQL and MariaDB give spaces beyond the length away, but not those of a VARCHAR that stays one.
        stays = had.name == kind.name == "varchar"
        told = value if stays else f"TRIM(TRAILING ' ' FROM {value})"
    elif had.name in BLOBS:
        told = value if after.charset in (None, "binary") else f"CONVERT({value} USING {after.charset})"
    else:
        told = f"CAST({value} AS CHAR)"
    yield "too-long-values", f"CHAR_LENGTH({told}) > {length}"


def _bytes(had: Kind, kind: Kind, before: Column, after: Column, value: str) -> Iterator[Narrowing]:
    if had.name not in TEXTS | BLOBS:
        return
    size = _size(kind)
    stays = before.charset == after.charset or had.name in BLOBS or kind.name in BLOBS
    most = _size(had) * (_MOST_BYTES if had.name in ("char", "varchar") else 1)
    if most <= size and (stays or had.name in ("char", "varchar")):
        return
    told = value if stays or after.charset is None else f"CONVERT({value} USING {after.charset})"
    yield "too-long-values", f"LENGTH({told}) > {size}"


def _charset(before: Column, after: Column, value: str) -> Iterator[Narrowing]:
    """A character that the new set does not have becomes a question mark on the way there and back."""
    had, has = before.charset, after.charset
    if has is None or has in _ALL_CHARACTERS or had in (None, has, "ascii", "binary"):
        return
    back = f"CONVERT(CONVERT({value} USING {has}) USING {had})"
    yield "out-of-range-values", f"CAST({back} AS BINARY) <> CAST({value} AS BINARY)"


def _labels(had: Kind, kind: Kind, after: Column, value: str) -> Iterator[Narrowing]:
    if had.name == kind.name and set(had.labels) <= set(kind.labels):
        return
    if kind.name == "set":
        lost = [label for label in had.labels if label not in kind.labels] if had.name == "set" else []
        if lost:
            yield "unknown-enum-values", " OR ".join(f"FIND_IN_SET({literal(label)}, {value})" for label in lost)
        return
    if had.name not in TEXTS | {"enum"}:
        return
    told = value if after.charset in (None, "binary") else f"CONVERT({value} USING {after.charset})"
    told += f" COLLATE {after.collation}" if after.charset not in (None, "binary") and after.collation else ""
    condition = f"{told} NOT IN ({', '.join(map(literal, kind.labels))})"
    # The value of an error, '', has the number 0 and stays one.
    yield "unknown-enum-values", f"{condition} AND {value} + 0 > 0" if had.name == "enum" else condition


def _range(kind: Kind) -> tuple[int, int]:
    """What whole numbers it holds."""
    if kind.name == "decimal":
        high = int("9" * ((kind.length or 0) - _scale(kind)) or "0")
        return (0 if kind.is_unsigned else -high), high
    bits = _BITS[kind.name]
    return (0, 2**bits - 1) if kind.is_unsigned else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


def _scale(kind: Kind) -> int:
    return kind.numbers[1] if len(kind.numbers) > 1 else 0


def _size(kind: Kind) -> int:
    """Bytes; of CHAR and VARCHAR characters."""
    for word in ("text", "blob"):
        if kind.name.endswith(word):
            return _BYTES[kind.name.removesuffix(word)]
    return kind.length or 0


def literal(label: str) -> str:
    """A text, in hexadecimal: what a backslash means depends on the SQL mode."""
    return f"_utf8mb4 0x{label.encode().hex()}" if label else "''"
