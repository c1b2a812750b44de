from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa

from tests.backends.capacity.others import account, capacity_at
from tests.backends.sessions.others import engine_at
from tests.servers.database import Database
from toolkit.backends.sql.values import Name

ORDERS = (Name(name="orders"),)
ALL = "ALTER, CREATE, DROP, INDEX, INSERT"


def missing(database: Database, tables: tuple[Name, ...] = ORDERS) -> list[str]:
    with engine_at(database).connect() as connection:
        return [*capacity_at(database).rights_missing(connection, tables)]


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
        escaped = str(url.database).replace("_", r"\_")
        expected = [] if lacking is None else [f"GRANT {lacking} ON `{escaped}`.* TO '{url.username}'@'%';"]
        assert missing(few) == expected


def test_what_is_told_to_be_missing_is_enough(innodb: Database) -> None:
    with account(innodb, "GRANT SELECT ON `{database}`.* TO {user}") as few:
        (grant,) = missing(few)
        with engine_at(innodb).connect() as root:
            root.exec_driver_sql(grant, execution_options={"no_parameters": True})
        assert missing(few) == []
        with engine_at(few).connect() as connection:
            for statement in (
                "CREATE TABLE orders (id INT)",
                "ALTER TABLE orders ADD COLUMN n INT",
                "CREATE INDEX numbers ON orders (n)",
                "RENAME TABLE orders TO aside",
                "DROP TABLE aside",
            ):
                connection.exec_driver_sql(statement)


def test_each_database_is_asked_for_itself(innodb: Database) -> None:
    with account(innodb, "GRANT ALL ON `{database}`.* TO {user}") as few:
        (grant,) = missing(few, (*ORDERS, Name(schema="a `quoted` one", name="orders")))
        assert grant.startswith(f"GRANT {ALL} ON `a ``quoted`` one`.* TO 'tk_")


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
