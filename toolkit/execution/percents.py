"""Percent signs: who gives values to a driver that formats them into the text writes each literal one as two."""

from __future__ import annotations

import re

from sqlalchemy.engine import Dialect

_SIGN = re.compile(r"%%?")
# https://peps.python.org/pep-0249/#paramstyle: format and pyformat; psycopg has %b and %t besides.
_LITERAL = re.compile(r"%(?!(?:\([^)]*\))?[sbt])")


def halved(sql: str, dialect: Dialect) -> str:
    """The text as its server gets it, but for the placeholders of the values that go with it."""
    return sql.replace("%%", "%") if doubles(dialect) else sql


def doubled(sql: str, given: str) -> str:
    """The other way round, to go with values; ``sql`` says in other words what was ``given`` with the same ones.

    What is a placeholder and what only looks like one, that text tells, as long as no sign was added or taken away.
    """
    signs: list[str] = _SIGN.findall(given)
    if sql.count("%") != len(signs):
        return _LITERAL.sub("%%", sql)
    return "".join(part for pair in zip(sql.split("%"), [*signs, ""], strict=True) for part in pair)


def doubles(dialect: Dialect) -> bool:
    """Whether SQLAlchemy writes them so for this driver: some that say ``format`` leave literals alone."""
    return bool(getattr(dialect.identifier_preparer, "_double_percents", False))
