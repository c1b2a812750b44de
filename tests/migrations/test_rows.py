"""Rows put in midway survive, in both directions, where the story says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.migrations.history import downgrade, execute, upgrade
from tests.servers.database import Database

USERS = """
INSERT INTO users (id, email, full_name, status) VALUES
(1, 'ada@example.org', 'Ada Byron', 'active'),
(2, 'grace@example.org', 'Grace Hopper', 'invited'),
(3, 'mary@example.org', 'Mary Somerville', 'disabled')
"""
ROLES = "INSERT INTO roles (id, name) VALUES (1, 'analyst'), (2, 'admin')"
GRANTS = "INSERT INTO user_roles (user_id, role_id, granted_by_id) VALUES (1, 2, NULL), (2, 1, 1)"
DATA_SOURCE = """
INSERT INTO data_sources (id, name, engine, database_name, pool_size, max_overflow)
VALUES (1, 'shop', 'mysql', 'shop', 0, -1)
"""
DATASET = "INSERT INTO datasets (id, data_source_id, table_name) VALUES (1, 1, 'orders')"
CHARTS = """
INSERT INTO charts (id, dataset_id, owner_id, title, kind, parameters)
VALUES (1, 1, 1, 'Orders', 'line', '{"x": 1}')
"""
DASHBOARDS = "INSERT INTO dashboards (id, slug, title, owner_id) VALUES (1, 'sales', 'Sales', 1)"
PLACEMENTS = "INSERT INTO dashboard_charts (dashboard_id, chart_id, position) VALUES (1, 1, 1)"
SAVED_QUERIES = """
INSERT INTO saved_queries (id, user_id, data_source_id, title, statement, description) VALUES
(1, 1, 1, 'All', 'SELECT 1', NULL), (2, 2, 1, 'None', 'SELECT 0', 'Nothing.')
"""
QUERY_LOG = """
INSERT INTO query_log (id, user_id, data_source_id, saved_query_id, started_at, row_count)
VALUES (1, 1, 1, 1, '2025-03-04 08:00:00.250000', 2147483647)
"""
PREFERENCES = """
UPDATE users SET locale = 'fr', time_zone = 'Europe/Paris', avatar_url = 'https://example.org/a'
WHERE id = 1
"""
TABLES = [
    *["users", "user_roles", "roles", "data_sources", "datasets"],
    *["charts", "dashboards", "dashboard_charts", "saved_queries", "query_log"],
]


def fill(database: Database) -> None:
    """Put rows in as the story goes, up to revision 0007."""
    upgrade(database, "0001_users")
    execute(database, USERS, ROLES, GRANTS)
    upgrade(database, "0003_datasets")
    execute(database, DATA_SOURCE, DATASET)
    upgrade(database, "0006_query_log")
    execute(database, CHARTS, DASHBOARDS, PLACEMENTS, SAVED_QUERIES, QUERY_LOG)
    upgrade(database, "0007_user_preferences")
    execute(database, PREFERENCES)


def counts(database: Database) -> dict[str, int]:
    """Return how many rows each table has."""
    return {table: execute(database, f"SELECT COUNT(*) FROM {table}")[0][0] for table in TABLES}


def test_identifiers_differ(database: Database) -> None:
    fill(database)
    assert execute(database, "SELECT COUNT(DISTINCT public_id) FROM users") == [(3,)]


def test_no_row_is_lost_on_the_way_up_and_back(database: Database) -> None:
    fill(database)
    before = counts(database)
    upgrade(database)
    assert counts(database) == before
    downgrade(database, "0007_user_preferences")
    assert counts(database) == before


def test_a_renamed_column_keeps_its_values(database: Database) -> None:
    fill(database)
    upgrade(database)
    names = [("Ada Byron",), ("Grace Hopper",), ("Mary Somerville",)]
    assert execute(database, "SELECT display_name FROM users ORDER BY id") == names
    downgrade(database, "0007_user_preferences")
    assert execute(database, "SELECT full_name FROM users ORDER BY id") == names


def test_preferences_move_to_their_table_and_back(database: Database) -> None:
    fill(database)
    upgrade(database)
    preferences = [
        (1, "fr", "Europe/Paris", "https://example.org/a"),
        (2, "en", "UTC", None),
        (3, "en", "UTC", None),
    ]
    query = "SELECT user_id, locale, time_zone, avatar_url FROM user_settings ORDER BY user_id"
    assert execute(database, query) == preferences
    # Somebody who signs up now, and has not chosen anything yet, gets the defaults.
    execute(database, "DELETE FROM user_settings WHERE user_id = 3")
    downgrade(database, "0007_user_preferences")
    query = "SELECT id, locale, time_zone, avatar_url FROM users ORDER BY id"
    assert execute(database, query) == preferences


def test_heatmaps_become_tables(database: Database) -> None:
    fill(database)
    upgrade(database, "0009_heatmap_charts")
    heatmap = CHARTS.replace("(1, 1, 1, 'Orders', 'line'", "(2, 1, NULL, 'Hours', 'heatmap'")
    execute(database, heatmap)
    downgrade(database, "0008_rename_full_name")
    kinds = "SELECT title, kind FROM charts ORDER BY id"
    assert execute(database, kinds) == [("Orders", "line"), ("Hours", "table")]
    with pytest.raises(sa.exc.DBAPIError):
        execute(database, "UPDATE charts SET kind = 'heatmap' WHERE id = 2")


def test_what_broke_a_rule_is_mended(database: Database) -> None:
    fill(database)
    upgrade(database)
    pools = "SELECT pool_size, max_overflow FROM data_sources"
    assert execute(database, pools) == [(1, 0)]
    descriptions = "SELECT description FROM saved_queries ORDER BY id"
    assert execute(database, descriptions) == [("",), ("Nothing.",)]
    for breach in (
        "UPDATE data_sources SET pool_size = 0",
        "UPDATE data_sources SET max_overflow = -1",
        "UPDATE dashboard_charts SET position = 0",
        "UPDATE saved_queries SET description = NULL",
    ):
        with pytest.raises(sa.exc.DBAPIError):
            execute(database, breach)


def test_more_rows_than_an_integer_counts(database: Database) -> None:
    fill(database)
    upgrade(database)
    execute(database, "UPDATE query_log SET row_count = 3000000000")
    assert execute(database, "SELECT row_count FROM query_log") == [(3000000000,)]


@pytest.fixture
def enforced_foreign_keys() -> Iterator[None]:
    """An application that has every SQLite connection of its process enforce foreign keys."""

    def enforce(connection: sa.engine.interfaces.DBAPIConnection, _: object) -> None:
        connection.cursor().execute("PRAGMA foreign_keys = ON")

    sa.event.listen(sa.Engine, "connect", enforce)
    yield
    sa.event.remove(sa.Engine, "connect", enforce)


@pytest.mark.usefixtures("enforced_foreign_keys")
def test_rebuilding_a_table_deletes_no_row_that_refers_to_it(sqlite: Database) -> None:
    fill(sqlite)
    before = counts(sqlite)
    upgrade(sqlite)
    downgrade(sqlite, "0007_user_preferences")
    assert counts(sqlite) == before
    assert execute(sqlite, "PRAGMA foreign_key_check") == []
