"""The server's own words taken apart: names, texts, groups in parentheses, comments that it runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from toolkit.backends.catalogs.innodb.texts import quoted

_TOKEN = re.compile(
    r"'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\"|`(?:[^`]|``)*`|/\*.*?\*/|[(),]|\s+|[^\s'\"`(),/]+|/", re.DOTALL
)


def unquoted(word: str) -> str:
    """The name that a word in backticks is."""
    return word[1:-1].replace("``", "`")


def is_name(word: str) -> bool:
    """Whether a word is a name in backticks."""
    return word.startswith("`")


def tokens(text: str) -> list[str]:
    """All of it, so that joining them gives the text again."""
    return _TOKEN.findall(text)


def pieces(text: str) -> list[str]:
    """Words at the top level; a group in parentheses belongs to the word that it stands at: ``decimal(4,2)``."""
    return [piece for piece in _split(text, str.isspace) if piece]


def members(group: str) -> list[str]:
    """What stands between the commas of a group in parentheses."""
    return [member.strip() for member in _split(group.strip()[1:-1], lambda word: word == ",")]


def _split(text: str, ends: Callable[[str], bool]) -> Iterator[str]:
    depth, current = 0, ""
    for word in tokens(text):
        depth += (word == "(") - (word == ")")
        if depth == 0 and ends(word):
            yield current
            current = ""
        else:
            current += word
    yield current


def first_group(text: str) -> tuple[str, str, str]:
    """What stands before the first group in parentheses, the group, and the rest."""
    before, group, depth = "", "", 0
    found = tokens(text)
    for index, word in enumerate(found):
        depth += word == "("
        if depth:
            group += word
        else:
            before += word
        depth -= word == ")" and depth > 0
        if group and not depth:
            return before, group, "".join(found[index + 1 :])
    return before, group, ""


def columns_in(expression: str) -> frozenset[str]:
    """The names in it that may be columns, in lower case: not what is qualified, or called as a function."""
    found = [word for word in tokens(expression) if not word.isspace()]
    around = zip(["", *found], found, [*found[1:], ""], strict=False)
    return frozenset(
        unquoted(word).lower()
        for before, word, after in around
        if is_name(word) and not before.endswith(".") and not after.startswith((".", "("))
    )


def with_column_renamed(text: str, old: str, new: str) -> str:
    """An expression, or a list of columns, that names one of them otherwise."""
    if old == new:
        return text
    wanted = quoted(old).lower()
    return "".join(quoted(new) if word.lower() == wanted else word for word in tokens(text))
