"""How big the tables of SQLite are. Nothing is read of them but their first and last rows.

What a table takes of the file is told by dbstat alone, which reads the whole file and is not built in everywhere. So
the pages that are in use are shared out: by rows, times columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from toolkit.capacity import TableSize

_OBJECTS = "SELECT name, type = 'table' AND rootpage > 0 AND substr(name, 1, 7) <> 'sqlite_' FROM sqlite_master"
_COLUMNS = """
SELECT t.name, count(*) FROM sqlite_master t, pragma_table_info(t.name)
WHERE t.type = 'table' AND t.rootpage > 0 GROUP BY t.name
"""
_INDEXES = """
SELECT t.name AS "table", i.name, count(*) AS columns
FROM sqlite_master t, pragma_index_list(t.name) i, pragma_index_xinfo(i.name)
WHERE t.type = 'table' AND t.rootpage > 0 GROUP BY t.name, i.name
"""
_USED = """
SELECT (pages.page_count - free.freelist_count) * size.page_size
FROM pragma_page_count pages, pragma_freelist_count free, pragma_page_size size
"""
_HAS_STATISTICS = "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'"
_STATISTICS = "SELECT tbl, max(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl"
# https://www.sqlite.org/limits.html#max_compound_select : 500.
_MOST_AT_ONCE = 400


@dataclass(frozen=True, kw_only=True)
class _Table:
    name: str
    columns: int
    index_columns: int
    rows: int


def sizes(connection: Connection) -> list[TableSize]:
    """By what ANALYZE noted of the rows; else by the numbers of the first row and the last, and at most what fits."""
    used = int(connection.exec_driver_sql(_USED).scalar() or 0)
    tables = list(_tables(connection, used))
    weights = sum(table.rows * (table.columns + table.index_columns) for table in tables)
    each = used / weights if weights else 0.0
    return [
        TableSize(
            schema=None,
            name=table.name,
            rows=table.rows,
            bytes=int(each * table.rows * (table.columns + table.index_columns)),
            data_bytes=int(each * table.rows * table.columns),
        )
        for table in tables
    ]


def _tables(connection: Connection, used: int) -> Iterator[_Table]:
    objects = {name: bool(is_table) for name, is_table in connection.exec_driver_sql(_OBJECTS)}
    columns = {name: int(count) for name, count in connection.exec_driver_sql(_COLUMNS)}
    indexed, without_rowid = Counter[str](), set[str]()
    for table, index, count in connection.exec_driver_sql(_INDEXES):
        # The key of a table WITHOUT ROWID is the table, and no object of its own.
        if index in objects:
            indexed[table] += count
        else:
            without_rowid.add(table)
    known = dict(_counted(connection))
    tables = sorted(name for name, is_table in objects.items() if is_table)
    spans = _spans(connection, [name for name in tables if name not in without_rowid and name not in known])
    for name in tables:
        # https://www.sqlite.org/fileformat.html#record_format: the shortest row has a byte for each column, and four.
        most = used // (columns[name] + 4)
        rows = min(known.get(name, spans.get(name, 0)), most)
        yield _Table(name=name, columns=columns[name], index_columns=indexed[name], rows=rows)


def _counted(connection: Connection) -> Iterator[tuple[str, int]]:
    if connection.exec_driver_sql(_HAS_STATISTICS).scalar():
        for name, rows in connection.exec_driver_sql(_STATISTICS):
            yield name, int(rows or 0)


def _spans(connection: Connection, names: Sequence[str]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(names), _MOST_AT_ONCE):
        asked = " UNION ALL ".join(map(_span, names[start : start + _MOST_AT_ONCE]))
        found |= {name: int(rows or 0) for name, rows in connection.exec_driver_sql(asked)}
    return found


def _span(name: str) -> str:
    """Apart, each is found without looking at what is between."""
    table, word = '"' + name.replace('"', '""') + '"', "'" + name.replace("'", "''") + "'"
    return f"SELECT {word}, (SELECT max(rowid) FROM {table}) - (SELECT min(rowid) FROM {table}) + 1"  # noqa: S608
