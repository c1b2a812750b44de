"""What belongs to the database as a whole: its extensions, its encoding, the comments on its schemas."""

from __future__ import annotations

from toolkit.backends.catalogs.postgresql.session import Session
from toolkit.catalog.values import Extension

_EXTENSIONS = """
SELECT x.extname::text AS name, n.nspname::text AS schema
FROM pg_extension x
JOIN pg_namespace n ON n.oid = x.extnamespace
ORDER BY x.extname
"""
# The provider is told since 15, its locale under another name since 17.
_DATABASE = """
SELECT pg_encoding_to_char(d.encoding)::text AS encoding, d.datcollate::text AS collation, d.datctype::text AS ctype,
       to_jsonb(d) ->> 'datlocprovider' AS provider,
       coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') AS locale
FROM pg_database d
WHERE d.datname = current_database()
"""
_PROVIDERS = {"c": "libc", "i": "icu", "b": "builtin"}


def read_extensions(session: Session) -> tuple[Extension, ...]:
    """All of them, whichever schema they are in."""
    rows = session.rows("Extensions", _EXTENSIONS)
    return tuple(Extension(name=row.name, schema=session.seen_from(None, row.schema)) for row in rows)


def read_options(session: Session) -> tuple[tuple[str, str], ...]:
    """Encoding and locale of the database, and the comments on its schemas."""
    rows = session.rows("The database's locale", _DATABASE)
    said = [
        (name, value)
        for row in rows
        for name, value in (
            ("encoding", row.encoding),
            ("collation", row.collation),
            ("ctype", row.ctype),
            ("locale provider", _PROVIDERS.get(row.provider or "c", row.provider)),
            ("locale", row.locale),
        )
        if value
    ]
    said += [
        (f"comment on schema {schema or '(default)'}", comment)
        for schema, comment in session.comments.items()
        if comment
    ]
    return tuple(sorted(said))
