"""What was expected beside what was found."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from toolkit.reports.characters import lines_of, shown


def compared(expected: str | None, found: str | None) -> list[str]:
    """Two values below each other; texts of several lines line by line, ``-`` expected and ``+`` found."""
    if expected is not None and found is not None and "\n" in f"{expected}{found}":
        return ["expected (-) and found (+):", *(f"  {line}" for line in _line_by_line(expected, found))]
    return [*_labelled("expected:", expected), *_labelled("found:", found)]


def _labelled(label: str, value: str | None) -> list[str]:
    if value is None:
        return []
    if "\n" in value:
        return [label, *(f"  {line}" for line in lines_of(value))]
    # Blanks at an end are a difference that nobody sees.
    return [f"{label:<9} {shown(value) if value and value == value.strip() else repr(value)}"]


def _line_by_line(expected: str, found: str) -> Iterator[str]:
    before, after = lines_of(expected), lines_of(found)
    for kind, start, end, other_start, other_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from (f"  {line}" for line in before[start:end])
            continue
        yield from (f"- {line}" for line in before[start:end])
        yield from (f"+ {line}" for line in after[other_start:other_end])
