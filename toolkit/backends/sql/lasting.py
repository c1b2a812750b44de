"""What a statement leaves in its session that rows were read for, and that is gone with the session."""

from __future__ import annotations

import re

from toolkit.backends.sql.resolving import resolved

_TEMPORARY = re.compile(
    r"\s*(?:CREATE\s+(?:OR\s+REPLACE\s+)?(?:(?:GLOBAL|LOCAL)\s+)?TEMP(?:ORARY)?\s+TABLE\b|"
    r"(?:WITH|SELECT)\b.*\bINTO\s+TEMP(?:ORARY)?\b)",
    re.IGNORECASE | re.DOTALL,
)
_VARIABLE = re.compile(r"\s*SET\s.*@(?!@).*\bSELECT\b", re.IGNORECASE | re.DOTALL)


def is_lost_with_session(sql: str, backend: str) -> bool:
    """Whether it makes a temporary table, or keeps in a variable what it has read."""
    text = resolved(sql, backend)
    return bool(_TEMPORARY.match(text) or _VARIABLE.match(text))
