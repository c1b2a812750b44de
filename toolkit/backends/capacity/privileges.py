"""What an account of MySQL or MariaDB may do, as far as it tells this itself. When unsure, nothing is missing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.base import is_mariadb
from toolkit.backends.mariadb import MariaDB
from toolkit.backends.mysql import MySQL
from toolkit.backends.sql.acting import Act, acts

# Tried on MySQL 9.7 and MariaDB 10.11, which agree: an ALTER TABLE wants neither CREATE nor INSERT, as the manual has
# it, unless it renames: https://dev.mysql.com/doc/refman/8.4/en/alter-table.html
_NEEDED: Mapping[Act, tuple[str, ...]] = {
    Act.ALTER: ("ALTER",),
    Act.RENAME: ("ALTER", "DROP"),
    Act.TAKE: ("CREATE", "INSERT"),
    Act.MAKE: ("CREATE",),
    Act.VIEW: ("CREATE VIEW",),
    Act.ROUTINE: ("CREATE ROUTINE",),
    Act.DROP: ("DROP",),
    Act.INDEX: ("INDEX",),
    Act.REFER: ("REFERENCES",),
    Act.TRIGGER: ("TRIGGER",),
    Act.EMPTY: ("DROP",),
    Act.INSERT: ("INSERT",),
    Act.UPDATE: ("UPDATE",),
    Act.DELETE: ("DELETE",),
}
# Who may read the server's own tables sees those of all accounts.
_GRANTED = """
SELECT NULL AS `schema`, NULL AS name, privilege_type AS privilege
FROM information_schema.user_privileges WHERE grantee = :grantee
UNION ALL SELECT table_schema, NULL, privilege_type
FROM information_schema.schema_privileges WHERE grantee = :grantee
UNION ALL SELECT table_schema, table_name, privilege_type
FROM information_schema.table_privileges WHERE grantee = :grantee
UNION ALL SELECT table_schema, table_name, privilege_type
FROM information_schema.column_privileges WHERE grantee = :grantee
"""
_Grant = tuple[str | None, str | None, str]


def account_of(connection: Connection) -> str:
    """Whom the server takes this user for, as a GRANT names it."""
    user, _, host = str(connection.scalar(text("SELECT CURRENT_USER()"))).rpartition("@")
    return "@".join("'" + part.replace("'", "''") + "'" for part in (user, host))


def missing(connection: Connection, statements: Collection[str]) -> Sequence[str]:
    """One GRANT for each database in which these statements need more than there is."""
    current = str(connection.scalar(text("SELECT DATABASE()")) or "")
    grants = None if _has_more(connection) else _grants(connection)
    if grants is None:
        return ()
    lacking: dict[str, set[str]] = {}
    backend = MariaDB.name if is_mariadb(connection) else MySQL.name
    for act, name in dict.fromkeys(done for sql in statements for done in acts(sql, backend)):
        schema = name.schema or current
        needed = {*_NEEDED.get(act, ())}
        lacking.setdefault(schema, set()).update(needed - {*_granted(grants, schema, name.name)})
    account = account_of(connection)
    return [_grant(schema, privileges, grants, account) for schema, privileges in sorted(lacking.items()) if privileges]


def has_any(connection: Connection, wanted: Collection[str]) -> bool:
    """Whether the account has one of these for the whole server."""
    grants = None if _has_more(connection) else _grants(connection)
    return grants is None or any(schema is None and privilege in wanted for schema, _, privilege in grants)


def _grant(schema: str, privileges: Collection[str], grants: Collection[_Grant], account: str) -> str:
    """Without taking away what there is.

    Tried on both servers: of the grants on databases that match, only the one that is spelled the closest counts, an
    escaped name before one that is not, so that a GRANT by another spelling hides what was granted by this one.
    """
    escaped = re.sub(r"([_%])", r"\\\1", schema)
    own = {pattern for pattern, table, _ in grants if pattern is not None and table is None}
    matching = sorted(filter(lambda pattern: _matches(pattern, schema), own), key=_wildness)
    closest = matching[0] if matching else escaped
    is_exact = closest.lower() in (schema.lower(), escaped.lower())
    pattern = closest if is_exact else escaped
    kept = {one for named, table, one in grants if named == closest and table is None and not is_exact}
    named = f"`{pattern.replace('`', '``')}`"
    return f"GRANT {', '.join(sorted({*privileges, *kept} - {'USAGE'}))} ON {named}.* TO {account};"


def _wildness(pattern: str) -> int:
    return len(re.findall(r"(?<!\\)[_%]", pattern))


def _has_more(connection: Connection) -> bool:
    """Whether rights may come from elsewhere: what a role has is not told to those who have the role."""
    if connection.scalar(text("SELECT CURRENT_ROLE()")) not in (None, "NONE"):
        return True
    if not is_mariadb(connection):
        return False
    # https://mariadb.com/kb/en/grant/#to-public : everybody has these, since 10.11.
    version = connection.dialect.server_version_info or ()
    return version >= (10, 11) and bool(connection.exec_driver_sql("SHOW GRANTS FOR PUBLIC").all())


def _grants(connection: Connection) -> list[_Grant] | None:
    """None where this account is not in the lists: each has USAGE at least."""
    rows = connection.execute(text(_GRANTED), {"grantee": account_of(connection)})
    return [(row.schema, row.name, str(row.privilege).upper()) for row in rows] or None


def _granted(grants: Collection[_Grant], schema: str, table: str) -> Iterator[str]:
    """How names are folded depends on where the server runs: more is taken for granted, rather than less."""
    for granted_schema, granted_table, privilege in grants:
        if granted_schema is not None and not _matches(granted_schema, schema):
            continue
        if granted_table is None or granted_table.lower() == table.lower():
            yield privilege


def _matches(pattern: str, schema: str) -> bool:
    """https://dev.mysql.com/doc/refman/8.4/en/grant.html: a database in a GRANT is a pattern, unless escaped."""
    tokens = re.findall(r"\\.|.", pattern, re.DOTALL)
    wild = {"%": ".*", "_": "."}
    expression = "".join(wild.get(token) or re.escape(token[-1]) for token in tokens)
    return re.fullmatch(expression, schema, re.IGNORECASE | re.DOTALL) is not None
