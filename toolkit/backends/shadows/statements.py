"""A text that a revision sends may hold several statements, and comments before each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

BEFORE = r"(?:\s+|--[^\n]*(?:\n|$)|/\*.*?\*/)*+"
"""What may stand before a statement, as a pattern for ``re.DOTALL``."""
# Texts, names and comments, in which a semicolon ends nothing.
_TOKEN = re.compile(
    r"(?<!\w)[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|(?<!\w)\$(\w*)\$.*?\$\1\$"
    r"|--[^\n]*|/\*.*?\*/|(?P<end>;)",
    re.DOTALL,
)


def statements(text: str) -> Sequence[str]:
    """Each with the semicolon that ends it: joined, they are the text again."""
    if ";" not in text:
        return (text,)
    ends = [found.end() for found in _TOKEN.finditer(text) if found["end"]]
    places = [0, *ends, len(text)]
    return tuple(text[start:end] for start, end in pairwise(places) if start != end)
