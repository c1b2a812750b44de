"""MySQL's catalog as values."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from toolkit.backends.catalogs.innodb.reader import read
from toolkit.backends.catalogs.mysql.server import MySQLServer
from toolkit.catalog.values import Catalog


def read_catalog(connection: sa.Connection, schemas: Sequence[str] = ()) -> Catalog:
    """Everything in the connection's own database, and in the others that are named.

    Not to be had in bulk, hence not in the values: the ALGORITHM of a view, the parser of a full-text index,
    a tablespace of one's own and AUTOEXTEND_SIZE (without PROCESS), COLUMN_FORMAT and STORAGE.
    """
    return read(connection, schemas, MySQLServer())
