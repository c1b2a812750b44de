"""MariaDB."""

from __future__ import annotations

from toolkit.backends.innodb import InnoDB


class MariaDB(InnoDB):
    """MariaDB, whether the URL says ``mariadb`` or ``mysql``."""

    name = "mariadb"
    title = "MariaDB"
