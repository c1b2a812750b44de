"""What the user may see: information_schema leaves out, without a word, what a privilege is missing for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

_LINE = re.compile(
    r"(GRANT|REVOKE) (.+?) ON (?:TABLE )?(\*|`(?:[^`]|``)*`)\.(\*|`(?:[^`]|``)*`) (?:TO|FROM) ", re.DOTALL
)
_COLUMNS = re.compile(r"\s*\([^)]*\)")
_ALL = "ALL PRIVILEGES"


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One line of SHOW GRANTS about a whole database or, with ``database`` None, all of them."""

    revoked: bool
    privileges: frozenset[str]
    database: str | None


@dataclass(frozen=True, kw_only=True)
class Grants:
    """The privileges of the user and of the roles that are active."""

    lines: tuple[Grant, ...]

    def allow(self, privileges: Iterable[str], database: str) -> bool:
        """Whether one of them holds for the whole of that database."""
        return any(self._allows(privilege, database) for privilege in privileges)

    def allow_everywhere(self, privilege: str) -> bool:
        """Whether it holds for all databases."""
        return any(grant.privileges & {privilege, _ALL} for grant in self.lines if grant.database is None)

    def _allows(self, privilege: str, database: str) -> bool:
        granted = False
        for grant in self.lines:
            if not grant.privileges & {privilege, _ALL}:
                continue
            if grant.revoked:
                # Partial revokes (MySQL 8.0.16) take one schema out of a global privilege.
                if grant.database is not None and _unescaped(grant.database) == database:
                    return False
            elif grant.database is None or _matches(grant.database, database):
                granted = True
        return granted


def read_grants(connection: sa.Connection, role: str | None) -> Grants:
    """``role`` is CURRENT_ROLE(); MySQL tells the privileges of active roles only when they are named."""
    statement = "SHOW GRANTS" if role in (None, "NONE") else f"SHOW GRANTS FOR CURRENT_USER() USING {role}"
    if getattr(connection.dialect, "is_mariadb", False):
        statement = "SHOW GRANTS"
    return Grants(lines=tuple(_parsed(connection.execute(sa.text(statement.replace(":", r"\:"))).scalars())))


def _parsed(lines: Iterable[str]) -> Iterator[Grant]:
    for line in lines:
        match = _LINE.match(line)
        # Privileges on one table or routine show no more than that one.
        if match is None or match[4] != "*":
            continue
        words = _COLUMNS.sub("", match[2]).split(",")
        yield Grant(
            revoked=match[1] == "REVOKE",
            privileges=frozenset(word.strip().upper() for word in words),
            database=None if match[3] == "*" else match[3][1:-1].replace("``", "`"),
        )


def _matches(pattern: str, database: str) -> bool:
    r"""``shop\_%``: the wildcards of LIKE."""
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    wild = {"%": ".*", "_": "."}
    expression = "".join(wild.get(part, re.escape(part[-1])) for part in parts)
    return re.fullmatch(expression, database, re.DOTALL) is not None


def _unescaped(pattern: str) -> str:
    return re.sub(r"\\(.)", r"\1", pattern)
