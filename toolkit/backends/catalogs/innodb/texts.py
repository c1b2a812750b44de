"""The server's own texts, without the names of the databases that they were read from."""

from __future__ import annotations

import re

from toolkit.backends.catalogs.innodb.names import Names

_TOKEN = re.compile(r"'(?:[^'\\]|\\.|'')*'|`(?:[^`]|``)*`\.?", re.DOTALL)
_NAME_OF_COLUMN = re.compile(r"`(?:[^`]|``)*`\.`")
_BEFORE_TABLE = re.compile(r"\b(?:from|join)\s+\(*\Z", re.IGNORECASE)
_CALL = re.compile(r"`(?:[^`]|``)*`\s*\(")


def unqualified(text: str, database: str, names: Names) -> str:
    """A definition that the server prints with every name qualified: its own database's name taken away.

    The connection's database becomes ``(default)`` in the definitions of another one.
    """
    shorter = _without(text, database, "")
    if names.own is None or names.own == database:
        return shorter
    return _without(shorter, names.own, "`(default)`.")


def quoted(name: str) -> str:
    """A name as the server prints it."""
    return "`" + name.replace("`", "``") + "`"


def literal(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _without(text: str, database: str, instead: str) -> str:
    name = quoted(database)
    if f"{name}." not in text:
        return text
    # A table's alias may be called as the database: what stands before a dot is then ambiguous.
    has_alias = any(token == name and not _follows_dot(text, start) for token, start in _tokens(text))

    def shortened(match: re.Match[str]) -> str:
        if match[0] != f"{name}." or _follows_dot(text, match.start()) or not text.startswith("`", match.end()):
            return match[0]
        return match[0] if has_alias and not _is_database(text, match) else instead

    return _TOKEN.sub(shortened, text)


def _tokens(text: str) -> list[tuple[str, int]]:
    return [(match[0], match.start()) for match in _TOKEN.finditer(text)]


def _follows_dot(text: str, start: int) -> bool:
    return text[start - 1 : start] == "."


def _is_database(text: str, match: re.Match[str]) -> bool:
    """``db`.`table`.`column``, ``from `db`.`table``` and ``db`.`function`()``."""
    return bool(
        _NAME_OF_COLUMN.match(text, match.end())
        or _BEFORE_TABLE.search(text, 0, match.start())
        or _CALL.match(text, match.end())
    )
