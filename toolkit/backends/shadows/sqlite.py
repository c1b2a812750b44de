"""Shadow databases of SQLite: files in a directory of their own, among the temporary ones."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection

from toolkit.backends.shadows.base import LOCK_SECONDS, Likeness

if TYPE_CHECKING:
    from toolkit.catalog.values import Table

_KEPT = ("encoding", "page_size", "auto_vacuum", "foreign_keys")
# Another file, whatever it is called there.
_ATTACH = re.compile(r"\s*(?:ATTACH|VACUUM\s+INTO)\b\s*(?:DATABASE\s+)?(\S+)", re.IGNORECASE)


class SQLiteShadows:
    """SQLite in a file. A directory holds the file and what SQLite puts beside it."""

    holds_schemas = False
    takes_long = False

    def likeness(self, live: Connection) -> Likeness:
        found = {name: live.exec_driver_sql(f"PRAGMA {name}").scalar() for name in _KEPT}
        return Likeness(
            session=(
                f"PRAGMA busy_timeout = {LOCK_SECONDS * 1000}",
                *(f"PRAGMA {name} = '{value}'" for name, value in found.items()),
            )
        )

    def server(self, url: URL) -> URL:
        return URL.create(url.drivername)

    def url(self, url: URL, name: str) -> URL:
        return URL.create(url.drivername, database=str(_directory() / name / "shadow.sqlite"))

    def names(self, server: Connection, prefix: str) -> Sequence[str]:
        return [path.name for path in _directory().glob(f"{prefix}*") if path.is_dir() and not path.is_symlink()]

    def create(self, server: Connection, name: str, likeness: Likeness) -> None:
        (_directory() / name).mkdir(mode=0o700)

    def drop(self, server: Connection, name: str) -> None:
        # Another user's cannot be removed, and another run may be removing it.
        shutil.rmtree(_directory() / name, ignore_errors=True)

    def drop_from_within(self, shadow: Connection, name: str) -> bool:
        return False

    def grant(self, server: Connection, prefix: str) -> str:
        return f"Make {_directory()} writable, or set TMPDIR."

    def schema_names(self, live: Connection) -> Sequence[str]:
        return ()

    def schemas(self, names: Sequence[str]) -> Sequence[str]:
        return ()

    def defaults_of(self, tables: Sequence[Table]) -> Sequence[str]:
        return ()

    @property
    def lets_refer(self) -> Sequence[str] | None:
        return ()

    def with_indexes(self, table: str, indexes: Sequence[str]) -> str | None:
        return None

    def spelled(self, statement: str) -> str | None:
        return statement

    def moved(self, statement: str, live: str | None, shadow: str | None) -> str:
        return statement

    def others(self, shadow: Connection) -> Sequence[str]:
        return ()

    def stranger(self, statement: str, databases: Collection[str]) -> str | None:
        found = _ATTACH.match(statement)
        return found[1] if found else None


def _directory() -> Path:
    return Path(tempfile.gettempdir())
