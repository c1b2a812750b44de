"""Whether an engine of the application leads to the server, and the database, at hand: by their URLs alone."""

from __future__ import annotations

import os

from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

_HERE = frozenset({"", "localhost", "127.0.0.1", "::1"})
_IN_MEMORY = frozenset({"", ":memory:"})


def leads_to(engine_url: URL, url: URL) -> bool | None:
    """Whether both lead to the same database. None: the names differ, and may mean the same one all the same."""
    if _protocol(engine_url) != _protocol(url):
        return False
    if _is_file(engine_url) and _is_file(url):
        return _is_same_file(engine_url, url)
    if engine_url.database and url.database and engine_url.database != url.database:
        return False
    is_told = bool(engine_url.database) == bool(url.database)
    return same_server(engine_url, url) if is_told else None


def same_server(engine_url: URL, url: URL) -> bool | None:
    """Whether both lead to the same server, which counts their connections together; None likewise."""
    if _protocol(engine_url) != _protocol(url):
        return False
    if _is_file(engine_url) and _is_file(url):
        return _is_same_file(engine_url, url)
    is_same_port = engine_url.port == url.port or None in (engine_url.port, url.port)
    # A server has many names, and a pooler in front of it another port.
    return True if is_same_port and _host(engine_url) == _host(url) else None


def _protocol(url: URL) -> str:
    """The dialect at the root of a URL's: where one is derived from another, either URL may lead to the same server."""
    try:
        parents = url.get_dialect().__mro__
    except SQLAlchemyError:
        return url.get_backend_name()
    names = [str(parent.__dict__["name"]) for parent in parents if "name" in parent.__dict__]
    return next((name for name in reversed(names) if name != "default"), url.get_backend_name())


def _is_file(url: URL) -> bool:
    """A server is reached by a host, a socket or a user, if only by that of the system."""
    return not (url.host or url.username or url.port or _socket(url))


def _is_same_file(one: URL, other: URL) -> bool:
    paths = [(url.database or "").removeprefix("file:").partition("?")[0] for url in (one, other)]
    # Each connection to memory has a database of its own.
    return not _IN_MEMORY.intersection(paths) and len({os.path.realpath(path) for path in paths}) == 1


def _host(url: URL) -> str:
    host = _socket(url) or (url.host or "").strip("[]").lower()
    return "" if host in _HERE else host


def _socket(url: URL) -> str:
    found = url.query.get("unix_socket") or url.query.get("host") or ""
    return found if isinstance(found, str) else ",".join(found)
