"""Sentences and statements as lines of a terminal or a log."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import TextWrapper

from toolkit.redaction import redact
from toolkit.reports.characters import lines_of, shown

WIDTH = 100
"""Columns; a word that is longer stays whole, so that it can be copied."""
LINES = 2
"""Of a statement that is not told whole."""
READ = 1_000
"""Characters of a statement that are looked at for those lines: some hold a megabyte of values."""


def wrapped(text: str, first: str = "", rest: str | None = None) -> list[str]:
    """``text`` as lines, the first after ``first``, the others after ``rest``: as many blanks, if nothing is said."""
    return _wrapper(first, rest).wrap(shown(" ".join(text.split()))) or [first.rstrip()]


def statement(sql: str, first: str = "", rest: str | None = None, *, whole: bool = False) -> list[str]:
    """A statement without passwords: whole as it was written, or its first two lines."""
    rest = " " * len(first) if rest is None else rest
    if whole:
        lines = lines_of(redact(sql).strip())
        return [f"{rest if place else first}{line}".rstrip() for place, line in enumerate(lines)]
    cut = " ..."
    wrapper = _wrapper(first, rest, width=WIDTH - len(cut), breaks=True)
    found = wrapper.wrap(shown(" ".join(redact(sql.lstrip()[:READ]).split()))) or [first.rstrip()]
    if len(found) <= LINES and len(sql.strip()) <= READ:
        return found
    *before, last = found[:LINES]
    return [*before, f"{last}{cut}"]


def aligned(rows: Sequence[Sequence[str]], indent: str = "") -> list[str]:
    """Rows of cells as a table: each column as wide as its widest cell."""
    cells = [[shown(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        indent + "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def _wrapper(first: str, rest: str | None, *, width: int = WIDTH, breaks: bool = False) -> TextWrapper:
    return TextWrapper(
        width=width,
        initial_indent=first,
        subsequent_indent=" " * len(first) if rest is None else rest,
        break_long_words=breaks,
        break_on_hyphens=False,
    )
