"""What a statement leaves in its session, and how long that lasts."""

from __future__ import annotations

import re

from toolkit.backends.sql.resolving import resolved

_TEMPORARY = re.compile(
    r"\s*(?:CREATE\s+(?:OR\s+REPLACE\s+)?(?:(?:GLOBAL|LOCAL)\s+)?TEMP(?:ORARY)?\s+TABLE\b|"
    r"(?:WITH|SELECT)\b.*\bINTO\s+TEMP(?:ORARY)?\b)",
    re.IGNORECASE | re.DOTALL,
)
_VARIABLE = re.compile(r"\s*SET\s.*@(?!@).*\bSELECT\b", re.IGNORECASE | re.DOTALL)
# https://www.postgresql.org/docs/current/sql-set.html: of a session it is once its transaction is committed.
_OF_THE_SESSION = re.compile(
    r"\s*(?:SET\s+(?!LOCAL\b|TRANSACTION\b|CONSTRAINTS\b)(?!SESSION\s+CHARACTERISTICS\b)|RESET\s)", re.IGNORECASE
)


def outlives_transaction(sql: str, backend: str) -> bool:
    """Whether it is a setting that stays what it is when a transaction of PostgreSQL is committed."""
    return _OF_THE_SESSION.match(resolved(sql, backend)) is not None


def is_lost_with_session(sql: str, backend: str) -> bool:
    """Whether it makes a temporary table, or keeps in a variable what it has read."""
    text = resolved(sql, backend)
    return bool(_TEMPORARY.match(text) or _VARIABLE.match(text))
