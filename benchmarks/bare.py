"""The statements that read a catalog, sent by the driver alone: ``python -m benchmarks.bare record|send URL FILE``.

``record`` writes down what the reader sends. ``send`` sends the same, fetches every row and throws it away, and prints
the seconds of processor and of clock that it took: no less can do.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


def record(url: str, file: Path) -> None:
    """All statements of the reader, with their parameters as the driver gets them."""
    import sqlalchemy as sa

    from toolkit.backends.catalogs.register import reader_of
    from toolkit.backends.register import backend_of

    engine = sa.create_engine(url, poolclass=sa.NullPool)
    sent: list[Any] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        sent.append((statement, parameters))

    with engine.connect() as connection:
        read = reader_of(backend_of(connection.dialect).name)
        assert read is not None
        sa.event.listen(engine, "before_cursor_execute", note)
        read(connection)
    file.write_text(json.dumps(sent), encoding="utf-8")


def send(url: str, file: Path) -> None:
    """Connect, and send them."""
    sent = json.loads(file.read_text(encoding="utf-8"))
    connect = _driver(url)
    cpu, wall = time.process_time(), time.perf_counter()
    connection = connect()
    cursor = connection.cursor()
    for statement, parameters in sent:
        cursor.execute(statement, parameters)
        if cursor.description:
            cursor.fetchall()
    connection.close()
    print(time.process_time() - cpu, time.perf_counter() - wall)


def _driver(url: str) -> Any:
    parts = urlsplit(url)
    account = {"host": parts.hostname, "port": parts.port, "user": unquote(parts.username or "")}
    account["password"] = unquote(parts.password or "")
    database = parts.path[1:]
    if parts.scheme.startswith("sqlite"):
        import sqlite3

        return lambda: sqlite3.connect(database)
    if parts.scheme.startswith("postgresql"):
        import psycopg

        return lambda: psycopg.connect(dbname=database, **account)
    import pymysql

    return lambda: pymysql.connect(database=database, **account)


if __name__ == "__main__":
    {"record": record, "send": send}[sys.argv[1]](sys.argv[2], Path(sys.argv[3]))
