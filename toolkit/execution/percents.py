"""Percent signs: who gives values to a driver that formats them into the text writes each literal one as two."""

from __future__ import annotations

import re

from sqlalchemy.engine import Dialect

# https://peps.python.org/pep-0249/#paramstyle: format and pyformat; psycopg has %b and %t besides.
_LITERAL = re.compile(r"%(?!(?:\([^)]*\))?[sbt])")


def halved(sql: str, dialect: Dialect, *, has_values: bool) -> str:
    """The text as its server gets it, but for the placeholders of the values that go with it.

    Where a literal sign would look like a placeholder then, the text stays as it is.
    """
    if not doubles(dialect) or "%%" not in sql:
        return sql
    text = sql.replace("%%", "%")
    return text if not has_values or doubled(text) == sql else sql


def doubled(sql: str) -> str:
    """The other way round, to go with values."""
    return _LITERAL.sub("%%", sql)


def doubles(dialect: Dialect) -> bool:
    """Whether SQLAlchemy writes them so for this driver: some that say ``format`` leave literals alone."""
    return bool(getattr(dialect.identifier_preparer, "_double_percents", False))
