"""A text as the server reads it, of the same length: what it takes for code in comments, and nested comments.

Afterwards a comment is a comment by its first characters, and ends at the first ``*/``.
"""

from __future__ import annotations

from toolkit.backends.sql.patterns import COMMENTS, EITHER_END

# Dumps hide from all servers what is meant for their client: `/*M!999999\- enable the sandbox mode */`.
_NEVER_REACHED = {"mysql": 99_999, "mariadb": 200_000}
# https://mariadb.com/kb/en/comment-syntax/: versions of MySQL that MariaDB does not claim to be.
_NOT_MARIADB = range(50_700, 100_000)


def resolved(sql: str, backend: str) -> str:
    """The text with spaces where a comment is no comment to the server, or holds others."""
    if "/*" not in sql:
        return sql
    if backend in _NEVER_REACHED:
        return _with_executed(sql, backend) if "/*!" in sql or "/*M!" in sql else sql
    if backend == "postgresql" and sql.count("/*") > 1:
        return _without_nested(sql)
    return sql


def _with_executed(sql: str, backend: str) -> str:
    pieces: list[str] = []
    kept = place = 0
    is_inside = False
    while found := COMMENTS[backend].search(sql, place):
        place = found.end()
        if found["close"]:
            if not is_inside:
                # A product, and perhaps a comment after it: 2*/* two */3.
                place = found.start() + 1
                continue
            is_inside = False
        elif not found["open"]:
            continue
        elif _is_executed(found["open"], found["version"], backend):
            is_inside = True
        else:
            place, _ = _end_of_comment(sql, found.start())
        pieces += sql[kept : found.start()], " " * (place - found.start())
        kept = place
    return "".join([*pieces, sql[kept:]])


def _is_executed(opening: str, version: str | None, backend: str) -> bool:
    is_of_mariadb = opening.startswith("/*M")
    if is_of_mariadb and backend != "mariadb":
        return False
    if version is None:
        return True
    if backend == "mariadb" and not is_of_mariadb and int(version) in _NOT_MARIADB:
        return False
    return int(version) < _NEVER_REACHED[backend]


def _without_nested(sql: str) -> str:
    pieces: list[str] = []
    kept = place = 0
    while found := COMMENTS["postgresql"].search(sql, place):
        place = found.end()
        if not found["open"]:
            continue
        place, is_nested = _end_of_comment(sql, found.start())
        if is_nested:
            pieces += sql[kept : found.start()], " " * (place - found.start())
            kept = place
    return "".join([*pieces, sql[kept:]])


def _end_of_comment(sql: str, start: int) -> tuple[int, bool]:
    """Where the comment that begins here ends, and whether it holds others."""
    depth = 0
    is_nested = False
    for found in EITHER_END.finditer(sql, start):
        depth += 1 if found.group() == "/*" else -1
        is_nested |= depth > 1
        if depth == 0:
            return found.end(), is_nested
    return len(sql), True
