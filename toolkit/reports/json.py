"""Any answer as JSON: the fields and properties of the value, with the version of the form."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

SCHEMA_VERSION = 1
"""Raised when a field is removed or changes its meaning; a new field does not raise it."""


def render(answer: Any) -> str:
    """The answer as one JSON object."""
    text = json.dumps(
        {"schema_version": SCHEMA_VERSION} | _plain(answer), indent=2, ensure_ascii=False, allow_nan=False
    )
    # Half a surrogate pair, as in a file name that is not UTF-8, cannot be written; its escape can, and is JSON's too.
    return text.encode(errors="backslashreplace").decode()


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, name)) for name in _names(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return _number(value) if isinstance(value, float) else value


def _number(value: float) -> float | None:
    """What has no end is null: JSON has no word for it (RFC 8259, 6)."""
    return round(value, 6) if math.isfinite(value) else None


def _names(value: Any) -> Iterator[str]:
    """The fields, then what the value works out of them."""
    yield from (item.name for item in dataclasses.fields(value) if not item.metadata.get("text_only"))
    yield from (name for name, member in vars(type(value)).items() if isinstance(member, property))
