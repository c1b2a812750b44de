"""A session in which every text is printed alike, whatever the server, the role or the user has set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from string import Template
from typing import Any

from sqlalchemy import Connection, Row, text
from sqlalchemy.exc import SQLAlchemyError

# What src/backend/utils/adt/ruleutils.c and the output functions of types ask; pg_dump fixes most of it, too.
SETTINGS: Mapping[str, str] = {
    "quote_all_identifiers": "off",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "extra_float_digits": "1",
    "standard_conforming_strings": "on",
    "bytea_output": "hex",
    "xmlbinary": "base64",
    "lc_monetary": "C",
    # Catalog queries have many joins over few rows: compiling them takes longer than running them.
    "jit": "off",
}

_READ = """
SELECT s.name, pg_catalog.current_setting(s.name) AS value, pg_catalog.current_schema()::pg_catalog.text AS schema,
       pg_catalog.current_setting('server_version_num') AS version
FROM pg_catalog.unnest(CAST(:names AS pg_catalog.text[])) AS s(name)
"""
_SET = """
SELECT pg_catalog.count(pg_catalog.set_config(s.name, s.value, :local))
FROM ROWS FROM (pg_catalog.unnest(CAST(:names AS pg_catalog.text[])),
                pg_catalog.unnest(CAST(:values AS pg_catalog.text[]))) AS s(name, value)
"""
_SCHEMAS = """
SELECT n.oid, n.nspname::text AS name, d.description AS comment
FROM pg_namespace n
LEFT JOIN pg_description d ON d.objoid = n.oid AND d.classoid = 'pg_namespace'::regclass AND d.objsubid = 0
WHERE n.nspname = ANY (CAST(:names AS text[]))
ORDER BY n.nspname
"""
# Everybody may read the catalogs, unless an administrator took it away.
_DENIED = """
SELECT s.name FROM unnest(CAST(:relations AS text[])) AS s(name)
WHERE NOT has_table_privilege(to_regclass('pg_catalog.' || s.name), 'SELECT')
UNION ALL
SELECT split_part(s.name, '(', 1) FROM unnest(CAST(:functions AS text[])) AS s(name)
WHERE NOT has_function_privilege(to_regprocedure('pg_catalog.' || s.name), 'EXECUTE')
"""
_RELATIONS = """pg_am pg_aggregate pg_attrdef pg_attribute pg_class pg_collation pg_constraint pg_database pg_depend
pg_description pg_enum pg_extension pg_foreign_server pg_foreign_table pg_index pg_inherits pg_language pg_namespace
pg_opclass pg_policy pg_proc pg_range pg_rewrite pg_sequence pg_statistic_ext pg_tablespace pg_trigger pg_type"""
_FUNCTIONS = """pg_get_constraintdef(oid) pg_get_expr(pg_node_tree,oid) pg_get_functiondef(oid)
pg_get_indexdef(oid,integer,boolean) pg_get_partkeydef(oid) pg_get_ruledef(oid,boolean) pg_get_statisticsobjdef(oid)
pg_get_triggerdef(oid,boolean) pg_get_userbyid(oid) pg_get_viewdef(oid)"""

DEFAULT = "(default)"
"""The default schema, where another one speaks of it."""


@dataclass(frozen=True, kw_only=True)
class Session:
    """A connection under settings of ours, and the schemas to read on it."""

    connection: Connection
    version: int
    """The major one."""
    default: str | None
    """The name of the default schema; its objects are told without it."""
    schemas: Mapping[int, str | None] = field(default_factory=dict)
    """Names by oid, None for the default one."""
    comments: Mapping[str | None, str | None] = field(default_factory=dict)
    denied: frozenset[str] = frozenset()
    unread: list[str] = field(default_factory=list)

    def rows(self, what: str, query: str, **since: tuple[int, str, str]) -> Sequence[Row[Any]]:
        """All rows of a query over ``:schemas``, or none where the user may not read them, which is noted.

        ``since`` says what stands for each ``$name``: from that major version on the first text, before it the second.
        """
        words = {name: now if self.version >= version else then for name, (version, now, then) in since.items()}
        written = Template(query).substitute(words)
        refused = sorted(self.denied.intersection(re.findall(r"\bpg_\w+", written)))
        if refused:
            self.unread.append(f"{what} could not be read: permission denied for {', '.join(refused)}.")
            return ()
        statement = text(written)
        # Not every query is limited to schemas, and a driver refuses what is given besides.
        given = {"schemas": list(self.schemas)} if ":schemas" in written else {}
        return self.connection.execute(statement, given).fetchall()

    def seen_from(self, schema: str | None, other: str) -> str | None:
        """How an object of ``schema`` tells another schema's name: None for its own."""
        name = None if other == self.default else other
        return None if name == schema else name or DEFAULT


@contextmanager
def session(connection: Connection, schemas: Sequence[str], default: str | None) -> Iterator[Session]:
    """Fix the settings, find the schemas, and put the settings back."""
    was = _settings(connection)
    first = next(iter(was.values()))
    default = first.schema if default is None else default
    # In a transaction the settings end with it, should we not come to put them back.
    local = not getattr(connection.connection.dbapi_connection, "autocommit", False)
    try:
        _set(connection, {**SETTINGS, "search_path": _path(default)}, local=local)
        yield _opened(connection, int(first.version) // 10000, default, schemas)
    except BaseException:
        # After an error the transaction takes no statement, and its end takes back what was set in it.
        # After Ctrl-C there is no connection: SQLAlchemy gives up the one that waits for an answer.
        with suppress(SQLAlchemyError):
            _set(connection, {name: row.value for name, row in was.items()}, local=local)
        raise
    _set(connection, {name: row.value for name, row in was.items()}, local=local)


def _settings(connection: Connection) -> Mapping[str, Row[Any]]:
    rows = connection.execute(text(_READ), {"names": [*SETTINGS, "search_path"]})
    return {row.name: row for row in rows}


def _set(connection: Connection, values: Mapping[str, str], *, local: bool) -> None:
    connection.execute(text(_SET), {"names": list(values), "values": list(values.values()), "local": local})


def _path(schema: str | None) -> str:
    """The default schema's objects without its name, and neither it nor temporary objects before the catalog's own."""
    quoted = [] if schema is None else ['"' + schema.replace('"', '""') + '"']
    return ", ".join(["pg_catalog", *quoted, "pg_temp"])


def _opened(connection: Connection, version: int, default: str | None, schemas: Sequence[str]) -> Session:
    wanted = {*schemas, default} - {None}
    names = {"relations": _RELATIONS.split(), "functions": _FUNCTIONS.split()}
    denied = frozenset(connection.scalars(text(_DENIED), names))
    plain = Session(connection=connection, version=version, default=default, denied=denied)
    refused = sorted(denied & {"pg_namespace", "pg_description"})
    if refused:
        plain.unread.append(f"Nothing could be read: permission denied for {', '.join(refused)}.")
        return plain
    rows = connection.execute(text(_SCHEMAS), {"names": sorted(name for name in wanted if name)}).fetchall()
    found = {row.oid: None if row.name == default else row.name for row in rows}
    comments = {found[row.oid]: row.comment for row in rows}
    return Session(
        connection=connection, version=version, default=default, denied=denied, schemas=found, comments=comments
    )
