"""On which line of a JSON text a value stands; for messages, since the parser keeps no places."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[][{}:,]|[^][{}:,"\s]+')

Path = tuple[str | int, ...]
"""Names of fields, and places in lists from 0."""


def line_of(text: str, path: Path) -> int:
    """The line of a value, or of the innermost one around it."""
    line, depth = 1, -1
    for found, offset in _places(text):
        if len(found) > depth and found == path[: len(found)]:
            line, depth = text.count("\n", 0, offset) + 1, len(found)
    return line


def repeated(text: str) -> Path | None:
    """The first field that stands in one object twice."""
    seen: set[Path] = set()
    for found, _ in _places(text):
        if found in seen:
            return found
        seen.add(found)
    return None


def _places(text: str) -> Iterator[tuple[Path, int]]:
    """Every value of a text that the parser has accepted, with the offset at which it starts."""
    path: list[str | int] = []
    awaits_name = False
    for token in _TOKEN.finditer(text):
        match token[0]:
            case "{" | "[" as bracket:
                yield tuple(path), token.start()
                path.append("" if bracket == "{" else 0)
                awaits_name = bracket == "{"
            case "}" | "]":
                path.pop()
            case ",":
                awaits_name = isinstance(path[-1], str)
                path[-1] = path[-1] + 1 if isinstance(path[-1], int) else path[-1]
            case ":":
                awaits_name = False
            case name if awaits_name:
                path[-1] = json.loads(name)
            case _:
                yield tuple(path), token.start()
