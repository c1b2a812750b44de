"""Which tables of the live database the pending revisions may concern, from the words of their files."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path

from toolkit.backends.sql.questions import finds_tables
from toolkit.backends.sql.values import Name

_WORD = re.compile(r"\w+")
# What an Alembic revision imports as a rule, and where no table is named.
_USUAL = re.compile(
    r"^\s*(?:from|import)\s+(?:alembic|sqlalchemy|__future__|collections|typing|datetime)\b", re.MULTILINE
)
# Names that are put together, and statements that stand elsewhere.
_ELSEWHERE = re.compile(
    r"""\br?fr?["']|\.format\(|["']\s*%|\.join\(|["']\s*\+|\+\s*["']|\bopen\(|\bcall\s+\w""", re.IGNORECASE
)
# What is not just another table, or a column that may be without a value.
_NARROWING = re.compile(
    r"nullable\s*=\s*False|not\s+null|alter_column|batch_|unique|foreign|primary|constraint|create_index|"
    r"check|computed|\bexecute\b|get_bind|bulk_insert",
    re.IGNORECASE,
)
_IMPORT = re.compile(r"^\s*(?:from|import)\s+\S+", re.MULTILINE)


def concerned(files: Iterable[Path], tables: Collection[Name]) -> Collection[Name] | None:
    """Those that are named in the files; None where a file finds its tables in another way than by their names."""
    texts = [_text(file) for file in files]
    if any(
        text is None
        or finds_tables(text)
        or _ELSEWHERE.search(text) is not None
        or len(_IMPORT.findall(text)) > len(_USUAL.findall(text))
        for text in texts
    ):
        return None
    words = {word.casefold() for text in texts if text is not None for word in _WORD.findall(text)}
    return [name for name in tables if _is_named(name.name, words) or (name.schema and _is_named(name.schema, words))]


def may_narrow(files: Iterable[Path]) -> bool:
    """Whether the words of the files leave it possible that rows do not fit; a guess, for who can make up for it."""
    texts = [_text(file) for file in files]
    return any(text is None or _NARROWING.search(text) is not None for text in texts)


def _is_named(name: str, words: Collection[str]) -> bool:
    return {word.casefold() for word in _WORD.findall(name)} <= set(words)


def _text(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
