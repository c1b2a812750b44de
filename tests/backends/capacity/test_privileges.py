from __future__ import annotations

import uuid
from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from tests.backends.capacity.others import account, capacity_at
from tests.backends.sessions.others import engine_at
from tests.servers.database import Database

CHANGES = (
    "ALTER TABLE orders ADD COLUMN n INT",
    "CREATE INDEX numbers ON orders (n)",
    "RENAME TABLE orders TO aside",
)
ALL = "ALTER, CREATE, DROP, INDEX, INSERT"


def missing(database: Database, statements: Sequence[str] = CHANGES) -> list[str]:
    with engine_at(database).connect() as connection:
        return [*capacity_at(database).rights_missing(connection, statements)]


@pytest.mark.parametrize(
    ("grants", "lacking"),
    [
        (["SELECT ON `{database}`.*"], ALL),
        (["SELECT, INSERT, CREATE ON `{database}`.*", "ALTER, INDEX ON `{database}`.orders"], "DROP"),
        (["SELECT ON `{database}`.*", f"{ALL} ON `{{database}}`.elsewhere"], ALL),
        (["ALL ON `{database}`.*"], None),
        ([f"{ALL} ON *.*"], None),
        (["SELECT ON `{database}`.*", f"{ALL} ON `tk\\_test\\_%`.*"], None),
        (["SELECT ON `{database}`.*", f"{ALL} ON `tk_test_________________`.*"], None),
        (["SELECT ON `{database}`.*", f"{ALL} ON `tk\\_other\\_%`.*"], ALL),
        (["SELECT ON `{database}`.*", f"{ALL} ON `{{database}}_`.*"], ALL),
    ],
)
def test_what_is_not_granted_is_missing(innodb: Database, grants: list[str], lacking: str | None) -> None:
    with engine_at(innodb).begin() as root:
        root.exec_driver_sql("CREATE TABLE orders (id INT)")
        root.exec_driver_sql("CREATE TABLE elsewhere (id INT)")
    with account(innodb, *(f"GRANT {grant} TO {{user}}" for grant in grants)) as few:
        url = sa.make_url(few.url)
        expected = [] if lacking is None else [f"GRANT {lacking} ON `{url.database}`.* TO '{url.username}'@'%';"]
        assert missing(few) == expected


def test_what_is_told_to_be_missing_is_enough(innodb: Database) -> None:
    with account(innodb, "GRANT SELECT ON `{database}`.* TO {user}") as few:
        (grant,) = missing(few)
        with engine_at(innodb).connect() as root:
            root.exec_driver_sql(grant, execution_options={"no_parameters": True})
        assert missing(few) == []
        with engine_at(few).connect() as connection:
            for statement in ("CREATE TABLE orders (id INT)", *CHANGES, "DROP TABLE aside"):
                connection.exec_driver_sql(statement)


MADE = (
    "CREATE TABLE p (id INT PRIMARY KEY)",
    "CREATE TABLE c (id INT PRIMARY KEY, pid INT, n INT, KEY numbers (n))",
    "CREATE TABLE r (id INT) PARTITION BY RANGE (id) (PARTITION a VALUES LESS THAN (1), PARTITION b VALUES LESS THAN (9))",
)


