"""What to send to a server."""

from __future__ import annotations

import pytest

from toolkit.backends import remedies

BACKENDS = ("mysql", "mariadb", "postgresql", "sqlite", "oracle")


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (remedies.end_sessions("mysql", ["1", "2"]), "KILL 1; KILL 2;"),
        (remedies.end_sessions("sqlite", ["1", "2"]), "Stop processes 1, 2."),
        (remedies.end_prepared("postgresql", "it's"), "ROLLBACK PREPARED 'it''s';"),
        (remedies.end_prepared("mysql", ""), "XA RECOVER CONVERT XID;"),
        (remedies.end_prepared("mariadb", ""), "XA RECOVER FORMAT='SQL';"),
        (remedies.raise_limit("mysql", 200), "SET PERSIST max_connections = 200;"),
        (remedies.raise_user_limit("mysql", "o'brien", 9), "ALTER USER 'o''brien'@'%' WITH MAX_USER_CONNECTIONS 9;"),
        (remedies.raise_user_limit("postgresql", 'a"b', 9), 'ALTER ROLE "a""b" CONNECTION LIMIT 9;'),
        (remedies.raise_database_limit("postgresql", "shop", 9), 'ALTER DATABASE "shop" CONNECTION LIMIT 9;'),
        (remedies.limit_sleep("mariadb", 600), "SET GLOBAL wait_timeout = 600;"),
        (remedies.limit_lock_wait("postgresql", "shop", 5), "ALTER DATABASE \"shop\" SET lock_timeout = '5s';"),
    ],
)
def test_to_paste(told: str, expected: str) -> None:
    assert told.startswith(expected)


@pytest.mark.parametrize(
    ("backend", "schema", "name", "text"),
    [
        ("mysql", None, "order", "`order`"),
        ("mariadb", "a`b", "c", "`a``b`.`c`"),
        ("postgresql", "public", 'a"b', '"public"."a""b"'),
        ("sqlite", None, "order", '"order"'),
    ],
)
def test_a_table_in_quotes(backend: str, schema: str | None, name: str, text: str) -> None:
    assert remedies.quoted(backend, schema, name) == text


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_server_has_words_for_all_of_them(backend: str) -> None:
    told = [
        remedies.end_sessions(backend, ["7"]),
        remedies.raise_limit(backend, 7),
        remedies.raise_user_limit(backend, "app", 7),
        remedies.raise_database_limit(backend, "shop", 7),
        remedies.limit_sleep(backend, 7),
        remedies.limit_lock_wait(backend, None, 7),
    ]
    assert all("7" in text and "None" not in text for text in told)
    assert remedies.full(backend)
    assert remedies.gone(backend)
