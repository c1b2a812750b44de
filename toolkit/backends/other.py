"""A backend that tk has no words for; Alembic projects on it work as far as Alembic itself does."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.engine import URL, Dialect

from toolkit.backends.base import Explanation, Plain, dotted


class Other(Plain):
    """Any other dialect of SQLAlchemy."""

    default_drivers: tuple[str, ...] = ()

    def __init__(self, name: str) -> None:
        self.name = name
        self.title = name

    def server_version(self, dialect: Dialect) -> str:
        return dotted(dialect.server_version_info)

    def database_name(self, url: URL) -> str:
        return url.database or ""

    def connect_arguments(self, driver: str, seconds: float) -> Mapping[str, object]:
        return {}

    def explain(self, error: BaseException, url: URL | None) -> Explanation | None:
        return None
