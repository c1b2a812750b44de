"""Shadow databases of PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, text

from toolkit.backends.shadows.base import LOCK_SECONDS, Likeness
from toolkit.backends.shadows.statements import BEFORE, statements

if TYPE_CHECKING:
    from toolkit.catalog.values import Table

# The provider is told since 15, its locale under another name since 17.
_LIVE = """
SELECT pg_encoding_to_char(d.encoding)::text AS encoding, d.datcollate::text AS collation, d.datctype::text AS ctype,
       to_jsonb(d) ->> 'datlocprovider' AS provider,
       coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') AS locale,
       current_schema()::text AS schema, current_setting('search_path') AS path
FROM pg_database d WHERE d.datname = current_database()
"""
_EXTENSIONS = """
SELECT x.extname::text AS name, n.nspname::text AS schema
FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace
WHERE x.extname <> 'plpgsql' ORDER BY x.oid
"""
_SCHEMAS = """
SELECT nspname::text FROM pg_namespace
WHERE NOT starts_with(nspname::text, 'pg_') AND nspname <> 'information_schema' ORDER BY nspname
"""
_THERE = ("pg_catalog", "public")
"""Schemas that every new database has."""
_PROVIDERS = {"i": ("icu", "ICU_LOCALE"), "b": ("builtin", "BUILTIN_LOCALE")}
_END = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = :name AND usename = current_user AND pid <> pg_backend_pid()
"""


# Roles, databases, tablespaces and the server's settings are everybody's. Owners are not compared, and theirs may be
# missing where the shadow is. Without the mapping of a user, a foreign server is a name that nothing is sent to.
_WORDS = r"(?:CREATE|ALTER|DROP)\s+(?:ROLE|USER|GROUP|DATABASE|TABLESPACE|SUBSCRIPTION)|ALTER\s+SYSTEM"
_OF_THE_SERVER = re.compile(
    rf"{BEFORE}(?:{_WORDS}|ALTER\s+DEFAULT\s+PRIVILEGES|REASSIGN|COMMENT\s+ON\s+(?:DATABASE|ROLE|TABLESPACE|SUBSCRIPTION)|"
    r"GRANT|REVOKE|SECURITY\s+LABEL|"
    r"ALTER\s+(?!TABLE\b[^;]*,)[^;]*?\bOWNER\s+TO\s+(?:\"[^\"]+\"|\w+)\s*;?\s*$)(?!\w)",
    re.IGNORECASE | re.DOTALL,
)
# Called from any statement, they reach beyond the database.
_CALLS_THE_SERVER = re.compile(
    r"\b(?:pg_(?:terminate|cancel)_backend|pg_reload_conf|pg_promote|pg_rotate_logfile|pg_switch_wal|"
    r"pg_create_\w*replication_slot|pg_drop_replication_slot|dblink\w*)\s*\(",
    re.IGNORECASE,
)
# To make a role only where it is missing takes a block.
_BLOCK_OF_THE_SERVER = re.compile(rf"{BEFORE}DO\b.*\b(?:{_WORDS})\b", re.IGNORECASE | re.DOTALL)
_CREATE_SCHEMA = re.compile(rf"\A({BEFORE}CREATE\s+SCHEMA\s+)(?!IF\b|AUTHORIZATION\b)", re.IGNORECASE | re.DOTALL)
_NOTHING = re.compile(rf"{BEFORE};?\s*", re.DOTALL)


class PostgreSQLShadows:
    """PostgreSQL, and servers that speak as it does."""

    holds_schemas = True
    takes_long = True

    def likeness(self, live: Connection) -> Likeness:
        row = live.execute(text(_LIVE)).one()
        # template0: nobody can be connected to it, and it takes every encoding and locale.
        options = f"TEMPLATE template0 ENCODING {_text(row.encoding)}"
        options += f" LC_COLLATE {_text(row.collation)} LC_CTYPE {_text(row.ctype)}"
        if row.provider in _PROVIDERS:
            provider, word = _PROVIDERS[row.provider]
            options += f" LOCALE_PROVIDER {provider} {word} {_text(row.locale)}"
        extensions = live.execute(text(_EXTENSIONS)).all()
        schemas = dict.fromkeys([found.schema for found in extensions] + ([row.schema] if row.schema else []))
        for name in _THERE:
            schemas.pop(name, None)
        return Likeness(
            options=options,
            inside=(
                *(f"CREATE SCHEMA IF NOT EXISTS {_name(schema)}" for schema in schemas),
                *(f"CREATE EXTENSION IF NOT EXISTS {_name(x.name)} SCHEMA {_name(x.schema)}" for x in extensions),
            ),
            session=(
                f"SET lock_timeout = '{LOCK_SECONDS}s'",
                f"SELECT set_config('search_path', {_text(row.path)}, false)",
            ),
        )

    def server(self, url: URL) -> URL:
        # Where these credentials are known to be let in.
        return url

    def url(self, url: URL, name: str) -> URL:
        return url.set(database=name)

    def names(self, server: Connection, prefix: str) -> Sequence[str]:
        return server.scalars(
            text("SELECT datname::text FROM pg_database WHERE starts_with(datname::text, :prefix)"), {"prefix": prefix}
        ).all()

    def create(self, server: Connection, name: str, likeness: Likeness) -> None:
        server.execute(text(f"CREATE DATABASE {_name(name)} {likeness.options.replace(':', chr(92) + ':')}"))

    def drop(self, server: Connection, name: str) -> None:
        server.execute(text(_END), {"name": name})
        server.exec_driver_sql(f"DROP DATABASE IF EXISTS {_name(name)}")

    def drop_from_within(self, shadow: Connection, name: str) -> bool:
        return False

    def grant(self, server: Connection, prefix: str) -> str:
        return f"ALTER ROLE {_name(str(server.scalar(text('SELECT current_user::text'))))} CREATEDB;"

    def schema_names(self, live: Connection) -> Sequence[str]:
        return live.scalars(text(_SCHEMAS)).all()

    def schemas(self, names: Sequence[str]) -> Sequence[str]:
        return [f"CREATE SCHEMA IF NOT EXISTS {_name(name)}" for name in names]

    def defaults_of(self, tables: Sequence[Table]) -> Sequence[str]:
        return ()

    @property
    def lets_refer(self) -> Sequence[str] | None:
        return None

    def with_indexes(self, table: str, indexes: Sequence[str]) -> str | None:
        return None

    def spelled(self, statement: str) -> str | None:
        kept = [_spelled(part) for part in statements(statement) if not _is_of_the_server(part)]
        return None if all(_NOTHING.fullmatch(part) for part in kept) else "".join(kept)

    def moved(self, statement: str, live: str | None, shadow: str | None) -> str:
        return statement

    def others(self, shadow: Connection) -> Sequence[str]:
        return ()

    def stranger(self, statement: str, databases: Collection[str]) -> str | None:
        # A session cannot reach another database.
        return None


def _is_of_the_server(statement: str) -> bool:
    patterns = (_OF_THE_SERVER.match, _BLOCK_OF_THE_SERVER.match, _CALLS_THE_SERVER.search)
    return any(found(statement) for found in patterns)


def _spelled(statement: str) -> str:
    # Which schemas env.py makes before the revisions run cannot be known: the shadow has them all from the start.
    return _CREATE_SCHEMA.sub(r"\1IF NOT EXISTS ", statement, count=1)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
