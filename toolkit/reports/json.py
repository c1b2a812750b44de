"""Any answer as JSON: the fields of the value, with the version of the form."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

SCHEMA_VERSION = 1
"""Raised when a field is removed or changes its meaning; a new field does not raise it."""


def render(answer: Any) -> str:
    """The answer as one JSON object."""
    return json.dumps({"schema_version": SCHEMA_VERSION} | _plain(answer), indent=2, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            item.name: _plain(getattr(value, item.name))
            for item in dataclasses.fields(value)
            if not item.metadata.get("text_only")
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return round(value, 6) if isinstance(value, float) else value
