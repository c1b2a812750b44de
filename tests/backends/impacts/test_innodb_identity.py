from __future__ import annotations

import pytest

from tests.backends.impacts.sending import Shadow, shadow
from tests.backends.sessions.others import least_user
from tests.servers.database import Database
from toolkit.backends.impacts.innodb_identity import Identity, identity


def of(server: Shadow, *names: str) -> Identity:
    database = str(server.connection.engine.url.database)
    prefix = "innodb" if server.backend == "mysql" else "innodb_sys"
    found = identity(server.connection, prefix, [(database, name) for name in names])
    assert found is not None
    return found


def test_a_table_and_its_indexes_have_numbers(innodb: Shadow) -> None:
    innodb.run("CREATE TABLE `a b` (id INT PRIMARY KEY, a INT, KEY (a))", "CREATE TABLE m (a INT) ENGINE=MyISAM")
    found = of(innodb, "a b")
    assert (len(found.tables), len(found.indexes)) == (1, 2)
    assert of(innodb, "m") == of(innodb, "a") == Identity()


def test_every_partition_has_one(innodb: Shadow) -> None:
    innodb.run("CREATE TABLE t (id INT PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 3", "CREATE TABLE tt (a INT)")
    before = of(innodb, "t")
    assert len(before.tables) == 3
    innodb.run("ALTER TABLE t FORCE")
    assert before.is_rewritten(of(innodb, "t"))


def test_the_rename_of_a_table_is_followed(innodb: Shadow) -> None:
    innodb.run("CREATE TABLE t (id INT PRIMARY KEY)")
    before = of(innodb, "t")
    innodb.run("ALTER TABLE t RENAME TO u")
    assert not before.is_rewritten(of(innodb, "t", "u"))
    assert of(innodb, "u") == before


@pytest.mark.parametrize("backend", ["mysql", "mariadb"])
def test_nothing_is_told_without_the_privilege(backend: str, request: pytest.FixtureRequest) -> None:
    database: Database = request.getfixturevalue(backend)
    prefix = "innodb" if backend == "mysql" else "innodb_sys"
    with least_user(database) as least, shadow(least) as server:
        assert identity(server.connection, prefix, [("d", "t")]) is None
        assert identity(server.connection, "innodb_of_another_server", [("d", "t")]) is None


def test_what_numbers_mean() -> None:
    before = Identity(tables=frozenset({1, 2}), indexes=frozenset({(1, 7), (2, 8)}))
    added = Identity(tables=frozenset({1, 2, 3}), indexes=before.indexes | {(3, 9)})
    assert not before.is_rewritten(added)
    assert not before.has_more_indexes(added)
    assert not added.is_rewritten(before)
    assert before.is_rewritten(Identity(tables=frozenset({1, 3})))
    assert before.has_more_indexes(Identity(tables=before.tables, indexes=frozenset({(1, 7), (2, 9)})))
