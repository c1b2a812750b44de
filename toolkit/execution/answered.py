"""What stands in for a driver's cursor where the journal answers, or where tk has read the rows already."""

from __future__ import annotations

import base64
import json
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import sha256
from importlib import import_module
from typing import Any


class AnsweredCursor:
    """Gives out rows that are known; all else is asked of the cursor that it stands in for."""

    def __init__(self, cursor: Any, *, rows: Sequence[Any] = (), description: Any = None, rowcount: int = -1) -> None:
        self._cursor = cursor
        self._rows = deque(rows)
        self.description = description
        self.rowcount = rowcount
        self.lastrowid: Any = None
        self.arraysize = 1

    def fetchone(self) -> Any:
        """The next row, or None."""
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """The next rows."""
        return [self._rows.popleft() for _ in range(min(size or self.arraysize, len(self._rows)))]

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        rows = list(self._rows)
        self._rows.clear()
        return rows

    def nextset(self) -> bool | None:
        """There is no other result."""
        return None

    def close(self) -> None:
        """Close the cursor that it stands in for."""
        self._rows.clear()
        self._cursor.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


def digest(value: object) -> str:
    """A short text that is equal for equal parameters or rows, and tells nothing of them."""
    return sha256(repr(value).encode(errors="backslashreplace")).hexdigest()[:32]


def written(rows: Sequence[Any], description: Any) -> str | None:
    """The answer to a question to the catalog, as the journal keeps it; None where it cannot be kept."""
    try:
        return json.dumps(
            {
                "description": [_plain(column) for column in description],
                "rows": [[_tagged(value) for value in row] for row in rows],
            }
        )
    except TypeError:
        return None


def written_error(error: BaseException) -> str | None:
    """A driver's refusal to answer, which is an answer too: MySQL's dialect asks for a table by DESCRIBE."""
    kind = type(error)
    if not all(isinstance(value, str | int | None) for value in error.args):
        return None
    return json.dumps({"error": [kind.__module__, kind.__name__, list(error.args)]})


def read_error(text: str) -> BaseException | None:
    """The refusal that ``written_error`` kept; None where the answer was one."""
    kept = json.loads(text)
    if "error" not in kept:
        return None
    module, name, arguments = kept["error"]
    error: BaseException = getattr(import_module(module), name)(*arguments)
    return error


def read(text: str) -> tuple[list[Any], list[tuple[Any, ...]]]:
    """Description and rows of ``written``."""
    kept = json.loads(text)
    return (
        [tuple(column) for column in kept["description"]],
        [tuple(_untagged(value) for value in row) for row in kept["rows"]],
    )


def _plain(column: Sequence[Any]) -> list[Any]:
    return [part if isinstance(part, str | int | bool | None) else None for part in tuple(column)[:7]]


_FROM_TEXT: Mapping[str, Callable[[str], object]] = {
    "bytes": base64.b64decode,
    "decimal": Decimal,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
}


def _tagged(value: object) -> object:
    if isinstance(value, str | int | float | None):
        return value
    if isinstance(value, list | tuple):
        return [_tagged(item) for item in value]
    if isinstance(value, bytes | bytearray | memoryview):
        return {"bytes": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    # A datetime is a date too.
    for kind in (datetime, date, time):
        if isinstance(value, kind):
            return {kind.__name__: value.isoformat()}
    raise TypeError(value)


def _untagged(value: Any) -> Any:
    if isinstance(value, list):
        return [_untagged(item) for item in value]
    if isinstance(value, dict):
        ((tag, text),) = value.items()
        return _FROM_TEXT[tag](text)
    return value
