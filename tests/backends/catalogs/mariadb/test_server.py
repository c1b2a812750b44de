from __future__ import annotations

from toolkit.backends.catalogs.innodb.names import Names
from toolkit.backends.catalogs.innodb.rows import InformationSchema
from toolkit.backends.catalogs.mariadb.server import _check


def test_checks_of_columns_and_those_that_the_server_named() -> None:
    source = InformationSchema(connection=None, names=Names(own="shop"), available={})  # type: ignore[arg-type]

    def check(name: str, level: str) -> tuple[str | None, bool]:
        row = {"CONSTRAINT_NAME": name, "LEVEL": level, "CHECK_CLAUSE": "`a` > 0", "CONSTRAINT_SCHEMA": "shop"}
        found = _check(row, source)
        return found.column, found.named_by_server

    assert check("CONSTRAINT_1", "Table") == (None, True)
    assert check("CONSTRAINT_1", "Column") == ("CONSTRAINT_1", False)
    assert check("ck", "Table") == (None, False)
    assert check("a", "Column") == ("a", False)
