"""MySQL."""

from __future__ import annotations

from toolkit.backends.innodb import InnoDB


class MySQL(InnoDB):
    """Oracle's server, and those that behave as it does."""

    name = "mysql"
    title = "MySQL"
