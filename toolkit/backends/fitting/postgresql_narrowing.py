"""Which values of one type another one of PostgreSQL does not hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.backends.fitting.types import Kind

# https://www.postgresql.org/docs/current/datatype-numeric.html
_INTEGERS: Mapping[str, int] = {"smallint": 16, "integer": 32, "bigint": 64}
_DIGITS: Mapping[str, int] = {"smallint": 5, "integer": 10, "bigint": 19}
_FLOATS = frozenset({"real", "double precision"})
_NUMBERS = frozenset({*_INTEGERS, *_FLOATS, "numeric"})
_TEXTS = frozenset({"text", "character varying", "character"})
# The greatest double precision that becomes a real.
_REAL = "3.4028235677973366e38"


def narrowing(before: Kind, after: Kind, value: str) -> tuple[str, str] | None:
    """The kind of misfit, and the condition for it; None where all values fit, or that cannot be told."""
    if before.rest or after.rest:
        return None
    if after.labels:
        return _labels(before, after.labels, value)
    if after.name in ("character varying", "character"):
        return _length(before, after, value)
    if before.name in _NUMBERS and after.name in _NUMBERS:
        condition = _number(before, after, value)
        return None if condition is None else ("out-of-range-values", condition)
    return None


def _labels(before: Kind, labels: Sequence[str], value: str) -> tuple[str, str] | None:
    if before.labels and set(before.labels) <= set(labels):
        return None
    if not before.labels and before.name not in _TEXTS:
        return None
    among = ", ".join(map(literal, labels))
    return "unknown-enum-values", f'CAST({value} AS text) COLLATE "C" NOT IN ({among})'


def _length(before: Kind, after: Kind, value: str) -> tuple[str, str] | None:
    if after.length is None:
        return None
    if before.name in _TEXTS and before.length is not None and before.length <= after.length:
        return None
    # Spaces beyond the length are cut off: https://www.postgresql.org/docs/current/datatype-character.html
    return "too-long-values", f"char_length(rtrim(substr(CAST({value} AS text), {after.length + 1}), ' ')) > 0"


def _number(before: Kind, after: Kind, value: str) -> str | None:
    if after.name in _INTEGERS:
        return _integer(before, after, value)
    if after.name == "numeric":
        return _numeric(before, after, value)
    if after.name == "real" and before.name in ("double precision", "numeric"):
        return f"abs({value}) > {_REAL} AND abs({value}) < 'Infinity'"
    return None


def _integer(before: Kind, after: Kind, value: str) -> str | None:
    limit = 2 ** (_INTEGERS[after.name] - 1)
    if before.name in _INTEGERS:
        is_narrower = _INTEGERS[before.name] > _INTEGERS[after.name]
        return f"{value} NOT BETWEEN -{limit} AND {limit - 1}" if is_narrower else None
    if before.name == "numeric" and before.length is not None:
        scale = before.numbers[1] if len(before.numbers) > 1 else 0
        if scale <= 0 and before.length - scale < _DIGITS[after.name]:
            return None
    number = f"CAST({value} AS numeric)"
    return f"({number} NOT BETWEEN -{limit} AND {limit - 1} OR {number} <> trunc({number}))"


def _numeric(before: Kind, after: Kind, value: str) -> str | None:
    if after.length is None:
        return None
    scale = after.numbers[1] if len(after.numbers) > 1 else 0
    whole = after.length - scale
    if before.name in _INTEGERS and scale >= 0 and whole >= _DIGITS[before.name]:
        return None
    if before.name == "numeric" and before.length is not None:
        had = before.numbers[1] if len(before.numbers) > 1 else 0
        if scale >= had and whole >= before.length - had:
            return None
    number = f"CAST({value} AS numeric)"
    rounded = f"round({number}, {scale})"
    # NaN is the one value that no precision limits.
    return f"({number} <> 'NaN' AND (abs({rounded}) >= 1e{whole} OR {number} <> {rounded}))"


def literal(label: str) -> str:
    """A text, whatever is in it."""
    escaped = label.replace("'", "''")
    return f"'{escaped}'" if "\\" not in label else "E'" + escaped.replace("\\", "\\\\") + "'"
