"""Connections that env.py opens: bounded in time, and remembered for the words of an error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, Dialect, Engine

from toolkit.backends.register import backend_named


class Attempts:
    """Where this process last tried to connect to; its URL holds no password."""

    def __init__(self) -> None:
        self.last: URL | None = None

    @contextmanager
    def bounded(self, seconds: float) -> Iterator[None]:
        """Give every connection of every engine in this process a time limit, unless the project set one."""

        def limit(dialect: Dialect, record: Any, arguments: list[Any], keywords: dict[str, Any]) -> None:
            self.last = _url(dialect, arguments, keywords)
            for name, value in backend_named(dialect.name).connect_arguments(dialect.driver, seconds).items():
                keywords.setdefault(name, value)

        event.listen(Engine, "do_connect", limit)
        try:
            yield
        finally:
            event.remove(Engine, "do_connect", limit)


def _url(dialect: Dialect, arguments: list[Any], keywords: dict[str, Any]) -> URL:
    database = next((keywords[name] for name in ("database", "dbname", "db") if keywords.get(name)), None)
    if database is None and arguments and isinstance(arguments[0], str) and dialect.name == "sqlite":
        database = arguments[0]
    port = keywords.get("port")
    return URL.create(
        f"{dialect.name}+{dialect.driver}",
        host=keywords.get("host"),
        port=int(port) if port else None,
        database=None if database is None else str(database),
    )
