"""Numbers with their nouns."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """``1 revision``, ``1,204 revisions``, ``no revisions``."""
    return f"{number or 'no'} {noun}s" if number == 0 else f"{number:,} {noun}{'' if number == 1 else 's'}"
