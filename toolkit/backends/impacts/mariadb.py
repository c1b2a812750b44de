"""Impacts on MariaDB."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from toolkit.backends.impacts.innodb import Form, InnoDBImpacts

# https://mariadb.com/kb/en/innodb-online-ddl-overview/. NOCOPY may build indexes, INPLACE may write the table anew too.
_FORMS = (
    Form(algorithm="INSTANT"),
    Form(algorithm="NOCOPY", lock="NONE"),
    Form(algorithm="NOCOPY", lock="SHARED"),
    Form(algorithm="INPLACE", lock="NONE"),
    Form(algorithm="INPLACE", lock="SHARED"),
    Form(algorithm="NOCOPY", lock="EXCLUSIVE"),
    Form(algorithm="INPLACE", lock="EXCLUSIVE"),
)
_ONLINE_COPY = Form(algorithm="COPY", lock="NONE")
# https://mariadb.com/kb/en/online-schema-change/
_COPIES_ONLINE = (11, 2)


class MariaDBImpacts(InnoDBImpacts):
    """MariaDB, whether the URL says ``mariadb`` or ``mysql``."""

    backend = "mariadb"
    numbers = "innodb_sys"

    def forms(self, connection: Connection) -> Sequence[Form]:
        version = connection.dialect.server_version_info or ()
        return (*_FORMS, _ONLINE_COPY) if version >= _COPIES_ONLINE else _FORMS
