"""The databases that a statement names, and a statement that is to speak of another one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

# A text in double quotes that a dot follows is a name, under ANSI_QUOTES.
_TEXT_OR_COMMENT = re.compile(
    r"(\"(?:[^\"]|\"\")+\"\s*\.)|"
    r"'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\"|/\*(?![!M]).*?\*/|(?:--\s|#)[^\n]*",
    re.DOTALL,
)
_NAME = r"(?:`((?:[^`]|``)+)`|\"((?:[^\"]|\"\")+)\"|([\w$]+))"
_QUALIFIED = re.compile(rf"(?<![\w$`\".]){_NAME}\s*\.")
_BARE = re.compile(rf"(?<![\w$`\".]){_NAME}(?!\s*\.)(?![\w$`\"])")
_DOTTED = re.compile(rf"\.\s*{_NAME}")
# Where a table's name stands, whatever else is called like it.
_OF_A_TABLE = re.compile(
    rf"\b(?:FROM|JOIN|INTO|UPDATE|IGNORE|TABLES?|EXISTS|REFERENCES|VIEW|TRUNCATE|DESCRIBE|INDEX\s+\S+\s+ON|FOR|TRIGGER|RENAME|TO)"
    rf"\s+{_NAME}\s*\.|\bROW\s+ON\s+{_NAME}\s*\.|^\s*(?:USE|ALTER\s+(?:DATABASE|SCHEMA))\s+{_NAME}",
    re.IGNORECASE,
)
_LISTED = re.compile(rf"^\s*SHOW\s[^'\"]*?\s(?:FROM|IN)\s+{_NAME}(?!\s*\.)", re.IGNORECASE)
# Only in these may a table have another name for the length of a statement.
_WITH_ALIASES = re.compile(r"\b(?:SELECT|INSERT|REPLACE|UPDATE|DELETE|LOCK)\b", re.IGNORECASE)
# A text of these is run as a statement.
_PREPARED = re.compile(r"\s*(?:PREPARE|EXECUTE|SET\s+@(?!@))", re.IGNORECASE)


def stranger_in(statement: str, databases: Collection[str]) -> str | None:
    """The first of these databases that the statement names."""
    known = {name.lower(): name for name in databases}
    told = statement if _PREPARED.match(statement) else _TEXT_OR_COMMENT.sub(r"\1 ", statement)
    found = {*_names(_OF_A_TABLE, told)}
    qualified = {*_names(_QUALIFIED, told)}
    # A name that stands there by itself too is an alias, or the name of a table.
    found |= qualified - {*_names(_BARE, told)} if _WITH_ALIASES.search(told) else qualified
    return next((known[name] for name in sorted(found) if name in known), None)


def _names(pattern: re.Pattern[str], statement: str) -> Iterator[str]:
    for found in pattern.finditer(statement):
        yield _unquoted(next(group for group in found.groups() if group)).lower()


def moved(statement: str, live: str, shadow: str) -> str:
    """The statement with the one database where it names the other, however a name is quoted.

    A text that is run as a statement is left alone, and names what it names.
    """
    if live not in statement or not (_LISTED.match(statement) or stranger_in(statement, [live])):
        return statement
    told = _TEXT_OR_COMMENT.sub(lambda found: found[0] if found[1] else " " * len(found[0]), statement)
    # A table may be called as its database is.
    is_alias = _WITH_ALIASES.search(told) and live.lower() in {*_names(_BARE, told), *_names(_DOTTED, told)}
    patterns = (_LISTED, _OF_A_TABLE) if is_alias else (_LISTED, _OF_A_TABLE, _QUALIFIED)
    places = {found.span(number) for pattern in patterns for found in pattern.finditer(told) for number in _told(found)}
    for start, end in sorted(places, reverse=True):
        if _unquoted(statement[start:end]) == live:
            statement = f"{statement[:start]}{shadow}{statement[end:]}"
    return statement


def _told(found: re.Match[str]) -> Iterator[int]:
    """The groups that have a name."""
    return (number for number in range(1, len(found.groups()) + 1) if found[number])


def _unquoted(name: str) -> str:
    return name.replace("``", "`").replace('""', '"')
