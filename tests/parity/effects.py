"""What a run changed, in a form that two runs can be compared by."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.projects.ours import is_ours

IGNORED = {"__pycache__", "app.db", "seen.jsonl"}
VARYING = (
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?"), "<time>"),
    (re.compile(r"\b[0-9a-f]{12}(?=\b|_)"), "<id>"),
    # What only tk can say of a revision.
    (re.compile(r"\n*\nProved on a shadow of [^\n]*\n[^\n]*as it was\.(?=\n)"), ""),
    (re.compile(r'(?<=Create Date: <time>)\n+(?=""")'), "\n"),
)


LABELS = re.compile(r"(?<=\()\w+(?:, \w+)+(?=\))|(?<=Branch names: )\w+(?:, \w+)+")
"""Branch labels are a set, printed in any order."""


def plain(text: str, directory: Path) -> str:
    """The text without what differs between any two runs: where, when, and generated ids."""
    text = text.replace(str(directory), "<here>")
    for pattern, word in VARYING:
        text = pattern.sub(word, text)
    return LABELS.sub(lambda labels: ", ".join(sorted(labels[0].split(", "))), text)


def files(directory: Path) -> dict[str, str]:
    """Every file of the project but those of Python and of the database."""
    found = {}
    for path in sorted(directory.rglob("*")):
        relative = path.relative_to(directory)
        if path.is_file() and not IGNORED & set(relative.parts) and path.suffix not in (".db", ".pyc"):
            found[plain(str(relative), directory)] = plain(path.read_text(encoding="utf-8"), directory)
    return found


def databases(directory: Path) -> dict[str, list[str]]:
    """The schema and all rows of every SQLite database of the project."""
    return {str(path.relative_to(directory)): _dump(path) for path in sorted(directory.rglob("*.db"))}


def seen(directory: Path) -> list[dict[str, Any]]:
    """What env.py saw, each time that it ran."""
    path = directory / "seen.jsonl"
    return (
        [json.loads(plain(line, directory)) for line in path.read_text(encoding="utf-8").splitlines()]
        if path.exists()
        else []
    )


def unlike(theirs: list[dict[str, Any]], ours: list[dict[str, Any]]) -> list[str]:
    """In what two env.py saw different things."""
    if len(theirs) != len(ours):
        return [f"env.py ran {len(theirs)} times with alembic and {len(ours)} times with tk"]
    for one, other in zip(theirs, ours, strict=True):
        # Options that this Alembic does not have yet are no difference.
        for name in ("options", "parameters"):
            other[name] = _without_more(other[name], one[name])
    names = [(one, other, name) for one, other in zip(theirs, ours, strict=True) for name in one]
    return [f"{name}: alembic {one[name]}, tk {other[name]}" for one, other, name in names if one[name] != other[name]]


def _without_more(values: Any, known: Any) -> Any:
    if isinstance(values, dict):
        return {name: value for name, value in values.items() if name in known}
    return [value for value in values if value in known]


def _dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        lines = [line for line in connection.iterdump() if not is_ours(line)]
    # Alembic creates it before it finds out that there is nothing to run; tk finds out first.
    is_empty = not any(line.startswith('INSERT INTO "alembic_version"') for line in lines)
    return [line for line in lines if not (is_empty and line.startswith("CREATE TABLE alembic_version"))]
