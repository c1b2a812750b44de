"""Impacts on MySQL."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from toolkit.backends.impacts.innodb import Form, InnoDBImpacts

# https://dev.mysql.com/doc/refman/9.1/en/innodb-online-ddl-operations.html. INSTANT takes no LOCK: 1221.
_FORMS = (
    Form(algorithm="INSTANT"),
    Form(algorithm="INPLACE", lock="NONE"),
    Form(algorithm="INPLACE", lock="SHARED"),
    Form(algorithm="INPLACE", lock="EXCLUSIVE"),
)


class MySQLImpacts(InnoDBImpacts):
    """Oracle's server, and those that behave as it does."""

    backend = "mysql"
    numbers = "innodb"

    def forms(self, connection: Connection) -> Sequence[Form]:
        return _FORMS
