"""What MySQL and MariaDB share. MariaDB does not inherit from MySQL: both stand here."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.engine import URL, Dialect

from toolkit.backends.base import Explanation, Trouble, address, dotted

# https://dev.mysql.com/doc/mysql-errors/9.1/en/server-error-reference.html and client-error-reference.html
_UNREACHABLE = frozenset({2002, 2003, 2005, 2026})
_DENIED = frozenset({1044, 1045, 1130, 1698, 2054, 2061})
_FULL = frozenset({1040, 1203, 1226})
_LOST = frozenset({1053, 1927, 2006, 2013, 2055, 4031})


class InnoDB:
    """The answers that are the same on both servers."""

    default_drivers = ("mysqldb", "pymysql", "mysqlconnector", "asyncmy", "aiomysql")

    def server_version(self, dialect: Dialect) -> str:
        return dotted(dialect.server_version_info)

    def database_name(self, url: URL) -> str:
        return url.database or "(no database)"

    def connect_arguments(self, driver: str, seconds: float) -> Mapping[str, object]:
        match driver:
            case "mysqlconnector":
                return {"connection_timeout": round(seconds)}
            case "pymysql" | "mysqldb" | "aiomysql" | "asyncmy":
                return {"connect_timeout": max(round(seconds), 1)}
        return {}

    def explain(self, error: BaseException, url: URL | None) -> Explanation | None:
        code = _code(error)
        database = f"`{url.database}`" if url is not None and url.database else "of the URL"
        if code in _UNREACHABLE:
            return Explanation(
                trouble=Trouble.UNREACHABLE,
                what=f"Cannot connect to the database server at {address(url)}.",
                mend="Check the host and the port in the URL, and that the server runs and can be reached from here.",
            )
        if code in _DENIED:
            return Explanation(
                trouble=Trouble.DENIED,
                what=f"The server at {address(url)} denied access.",
                mend="Check the user and the password in the URL (special characters percent-encoded), "
                "and that the user is granted this database from this host.",
            )
        if code in (1046, 1049):
            return Explanation(
                trouble=Trouble.NO_DATABASE,
                what=f"The database {database} does not exist." if code == 1049 else "The URL names no database.",
                mend=f"Create it (CREATE DATABASE {database}) or correct the name."
                if code == 1049
                else "Add the database's name to the end of the URL: mysql+pymysql://user@host/NAME.",
            )
        if code in _FULL:
            return Explanation(
                trouble=Trouble.FULL,
                what=f"The server at {address(url)} has no connection left.",
                mend="Look at SHOW PROCESSLIST for sleeping sessions, then shrink the application's pools or raise the limit.",
            )
        if code in _LOST:
            return Explanation(
                trouble=Trouble.LOST,
                what=f"The connection to {address(url)} was lost.",
                mend="Look at the server's log; run the same command again when the server is back.",
            )
        return None


def _code(error: BaseException) -> int | None:
    number = getattr(error, "errno", None) or (error.args[0] if error.args else None)
    return number if isinstance(number, int) else None
