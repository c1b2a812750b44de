"""Which questions are about the schema, and not about the user's rows."""

from __future__ import annotations

import re
from collections.abc import Mapping

_INNODB = re.compile(r"\s*(?:SHOW|DESC|DESCRIBE)\b|\binformation_schema\b", re.IGNORECASE)
_CATALOGS: Mapping[str, re.Pattern[str]] = {
    "mysql": _INNODB,
    "mariadb": _INNODB,
    "postgresql": re.compile(
        r"\s*SHOW\b|\b(?:information_schema|pg_catalog|pg_[a-z]+)\s*\.|\bpg_[a-z_]+\b", re.IGNORECASE
    ),
    "sqlite": re.compile(r"^\s*PRAGMA\b|\bsqlite_(?:temp_)?(?:master|schema)\b|\bpragma_\w+", re.IGNORECASE),
}


def asks_catalog(sql: str, backend: str) -> bool:
    """Whether a statement that changes nothing reads the server's catalog; its answer holds no rows of the user's."""
    pattern = _CATALOGS.get(backend)
    return pattern is not None and pattern.search(sql) is not None


_FINDS_TABLES = re.compile(
    r"\b(?:inspect|reflect|autoload_with|get_table_names|metadata|import_module|create_all|DATABASE\(\)|"
    r"information_schema|pg_catalog|pg_class|sqlite_master)",
    re.IGNORECASE,
)


def finds_tables(code: str) -> bool:
    """Whether Python code may find its tables by itself, whatever words stand in it."""
    return _FINDS_TABLES.search(code) is not None
