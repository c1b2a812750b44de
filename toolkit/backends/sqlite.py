"""SQLite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, Dialect

from toolkit.backends.base import Explanation, Plain, Trouble

# https://www.sqlite.org/rescode.html: the texts are those of sqlite3_errstr(), stable for decades.
_TEXTS: Mapping[str, Trouble] = {
    "unable to open database file": Trouble.UNREACHABLE,
    "file is not a database": Trouble.UNREADABLE,
    "file is encrypted": Trouble.UNREADABLE,
    "disk image is malformed": Trouble.UNREADABLE,
    "malformed database schema": Trouble.UNREADABLE,
    "unsupported file format": Trouble.UNREADABLE,
    "readonly database": Trouble.READ_ONLY,
    "database is locked": Trouble.LOCKED,
    "database table is locked": Trouble.LOCKED,
    "disk is full": Trouble.NO_ROOM,
    "disk I/O error": Trouble.LOST,
}


class SQLite(Plain):
    """SQLite, in a file or in memory."""

    name = "sqlite"
    title = "SQLite"
    default_drivers = ("pysqlite", "aiosqlite")

    def server_version(self, dialect: Dialect) -> str:
        return str(getattr(getattr(dialect, "dbapi", None), "sqlite_version", "unknown"))

    def series(self, version: str) -> str:
        # It keeps the statement as it was written.
        return ""

    def database_name(self, url: URL) -> str:
        return url.database or ":memory:"

    def database_in(self, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> str | None:
        given = arguments[0] if arguments else keywords.get("database")
        return None if given is None else str(given)

    def connect_arguments(self, driver: str, seconds: float) -> Mapping[str, object]:
        return {}

    def explain(self, error: BaseException, url: URL | None) -> Explanation | None:
        trouble = next((kind for text, kind in _TEXTS.items() if text in str(error)), None)
        return None if trouble is None else _say(trouble, url)


def _say(trouble: Trouble, url: URL | None) -> Explanation:
    file = url.database if url is not None and url.database else "of the URL"
    match trouble:
        case Trouble.UNREACHABLE:
            return Explanation(
                trouble=trouble, what=f"SQLite is unable to open the database file {file}.", mend=_why_not_opened(file)
            )
        case Trouble.UNREADABLE:
            return Explanation(
                trouble=trouble,
                what=f"The file {file} is not a database, or is damaged.",
                mend="Correct the path; for a damaged file restore a backup, or try `sqlite3 FILE .recover`.",
            )
        case Trouble.READ_ONLY:
            return Explanation(
                trouble=trouble,
                what=f"The database file {file} is read-only.",
                mend="Give this user permission to write the file and its directory, or drop `mode=ro` from the URL.",
            )
        case Trouble.NO_ROOM:
            return Explanation(
                trouble=trouble,
                what=f"The disk of {file} is full.",
                mend="Free some space, then run the same command again.",
            )
        case Trouble.LOST:
            return Explanation(
                trouble=trouble,
                what=f"Reading or writing {file} failed in the operating system.",
                mend="Check the disk, then run again.",
            )
    return Explanation(
        trouble=trouble,
        what=f"Another process holds a lock on {file}.",
        mend="Let it finish or stop it, then run the same command again.",
    )


def _why_not_opened(file: str) -> str:
    path = Path(file)
    if path.is_dir():
        return "This path is a directory: name a file inside it."
    if not path.parent.is_dir():
        return f"Create the directory {path.parent} or correct the path."
    return "Check the permissions of the file and of its directory."
