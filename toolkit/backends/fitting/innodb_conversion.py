"""Which conversions of MySQL and MariaDB may fail, and the forms that a value plainly has of the new type."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.backends.fitting.innodb_narrowing import BLOBS, NUMBERS, TEXTS
from toolkit.backends.fitting.types import Kind

MOMENTS = frozenset({"date", "datetime", "timestamp", "time"})
_DAY = "[1-9][0-9]{3}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
_HOUR = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_HEX = "[0-9a-fA-F]"
_FORMS: Mapping[str, str] = {
    "date": _DAY,
    "datetime": f"{_DAY}( {_HOUR}([.][0-9]{{1,6}})?)?",
    "time": _HOUR,
    "year": "19[1-9][0-9]|20[0-9][0-9]",
    "uuid": f"{_HEX}{{8}}(-{_HEX}{{4}}){{3}}-{_HEX}{{12}}",
}


def is_settled(had: Kind, kind: Kind) -> bool:
    """Whether no value fails to be converted, or the narrowings tell which."""
    if had.name == kind.name or kind.labels or kind.name in TEXTS | BLOBS:
        return True
    if kind.name in NUMBERS:
        return had.name in NUMBERS | TEXTS
    return {had.name, kind.name} <= MOMENTS


def doubted(had: Kind, kind: Kind, value: str) -> str | None:
    """The condition for values that are not plainly of the new type; None where it may be any."""
    if had.name not in TEXTS:
        return None
    told = f"CONVERT({value} USING utf8mb4)"
    if kind.name == "json":
        return f"NOT JSON_VALID({told})"
    form = _FORMS.get(kind.name)
    return None if form is None else f"{told} NOT REGEXP '^({form})$'"
