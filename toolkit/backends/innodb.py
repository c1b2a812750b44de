"""What MySQL and MariaDB share. MariaDB does not inherit from MySQL: both stand here."""

from __future__ import annotations

import asyncio
import importlib
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any

from sqlalchemy.engine import URL, Dialect

from toolkit.backends.base import Explanation, Plain, Trouble, address, dotted

# https://dev.mysql.com/doc/mysql-errors/9.1/en/server-error-reference.html and client-error-reference.html
_UNREACHABLE = frozenset({2002, 2003, 2005, 2026})
_DENIED = frozenset({1044, 1045, 1130, 1698, 2054, 2061})
_FULL = frozenset({1040, 1203, 1226})
_LOST = frozenset({1053, 1927, 2006, 2013, 2055, 4031})


_FORBIDDEN = frozenset({1142, 1143, 1227, 1370, 1410, 1419})
_READ_ONLY = frozenset({1290, 1792, 1836})
_LOST_WHILE_READING = 2013
_NO_SUCH_DATABASE = 1049
_LOCKED = frozenset({1205, 1213, 3572})
_NO_ROOM = frozenset({1021, 1114})
_NAME = frozenset({1059, 1102, 1103, 1166})
# Drivers give these no number.
_FOREIGN = re.compile(r"Packet sequence number wrong|Malformed packet|Protocol (mismatch|version)|not a MySQL server")
# SQLAlchemy's drivers that encode the password as Latin-1 before they hash it, where the server has hashed its UTF-8.
_LATIN_1 = ("pymysql", "aiomysql", "asyncmy")


class InnoDB(Plain):
    """The answers that are the same on both servers."""

    default_drivers = ("mysqldb", "pymysql", "mysqlconnector", "asyncmy", "aiomysql")

    def server_version(self, dialect: Dialect) -> str:
        return dotted(dialect.server_version_info)

    def database_name(self, url: URL) -> str:
        return url.database or "(no database)"

    def connect_arguments(self, driver: str, seconds: float) -> Mapping[str, object]:
        whole = max(round(seconds), 1)
        match driver:
            case "mysqlconnector":
                return {"connection_timeout": whole}
            case "pymysql":
                # Its connect_timeout ends when the socket is open, before the server has said a word.
                return {"connect_timeout": whole, **({"read_timeout": seconds} if _can_release() else {})}
            case "aiomysql" | "asyncmy":
                return {"connect_timeout": whole, "async_creator_fn": in_time(driver, seconds)}
            case "mysqldb":
                return {"connect_timeout": whole}
        return {}

    def spelled_password(self, driver: str, password: str) -> str:
        if driver not in _LATIN_1 or password.isascii():
            return password
        return password.encode().decode("latin-1")

    def release(self, driver: str, connection: Any) -> None:
        if driver == "pymysql":
            connection._read_timeout = None

    def explain(self, error: BaseException, url: URL | None) -> Explanation | None:
        trouble = _trouble(error, url)
        return None if trouble is None else _say(trouble, error, url)


@cache
def _can_release() -> bool:
    """Whether PyMySQL still keeps its limit where ``release`` takes it back: it has no public way."""
    # Without TLS, whose certificates take longer to read than all else here.
    connection = importlib.import_module("pymysql.connections").Connection(defer_connect=True, ssl_disabled=True)
    return hasattr(connection, "_read_timeout")


def in_time(driver: str, seconds: float) -> Callable[..., Awaitable[Any]]:
    """The driver's own ``connect``, bounded up to the end of the handshake."""

    async def connect(*arguments: Any, **keywords: Any) -> Any:
        module = importlib.import_module(driver)
        async with asyncio.timeout(seconds):
            return await module.connect(*arguments, **keywords)

    return connect


def _trouble(error: BaseException, url: URL | None) -> Trouble | None:
    if isinstance(error, AssertionError):
        return Trouble.NO_DATABASE if url is not None and not url.database else None
    code, text = _code(error), str(error)
    if _FOREIGN.search(text):
        return Trouble.FOREIGN
    if code == _LOST_WHILE_READING and "timed out" in text:
        return Trouble.UNREACHABLE
    return next((trouble for codes, trouble in _CODES if code in codes), None)


_CODES: tuple[tuple[frozenset[int], Trouble], ...] = (
    (_UNREACHABLE, Trouble.UNREACHABLE),
    (_DENIED, Trouble.DENIED),
    (frozenset({1046, _NO_SUCH_DATABASE}), Trouble.NO_DATABASE),
    (_FULL, Trouble.FULL),
    (_LOST, Trouble.LOST),
    (_FORBIDDEN, Trouble.FORBIDDEN),
    (_READ_ONLY, Trouble.READ_ONLY),
    (_LOCKED, Trouble.LOCKED),
    (_NO_ROOM, Trouble.NO_ROOM),
    (_NAME, Trouble.NAME),
)


def _say(trouble: Trouble, error: BaseException, url: URL | None) -> Explanation:
    where = address(url)
    if trouble is Trouble.NO_DATABASE:
        what, mend = _no_database(error, url)
    else:
        what, mend = _words(where)[trouble]
    return Explanation(trouble=trouble, what=what, mend=mend)


def _no_database(error: BaseException, url: URL | None) -> tuple[str, str]:
    if _code(error) != _NO_SUCH_DATABASE:
        add = "Add the database's name to the end of the URL: mysql+pymysql://user@host/NAME."
        return "The URL names no database.", add
    database = f"`{url.database}`" if url is not None and url.database else "of the URL"
    return f"The database {database} does not exist.", f"Create it (CREATE DATABASE {database}) or correct the name."


def _words(where: str) -> Mapping[Trouble, tuple[str, str]]:
    return {
        Trouble.UNREACHABLE: (
            f"Cannot connect to the database server at {where}.",
            "Check the host and the port in the URL, and that the server runs and can be reached from here.",
        ),
        Trouble.FOREIGN: (
            f"What answers at {where} is no MySQL or MariaDB server.",
            "Check the host and the port in the URL: another service may listen there.",
        ),
        Trouble.DENIED: (
            f"The server at {where} denied access.",
            (
                "Check the user and the password in the URL (special characters percent-encoded), "
                "and that the user is granted this database from this host."
            ),
        ),
        Trouble.FULL: (
            f"The server at {where} has no connection left.",
            "Look at SHOW PROCESSLIST for sleeping sessions, then shrink the application's pools or raise the limit.",
        ),
        Trouble.LOST: (
            f"The connection to {where} was lost.",
            "Look at the server's log; run the same command again when the server is back.",
        ),
        Trouble.FORBIDDEN: (
            "The user of the URL may not do this.",
            "Let an administrator GRANT the privilege to the user that the server names.",
        ),
        Trouble.READ_ONLY: (f"The server at {where} is read-only (a replica?).", "Name the primary in the URL."),
        Trouble.LOCKED: (
            "The statement did not get its lock: it waited too long, or two sessions waited for each other.",
            "Look at SHOW PROCESSLIST and information_schema.innodb_trx for who holds it, then run again.",
        ),
        Trouble.NAME: (
            "A name is too long (64 characters at most), empty, or ends with a space.",
            "Give it another name in the revision and in the models.",
        ),
        Trouble.NO_ROOM: ("The server's disk is full.", "Free some space there, then run the same command again."),
    }


def _code(error: BaseException) -> int | None:
    number = getattr(error, "errno", None) or (error.args[0] if error.args else None)
    return number if isinstance(number, int) else None
