"""The tables of the journal of runs, as each server makes them. They stand beside the version table, in its schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Integer, MetaData, String, Table, Text, inspect
from sqlalchemy.dialects.mysql import LONGTEXT, VARCHAR
from sqlalchemy.engine import Connection
from sqlalchemy.schema import CreateTable

LAYOUT = 1
"""Counts the shapes that these tables have had."""

JOURNAL_TABLES = ("tk_journal", "tk_runs", "tk_statements", "tk_trash")
"""All of them."""
LEASE_TABLE = "tk_lease"
"""Made where a server's own locks do not reach everybody."""

_LONG = Text().with_variant(LONGTEXT(), "mysql", "mariadb")
# Revisions are told apart by case.
_REVISION = String(128).with_variant(VARCHAR(128, charset="utf8mb4", collation="utf8mb4_bin"), "mysql", "mariadb")
_INNODB: dict[str, Any] = {
    f"{dialect}_{option}": value
    for dialect in ("mysql", "mariadb")
    for option, value in (("engine", "InnoDB"), ("charset", "utf8mb4"))
}


@dataclass(frozen=True, kw_only=True)
class Tables:
    """The tables as SQLAlchemy sends statements to them."""

    journal: Table
    """One row: the layout of the others."""
    runs: Table
    """One row for each run of a command on this database."""
    statements: Table
    """What the open run has sent; emptied when it ends well."""
    trash: Table
    """What was dropped, where it is kept, and how it comes back."""

    @property
    def every(self) -> Sequence[Table]:
        """All of them, in the order in which they are made."""
        return self.journal, self.runs, self.statements, self.trash


@lru_cache(maxsize=8)
def journal_tables(schema: str | None) -> Tables:
    """The tables in ``schema``, None for the connection's default one."""
    metadata = MetaData(schema=schema)
    return Tables(
        journal=Table(
            "tk_journal", metadata, Column("layout", Integer, primary_key=True, autoincrement=False), **_INNODB
        ),
        runs=_runs(metadata),
        statements=_statements(metadata),
        trash=_trash(metadata),
    )


def _runs(metadata: MetaData) -> Table:
    return Table(
        "tk_runs",
        metadata,
        Column("id", String(32), primary_key=True),
        Column("version_table", String(128), nullable=False),
        Column("command", String(32), nullable=False),
        Column("target", String(255), nullable=False),
        Column("before", Text, nullable=False),  # heads, as JSON
        Column("after", Text),
        Column("started", String(32), nullable=False),  # times are UTC, as ISO 8601 writes them
        Column("finished", String(32)),
        Column("outcome", String(32), nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("os_user", String(128), nullable=False),
        Column("host", String(255), nullable=False),
        Column("process", String(128), nullable=False),
        Column("session", String(64), nullable=False),
        Column("revisions", _LONG),  # what each did, as JSON
        Column("note", Text),
        **_INNODB,
    )


def _statements(metadata: MetaData) -> Table:
    return Table(
        "tk_statements",
        metadata,
        Column("run", String(32), primary_key=True),
        Column("revision", _REVISION, primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("kind", String(16), nullable=False),
        Column("state", String(16), nullable=False),
        Column("text", _LONG, nullable=False),
        Column("digest", String(64), nullable=False),
        Column("count", Integer, nullable=False),
        Column("answer", _LONG),
        Column("before", _LONG),
        Column("steps", _LONG),
        **_INNODB,
    )


def _trash(metadata: MetaData) -> Table:
    return Table(
        "tk_trash",
        metadata,
        Column("id", String(32), primary_key=True),
        Column("table_schema", String(128)),
        Column("table_name", String(128), nullable=False),
        Column("column_name", String(128)),
        Column("kept", String(128), nullable=False),
        Column("revision", String(128), nullable=False),
        Column("direction", String(16), nullable=False),
        Column("since", String(32), nullable=False),
        Column("state", String(16), nullable=False),
        Column("record", _LONG, nullable=False),
        **_INNODB,
    )


def make_tables(connection: Connection, tables: Tables) -> None:
    """Create what is missing of them. The caller holds the lock of a run, so nobody else does it now."""
    for table in tables.every:
        if not has_table(connection, table):
            # create_all would call what a project has hung on all metadata and tables, to make what its own ones need.
            connection.execute(CreateTable(table))


def has_table(connection: Connection, table: Table) -> bool:
    """Whether it is there, in the schema that the connection has for it: its ``schema_translate_map`` may name one."""
    return inspect(connection).has_table(table.name, schema=connection.schema_for_object(table))
