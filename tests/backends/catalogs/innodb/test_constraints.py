"""Foreign keys, the indexes that the server makes for them, and checks."""

from __future__ import annotations

import pytest

from tests.backends.catalogs.innodb.facets import (
    CHILD,
    PARENT,
    catalog_of,
    connected,
    differences,
    read,
    run,
    seen,
)
from tests.conftest import MakeDatabase
from tests.servers.database import Database

AGAIN = "ALTER TABLE c ADD CONSTRAINT fk FOREIGN KEY"


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (f"{AGAIN} (p_id) REFERENCES p (id) ON DELETE CASCADE", ["foreign key c.fk on_delete"]),
        (f"{AGAIN} (p_id) REFERENCES p (id) ON DELETE SET NULL", ["foreign key c.fk on_delete"]),
        (f"{AGAIN} (p_id) REFERENCES p (id) ON UPDATE CASCADE", ["foreign key c.fk on_update"]),
        (f"{AGAIN} (p_id) REFERENCES p (k)", ["foreign key c.fk referred_columns"]),
        (f"{AGAIN} (p_id) REFERENCES q (id)", ["foreign key c.fk referred_table"]),
    ],
)
def test_foreign_keys(server: Database, after: str, expected: list[str]) -> None:
    tables = [PARENT, CHILD, "CREATE TABLE q (id int NOT NULL PRIMARY KEY)"]
    assert seen(server, tables, ["ALTER TABLE c DROP FOREIGN KEY fk", after]) == expected


def test_a_missing_foreign_key_is_told_beside_the_index_it_leaves(server: Database) -> None:
    assert "foreign key c.fk missing" in seen(server, [PARENT, CHILD], ["ALTER TABLE c DROP FOREIGN KEY fk"])


def test_the_server_names_keys_and_their_indexes(server: Database) -> None:
    unnamed = "CREATE TABLE c (id int PRIMARY KEY, p_id int, k int, KEY own (k), FOREIGN KEY (p_id) REFERENCES p (id), FOREIGN KEY (k) REFERENCES p (k))"
    table = catalog_of(server, [PARENT, unnamed]).tables[0]
    assert [key.named_by_server for key in table.foreign_keys] == [True, True]
    assert {index.name: index.named_by_server for index in table.indexes} == {"own": False, "p_id": True}


def test_server_made_names_do_not_differ(server: Database, make_database: MakeDatabase) -> None:
    """The same keys, added in another order."""
    keys = ["FOREIGN KEY (p_id) REFERENCES p (id)", "FOREIGN KEY (k) REFERENCES p (k)"]
    plain = "CREATE TABLE c (id int PRIMARY KEY, p_id int, k int)"
    one = catalog_of(server, [PARENT, plain, *(f"ALTER TABLE c ADD {key}" for key in keys)])
    other = catalog_of(
        make_database(server.backend), [PARENT, plain, *(f"ALTER TABLE c ADD {key}" for key in reversed(keys))]
    )
    assert one != other
    assert differences(one, other) == []


def test_checks(server: Database) -> None:
    table = "CREATE TABLE t (a int, b int, CONSTRAINT ck CHECK (a > 0), CHECK (a < b))"
    with connected(server.url) as connection:
        run(connection, [table])
        before = read(server.backend, connection)
        assert [check.named_by_server for check in before.tables[0].checks if check.name != "ck"] == [True]
        run(connection, ["ALTER TABLE t DROP CONSTRAINT ck", "ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 1)"])
        assert differences(before, read(server.backend, connection)) == ["check t.ck expression"]
        run(connection, ["ALTER TABLE t DROP CONSTRAINT ck"])
        assert differences(before, read(server.backend, connection)) == ["check t.ck missing"]
