"""The one kind of expression that PostgreSQL prints in two ways: before a dump and restore, and after.

``x IN ('a', 'b')`` on a varchar is stored as a cast of a whole array, and printed so: ``(ARRAY['a'])::text[]``. Whoever
parses that (``psql`` with a dump) gets an array of casts, ``ARRAY[('a')::text]``, which prints itself ever after
(transformArrayExpr in src/backend/parser/parse_expr.c). Both mean the same, and here both are told in the second way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeVar

Text = TypeVar("Text", str, str | None)

_START = "(ARRAY["
_CAST = re.compile(r"\]\)::((?:\"(?:[^\"]|\"\")+\"|[\w .(),])+?)\[\]")
_TOKEN = re.compile(r"E?'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[\[\](),]|[^'\"\[\](),]+")


def settled(text: Text) -> Text:
    """The expression with the casts of arrays at their elements."""
    if not text or _START not in text:
        return text
    once = _settled_once(text)
    # An array that is cast twice is reached from inside.
    return once if once == text else settled(once)


def _settled_once(text: str) -> str:
    parts: list[str] = []
    while _START in text:
        before, _, after = text.partition(_START)
        found = _elements(after)
        if found is None:
            parts += (before, _START)
            text = after
        else:
            elements, kind, text = found
            parts += (before, f"ARRAY[{', '.join(f'({element})::{kind}' for element in elements)}]")
    return "".join((*parts, text))


def _elements(text: str) -> tuple[list[str], str, str] | None:
    """The elements up to the closing bracket, the type that the array is cast to, and what follows."""
    elements: list[str] = []
    depth, current = 0, ""
    for word, end in _tokens(text):
        if word == "]" and depth == 0:
            cast = _CAST.match(text, end - 1)
            nested = any(element.lstrip("(").startswith("ARRAY[") for element in (*elements, current.strip()))
            return None if cast is None or nested else ([*elements, current.strip()], cast[1], text[cast.end() :])
        depth += {"[": 1, "(": 1, "]": -1, ")": -1}.get(word, 0)
        if word == "," and depth == 0:
            elements.append(current.strip())
            current = ""
        else:
            current += word
    return None


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    for found in _TOKEN.finditer(text):
        yield found[0], found.end()
