"""One database for one test."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Database:
    """A fresh, empty database that nobody else uses.

    `backend` is sqlite, mariadb, mysql or postgresql; `url` is what a user would write, so MariaDB's
    says mysql+pymysql.
    """

    backend: str
    url: str
