"""The views, created after the tables they read and dropped before them.

SQLAlchemy knows no view in its metadata, so each is one statement that `create_all` sends, one
that `drop_all` sends, and a lightweight selectable for queries. A view appears together with its
tables: creating only some of them, or none because all exist, creates no view.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, MetaData, Table, TableClause, column, event, table, text

from models.base import Base

# The revision that last created the view has the same text, letter for letter: SQLite keeps it
# as it was written.
DATA_SOURCE_LOAD = """\
CREATE VIEW data_source_load AS
SELECT data_sources.id AS data_source_id,
    data_sources.name AS data_source_name,
    data_sources.pool_size + data_sources.max_overflow AS connection_limit,
    COUNT(query_log.id) AS query_count,
    SUM(CASE WHEN query_log.status = 'failed' THEN 1 ELSE 0 END) AS failed_count,
    SUM(CASE WHEN query_log.waited_seconds > 0 THEN 1 ELSE 0 END) AS waiting_count,
    MAX(query_log.waited_seconds) AS longest_wait_seconds
FROM data_sources
LEFT JOIN query_log ON query_log.data_source_id = data_sources.id
GROUP BY data_sources.id, data_sources.name, data_sources.pool_size, data_sources.max_overflow"""

data_source_load: TableClause = table(
    "data_source_load",
    column("data_source_id"),
    column("data_source_name"),
    column("connection_limit"),
    column("query_count"),
    column("failed_count"),
    column("waiting_count"),
    column("longest_wait_seconds"),
)


_READS = frozenset({"data_sources", "query_log"})


def _create(_: MetaData, connection: Connection, tables: Iterable[Table], **__: object) -> None:
    if {each.name for each in tables} >= _READS:
        connection.execute(text(DATA_SOURCE_LOAD))


def _drop(_: MetaData, connection: Connection, tables: Iterable[Table], **__: object) -> None:
    if not {each.name for each in tables}.isdisjoint(_READS):
        connection.execute(text("DROP VIEW IF EXISTS data_source_load"))


event.listen(Base.metadata, "after_create", _create)
event.listen(Base.metadata, "before_drop", _drop)
