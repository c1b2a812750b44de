"""PostgreSQL: names, texts and lists as its statements have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy.dialects import postgresql


@cache
def _preparer() -> Any:
    return postgresql.dialect().identifier_preparer  # type: ignore[no-untyped-call]  # as SQLAlchemy has it


def named(name: str) -> str:
    """A name, in quotes where it needs them."""
    return str(_preparer().quote(name))


def names(given: Sequence[str]) -> str:
    """A list of names."""
    return ", ".join(map(named, given))


def qualified(schema: str | None, name: str) -> str:
    """A name within its schema; what is in the default one is named without it."""
    return named(name) if schema is None else f"{named(schema)}.{named(name)}"


def literal(text: str) -> str:
    """A text as a literal."""
    quoted = "'" + text.replace("'", "''") + "'"
    return f"E{quoted.replace(chr(92), chr(92) * 2)}" if "\\" in text else quoted


def described(kind: str, name: str, comment: str | None) -> str:
    """The statement that gives something a comment, or takes it away."""
    return f"COMMENT ON {kind} {name} IS {'NULL' if comment is None else literal(comment)}"


def with_options(pairs: Iterable[tuple[str, str]]) -> str:
    """`` WITH (fillfactor = 80)``, or nothing."""
    said = [f"{name} = {value}" for name, value in pairs]
    return f" WITH ({', '.join(said)})" if said else ""