@pytest.mark.parametrize(
    ("statement", "lacking"),
    [
        ("ALTER TABLE c ADD COLUMN x INT, ADD INDEX (n)", "ALTER"),
        ("ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (pid) REFERENCES p (id)", "ALTER, REFERENCES"),
        ("CREATE TABLE d (pid INT, FOREIGN KEY (pid) REFERENCES p (id))", "CREATE, REFERENCES"),
        ("CREATE INDEX ix ON c (pid)", "INDEX"),
        ("DROP INDEX numbers ON c", "INDEX"),
        ("RENAME TABLE c TO d", "ALTER, CREATE, DROP, INSERT"),
        ("ALTER TABLE r DROP PARTITION a", "ALTER, DROP"),
        ("TRUNCATE TABLE c", "DROP"),
        ("CREATE TRIGGER tr BEFORE INSERT ON c FOR EACH ROW SET NEW.n = 1", "TRIGGER"),
        ("CREATE PROCEDURE routine() SELECT 1", "CREATE ROUTINE"),
        ("INSERT INTO c (id) VALUES (1)", "INSERT"),
        ("REPLACE INTO c (id) VALUES (1)", "DELETE, INSERT"),
        ("UPDATE c SET n = 1", "UPDATE"),
        ("DELETE FROM c WHERE id = 1", "DELETE"),
        ("UPDATE p JOIN c ON p.id = c.pid SET c.n = 1", None),
        ("SELECT 1", None),
    ],
)
def test_a_statement_needs_no_more_than_the_server_asks_for(
    innodb: Database, statement: str, lacking: str | None
) -> None:
    with engine_at(innodb).begin() as root:
        for made in MADE:
            root.exec_driver_sql(made)
    with account(innodb, "GRANT SELECT ON `{database}`.* TO {user}") as few:
        told = missing(few, [statement])
        assert [grant.partition(" ON ")[0] for grant in told] == ([] if lacking is None else [f"GRANT {lacking}"])
        with engine_at(innodb).connect() as root:
            for grant in told:
                root.exec_driver_sql(grant, execution_options={"no_parameters": True})
        if lacking is not None:
            with engine_at(few).begin() as connection:
                connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("granted", "told"),
    [
        ("`{escaped}`", "GRANT INDEX ON `{escaped}`.*"),
        ("`{plain}`", "GRANT INDEX ON `{plain}`.*"),
        ("`tk\\_test\\_%`", "GRANT INDEX, SELECT ON `{escaped}`.*"),
        ("*", "GRANT INDEX ON `{escaped}`.*"),
    ],
)
def test_what_there_is_stays_whatever_it_was_granted_by(innodb: Database, granted: str, told: str) -> None:
    plain = str(sa.make_url(innodb.url).database)
    names = {"plain": plain, "escaped": plain.replace("_", r"\_")}
    with engine_at(innodb).begin() as root:
        root.exec_driver_sql("CREATE TABLE orders (n INT)")
    with account(innodb) as few, engine_at(innodb).connect() as root:
        user = f"'{sa.make_url(few.url).username}'@'%'"
        given = f"GRANT SELECT ON {granted.format(**names)}.* TO {user}"
        root.exec_driver_sql(given, execution_options={"no_parameters": True})
        [grant] = missing(few, ["CREATE INDEX numbers ON orders (n)"])
        assert grant == f"{told.format(**names)} TO {user};"
        root.exec_driver_sql(grant, execution_options={"no_parameters": True})
        with engine_at(few).connect() as connection:
            assert connection.exec_driver_sql("SELECT * FROM orders").all() == []
            connection.exec_driver_sql("CREATE INDEX numbers ON orders (n)")


def test_each_database_is_asked_for_itself(innodb: Database) -> None:
    with account(innodb, "GRANT ALL ON `{database}`.* TO {user}") as few:
        (grant,) = missing(few, (*CHANGES, "RENAME TABLE `a ``quoted`` one`.orders TO aside"))
        assert grant.startswith("GRANT ALTER, CREATE, DROP, INSERT ON `a ``quoted`` one`.* TO 'tk_")


def test_what_comes_by_a_role_is_not_doubted(innodb: Database) -> None:
    role = f"tk_role_{uuid.uuid4().hex[:12]}"
    default = f"SET DEFAULT ROLE {role} {'TO' if innodb.backend == 'mysql' else 'FOR'} {{user}}"
    with engine_at(innodb).connect() as root:
        root.exec_driver_sql(f"CREATE ROLE {role}")
        try:
            database = sa.make_url(innodb.url).database
            root.exec_driver_sql(f"GRANT ALL ON `{database}`.* TO {role}")
            with account(innodb, f"GRANT {role} TO {{user}}", default) as few:
                assert missing(few) == []
        finally:
            root.exec_driver_sql(f"DROP ROLE {role}")
