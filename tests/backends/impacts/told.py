"""Impacts as the tables of these tests have them: ``SQL => t: index, ShareLock, writes; p: none, ...``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from toolkit.impact import Impact


def cases(file: str) -> Iterator[tuple[str, str]]:
    """The statements of a file beside this one, each with what is to be told of it."""
    for line in Path(__file__).with_name(file).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            sql, _, expected = line.partition(" => ")
            yield sql, expected


def told(impact: Impact) -> str:
    """An impact as such a file has it."""
    return "; ".join(
        sorted(f"{table}: {table.work.value}, {table.lock}, {table.blocks.name.lower()}" for table in impact.tables)
    )
