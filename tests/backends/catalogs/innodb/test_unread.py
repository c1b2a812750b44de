"""Users who may not see everything."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from tests.backends.catalogs.innodb.facets import TABLE, catalog_of, connected, differences, read, run
from tests.servers.database import Database
from toolkit.catalog.values import Catalog

OBJECTS = [
    "CREATE TABLE p (id int PRIMARY KEY)",
    TABLE,
    "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id) ON DELETE CASCADE",
    "CREATE VIEW v AS SELECT id FROM t",
    "CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
    "CREATE FUNCTION f() RETURNS int DETERMINISTIC RETURN 1",
    "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SET @x = 1",
]


@contextmanager
def user_with(database: Database, *grants: str) -> Iterator[str]:
    """The URL of a new user; ``{db}`` in the grants is the database."""
    name, password = f"tk_{uuid.uuid4().hex[:12]}", "a-Password-1"
    url = sa.make_url(database.url)
    with connected(database.url) as connection:
        run(connection, [f"CREATE USER {name}@'%' IDENTIFIED BY '{password}'"])
        try:
            run(connection, [f"GRANT {grant.format(db=url.database)} TO {name}@'%'" for grant in grants])
            yield url.set(username=name, password=password).render_as_string(hide_password=False)
        finally:
            run(connection, [f"DROP USER {name}@'%'"])


def as_user(database: Database, *grants: str) -> Catalog:
    with user_with(database, *grants) as url, connected(url) as connection:
        return read(database.backend, connection)


def test_an_administrator_reads_everything(server: Database) -> None:
    assert catalog_of(server, OBJECTS).unread == ()


def test_a_user_who_may_only_select_is_told_what_is_missing(server: Database) -> None:
    full = catalog_of(server, OBJECTS)
    catalog = as_user(server, "SELECT ON {db}.*")
    told = " ".join(catalog.unread)
    for word in ("Triggers", "Events", "Functions and procedures", "GRANT TRIGGER ON", "SHOW VIEW"):
        assert word in told
    # MariaDB keeps the rules of foreign keys from them as well.
    rules = ["foreign key t.fk on_delete"] if server.backend == "mariadb" else []
    assert ("ON DELETE" in told) is bool(rules)
    assert differences(full, catalog) == [
        *rules,
        "view v definition",
        "trigger t.r missing",
        "routine e missing",
        "routine f missing",
    ]


def test_a_user_who_may_look_misses_only_the_bodies_of_routines(server: Database) -> None:
    full = catalog_of(server, OBJECTS)
    catalog = as_user(server, "SELECT, SHOW VIEW, TRIGGER, EVENT, EXECUTE ON {db}.*")
    (sentence,) = catalog.unread
    assert "bodies" in sentence
    assert sentence.endswith(".f.")
    assert differences(full, catalog) == ["routine f definition"]


def test_a_user_of_one_table_sees_no_others_and_is_told(server: Database) -> None:
    catalog_of(server, OBJECTS)
    catalog = as_user(server, "SELECT ON {db}.p")
    assert [table.name for table in catalog.tables] == ["p"]
    assert any(sentence.startswith("Tables of") for sentence in catalog.unread)


def test_a_view_without_the_right_to_what_it_calls(server: Database) -> None:
    catalog_of(server, [*OBJECTS, "CREATE SQL SECURITY INVOKER VIEW w AS SELECT f() AS one"])
    catalog = as_user(server, "SELECT, SHOW VIEW, TRIGGER, EVENT ON {db}.*")
    without = [view.name for view in catalog.views if not view.columns]
    assert all(any(f".{name} could not be read" in sentence for sentence in catalog.unread) for name in without)


def test_letters_that_the_connection_lacks(server: Database) -> None:
    url = sa.make_url(server.url).update_query_dict({"charset": "latin1"}).render_as_string(hide_password=False)
    with connected(url) as connection:
        (sentence,) = read(server.backend, connection).unread
    assert "charset=utf8mb4" in sentence


def test_roles(mysql: Database) -> None:
    catalog_of(mysql, OBJECTS)
    role = f"tk_{uuid.uuid4().hex[:12]}"
    with connected(mysql.url) as connection:
        run(
            connection,
            [
                f"CREATE ROLE {role}",
                f"GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, EXECUTE ON {sa.make_url(mysql.url).database}.* TO {role}",
            ],
        )
        try:
            with user_with(mysql, role) as url, connected(url.replace(sa.make_url(mysql.url).database, "")) as session:
                run(session, [f"SET ROLE {role}", f"USE {sa.make_url(mysql.url).database}"])
                catalog = read("mysql", session)
        finally:
            run(connection, [f"DROP ROLE {role}"])
    assert [sentence for sentence in catalog.unread if "bodies" not in sentence] == []
    assert len(catalog.triggers) == 1
