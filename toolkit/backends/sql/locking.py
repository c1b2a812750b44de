"""LOCK TABLES of MySQL and MariaDB: a session that holds it may use no other tables."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LOCK = re.compile(r"\s*LOCK\s+TABLES?\s", re.IGNORECASE)
# https://mariadb.com/kb/en/wait-and-nowait/
_END = re.compile(r"(?:\s+(?:WAIT\s+\d+|NOWAIT))?\s*;?\s*\Z", re.IGNORECASE)


def locking_too(sql: str, tables: Iterable[str]) -> str:
    """The statement with these tables, quoted as the server has them, locked as well; another one as it is."""
    end = _END.search(sql)
    if not _LOCK.match(sql) or end is None:
        return sql
    return sql[: end.start()] + "".join(f", {table} WRITE" for table in tables) + sql[end.start() :]
