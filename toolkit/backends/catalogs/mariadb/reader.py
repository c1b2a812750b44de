"""MariaDB's catalog as values."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from toolkit.backends.catalogs.innodb.reader import read
from toolkit.backends.catalogs.mariadb.server import MariaDBServer
from toolkit.catalog.values import Catalog


def read_catalog(connection: sa.Connection, schemas: Sequence[str] = ()) -> Catalog:
    """Everything in the connection's own database, and in the others that are named.

    Not to be had in bulk, hence not in the values: the parser of a full-text index, the interval and limit of
    PARTITION BY SYSTEM_TIME, WITHOUT OVERLAPS beside the check that its period is.
    """
    return read(connection, schemas, MariaDBServer())
