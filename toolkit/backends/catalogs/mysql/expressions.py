"""Expressions (of defaults, checks, generated columns and indexes) as MySQL keeps them in information_schema."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ESCAPES: Mapping[str, str] = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "Z": "\x1a"}
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_BYTES_OF_THEIR_OWN = re.compile(r"_(?!utf8|ascii)\w+\\?'", re.IGNORECASE)


def printed(text: str) -> str:
    r"""As SHOW CREATE TABLE prints it: ``_utf8mb4\'a\'`` unescaped, and its letters mended."""
    mended = text if text.isascii() else _mended(text)
    return _ESCAPED.sub(lambda match: _ESCAPES.get(match[1], match[1]), mended) if "\\" in mended else mended


def _mended(text: str) -> str:
    """MySQL (8.0 to 9.7) takes every byte of a stored expression for a letter of its latin1.

    A literal of another character set has bytes of its own: such a text stays as it is.
    """
    if _BYTES_OF_THEIR_OWN.search(text):
        return text
    try:
        return b"".join(map(_byte, text)).decode()
    except (UnicodeDecodeError, ValueError):
        return text


def _byte(letter: str) -> bytes:
    """MySQL's latin1 is cp1252, with the five holes of that filled by the control characters."""
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return bytes([ord(letter)])
