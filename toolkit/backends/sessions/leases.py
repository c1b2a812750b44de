"""The row of a lease, and the clock by which it grows old: the server's, in whole seconds since 1970.

In no time zone: sessions may be in different ones, and none has a summer time that makes it jump.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, MetaData, String, Table
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from toolkit.backends.journal import LEASE_TABLE

_INNODB: dict[str, Any] = {
    f"{dialect}_{option}": value
    for dialect in ("mysql", "mariadb")
    for option, value in (("engine", "InnoDB"), ("charset", "utf8mb4"))
}


class ServerSeconds(FunctionElement[int]):
    """The time at which the server begins to run the statement."""

    name = "server_seconds"
    type = BigInteger()
    inherit_cache = True


@compiles(ServerSeconds, "mysql")
@compiles(ServerSeconds, "mariadb")
def _on_innodb(element: ServerSeconds, compiler: Any, **options: Any) -> str:
    return "UNIX_TIMESTAMP()"


@compiles(ServerSeconds, "postgresql")
def _on_postgresql(element: ServerSeconds, compiler: Any, **options: Any) -> str:
    return "CAST(FLOOR(EXTRACT(EPOCH FROM statement_timestamp())) AS BIGINT)"


def lease_table(schema: str | None) -> Table:
    """In ``schema``, None for the connection's default one."""
    return Table(
        LEASE_TABLE,
        MetaData(schema=schema),
        Column("key", String(64), primary_key=True),
        Column("holder", String(255), nullable=False),
        Column("token", String(32), nullable=False),
        Column("taken_at", BigInteger, nullable=False),
        Column("beat", BigInteger, nullable=False),
        **_INNODB,
    )
