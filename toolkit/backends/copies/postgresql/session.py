"""A session that prints every name with its schema, or takes what was printed so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from toolkit.backends.catalogs.postgresql.session import SETTINGS
from toolkit.backends.sessions.lent import set_lent

PRINTING: Mapping[str, str] = {**SETTINGS, "search_path": ""}
# The bodies of functions may name what is not there yet. A role may have other defaults for tables.
TAKING: Mapping[str, str] = {
    **SETTINGS,
    "check_function_bodies": "off",
    "default_tablespace": "",
    "default_table_access_method": "heap",
}
_READ = """
SELECT s.name, pg_catalog.current_setting(s.name) AS value,
       CAST(pg_catalog.current_schemas(false) AS pg_catalog.text[]) AS path
FROM pg_catalog.unnest(CAST(:names AS pg_catalog.text[])) AS s(name)
"""
_SET = """
SELECT pg_catalog.count(pg_catalog.set_config(s.name, s.value, :local))
FROM ROWS FROM (pg_catalog.unnest(CAST(:names AS pg_catalog.text[])),
                pg_catalog.unnest(CAST(:values AS pg_catalog.text[]))) AS s(name, value)
"""


@contextmanager
def settings(connection: Connection, wanted: Mapping[str, str], *, local: bool) -> Iterator[Sequence[str]]:
    """Run under these settings, and put them back; told is the search path before.

    ``local``: they end with the transaction, should we not.
    """
    # Without a transaction there is none that they could end with.
    local = local and not getattr(connection.connection.dbapi_connection, "autocommit", False)
    rows = connection.execute(text(_READ), {"names": list(wanted)}).all()
    was = {row.name: row.value for row in rows}
    _set(connection, wanted, local=local)
    try:
        yield list(rows[0].path)
    except BaseException:
        # After an error the transaction takes no statement, and its end takes back what was set in it.
        with suppress(SQLAlchemyError):
            _set(connection, was, local=local)
        raise
    _set(connection, was, local=local)


def _set(connection: Connection, values: Mapping[str, str], *, local: bool) -> None:
    if set_lent(connection, values):
        return
    connection.execute(text(_SET), {"names": list(values), "values": list(values.values()), "local": local})
