"""Text from anywhere, fit to be shown: a character that cannot be seen is written as its escape."""

from __future__ import annotations


def shown(text: str, *, keep: str = "") -> str:
    """``text`` without what moves a terminal's cursor, hides what follows, or is no character of XML or UTF-8."""
    return "".join(letter if letter.isprintable() or letter in keep else ascii(letter)[1:-1] for letter in text)


def lines_of(text: str) -> list[str]:
    """The lines of ``text``, each fit to be shown; a carriage return is no end of a line, so that it is seen."""
    return [shown(line, keep="\t") for line in text.split("\n")]
