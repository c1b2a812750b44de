"""A revision that is tried reaches the shadow, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.dropin.contents import read_contents
from tests.projects.opening import OpenProject
from tests.servers.database import Database
from toolkit.rehearsal.confining import Confinement, Unreplayable, confined
from toolkit.rehearsal.observing import observe
from toolkit.shadow.life import shadow_of

MADE = "CREATE TABLE made (id INTEGER)"


NAMES_ANOTHER = (
    "CREATE TABLE {other}.made (id INTEGER)",
    "CREATE TABLE `{other}` . `made` (id INTEGER)",
    "INSERT INTO {other}.kept VALUES (2)",
    "UPDATE `{other}`.kept SET id = 3",
    "DELETE FROM {other}.kept",
    "DROP TABLE {other}.kept",
    "DROP TABLE IF EXISTS /* tidy */ {other}.kept",
    "TRUNCATE {other}.kept",
    "TRUNCATE TABLE {other}.kept",
    "ALTER TABLE {other}.kept ADD COLUMN made INTEGER",
    "CREATE INDEX made ON {other}.kept (id)",
    "RENAME TABLE {other}.kept TO {other}.made",
    "USE {other}",
    "DROP DATABASE {other}",
    "REPLACE INTO {other}.kept VALUES (2)",
    "REPLACE {other}.kept VALUES (2)",
    "INSERT {other}.kept VALUES (2)",
    "INSERT IGNORE {other}.kept VALUES (2)",
    "UPDATE orders, {other}.kept SET {other}.kept.id = 3",
    "DELETE {other}.kept FROM {other}.kept",
    "DROP TABLE items, {other}.kept",
    "CREATE VIEW {other}.made AS SELECT 1",
    "CREATE OR REPLACE VIEW {other}.made AS SELECT 1",
    "CREATE TRIGGER {other}.made BEFORE INSERT ON {other}.kept FOR EACH ROW SET NEW.id = 3",
    "CREATE PROCEDURE {other}.made() SELECT 1",
    "CREATE FUNCTION {other}.made() RETURNS INTEGER DETERMINISTIC RETURN 1",
    "CREATE EVENT {other}.made ON SCHEDULE EVERY 1 DAY DO SELECT 1",
    "LOCK TABLES {other}.kept WRITE",
    "OPTIMIZE TABLE {other}.kept",
)


class Running:
    """A revision that runs, or none."""

    revision: str | None = None

    def __call__(self) -> str | None:
        return self.revision


Confine = Callable[[], tuple[Confinement, sa.Connection, Running]]


@pytest.fixture
def confine(open_project: OpenProject, database: Database) -> Iterator[Confine]:
    """A function that begins a confinement, which ends with the test."""
    with ExitStack() as stack:

        def begin() -> tuple[Confinement, sa.Connection, Running]:
            [observed] = observe(open_project(url=database.url), live=False)
            assert observed.original is not None
            shadow, running = stack.enter_context(shadow_of(observed.original)), Running()
            return stack.enter_context(confined(shadow, observed, running)), shadow, running

        yield begin


def tables(connection: sa.Connection) -> list[str]:
    found = sa.inspect(connection).get_table_names()
    connection.rollback()
    return sorted(found)


def test_the_engine_of_env_py_is_led_to_the_shadow(confine: Confine, database: Database) -> None:
    confinement, shadow, running = confine()
    with confinement.connected() as connection:
        running.revision = "aa11"
        connection.exec_driver_sql(MADE)
        connection.commit()
        running.revision = None
    assert tables(shadow) == ["made"]
    assert read_contents(database) == {}


@pytest.mark.parametrize("pool", [sa.NullPool, sa.QueuePool])
def test_an_engine_that_was_connected_before_is_led_there_and_back(
    pool: type[sa.Pool], confine: Confine, database: Database
) -> None:
    engine = sa.create_engine(database.url, poolclass=pool)
    with engine.connect() as before:
        before.exec_driver_sql("SELECT 1")
    _, shadow, running = confine()
    running.revision = "aa11"
    with engine.begin() as connection:
        connection.exec_driver_sql(MADE)
    running.revision = None
    assert tables(shadow) == ["made"]
    assert read_contents(database) == {}
    # Between revisions, and after them, it leads where it always led.
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    engine.dispose()


def test_after_the_block_pools_lead_to_the_live_database(open_project: OpenProject, database: Database) -> None:
    [observed] = observe(open_project(url=database.url), live=False)
    assert observed.original is not None
    engine = sa.create_engine(database.url, poolclass=sa.QueuePool)
    running = Running()
    with shadow_of(observed.original) as shadow, confined(shadow, observed, running):
        running.revision = "aa11"
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
    with engine.begin() as connection:
        connection.exec_driver_sql(MADE)
    with engine.connect() as connection:
        assert tables(connection) == ["made"]
        assert connection.dialect.default_schema_name == observed.dialect.default_schema_name
    engine.dispose()


def test_another_database_is_not_reached(confine: Confine, database: Database, make_database: MakeDatabase) -> None:
    other = make_database(database.backend)
    _, _, running = confine()
    running.revision = "aa11"
    engine = sa.create_engine(other.url, poolclass=sa.NullPool)
    with pytest.raises(Unreplayable, match="another database") as escaped, engine.begin() as connection:
        connection.exec_driver_sql(MADE)
    assert escaped.value.revision == "aa11"
    assert "shadow_url" in escaped.value.mend
    running.revision = None
    assert read_contents(other) == {}


def test_a_connection_to_another_database_that_was_open_before_sends_nothing(
    confine: Confine, database: Database, make_database: MakeDatabase
) -> None:
    other = make_database(database.backend)
    engine = sa.create_engine(other.url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        connection.rollback()
        _, _, running = confine()
        running.revision = "aa11"
        for send in (
            lambda: connection.exec_driver_sql(MADE),
            lambda: connection.execute(sa.text("SELECT :a"), {"a": 1}),
            lambda: connection.execute(sa.text(MADE)),
        ):
            with pytest.raises(Unreplayable):
                send()
            connection.rollback()
        running.revision = None
    assert read_contents(other) == {}


@pytest.mark.parametrize("backend", ["mariadb", "mysql"])
def test_a_statement_that_names_another_database_is_not_sent(
    backend: str, open_project: OpenProject, make_database: MakeDatabase
) -> None:
    live, other = make_database(backend), make_database(backend)
    with sa.create_engine(other.url, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE kept (id INTEGER)")
        connection.exec_driver_sql("INSERT INTO kept VALUES (1)")
    before, name = read_contents(other), sa.make_url(other.url).database
    [observed] = observe(open_project(url=live.url), live=False)
    assert observed.original is not None
    running = Running()
    with (
        shadow_of(observed.original) as shadow,
        confined(shadow, observed, running) as confinement,
        confinement.connected() as connection,
    ):
        running.revision = "aa11"
        passed = [statement for statement in NAMES_ANOTHER if not _is_refused(connection, statement.format(other=name))]
        running.revision = None
    # It concerns the server, and is left out.
    assert passed == ["DROP DATABASE {other}"]
    assert read_contents(other) == before


def _is_refused(connection: sa.Connection, statement: str) -> bool:
    try:
        connection.exec_driver_sql(statement)
    except Unreplayable as escaped:
        return "it names another database" in escaped.why
    return False


def test_nothing_is_confined_between_revisions(
    confine: Confine, database: Database, make_database: MakeDatabase
) -> None:
    other = make_database(database.backend)
    confine()
    with sa.create_engine(other.url, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql(MADE)
    assert read_contents(other) != {}


def test_no_listener_stays(open_project: OpenProject, sqlite: Database, make_database: MakeDatabase) -> None:
    [observed] = observe(open_project(url=sqlite.url), live=False)
    assert observed.original is not None
    running = Running()
    with shadow_of(observed.original) as shadow, confined(shadow, observed, running):
        pass
    running.revision = "aa11"
    with sa.create_engine(make_database("sqlite").url, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql(MADE)


@pytest.mark.parametrize("backend", ["mariadb", "mysql", "postgresql"])
def test_what_concerns_the_server_is_not_sent(
    backend: str, open_project: OpenProject, make_database: MakeDatabase
) -> None:
    database = make_database(backend)
    [observed] = observe(open_project(url=database.url), live=False)
    assert observed.original is not None
    running = Running()
    create = "CREATE ROLE tk_confined" if backend == "postgresql" else "CREATE USER tk_confined"
    with (
        shadow_of(observed.original) as shadow,
        confined(shadow, observed, running) as confinement,
        confinement.connected() as connection,
    ):
        running.revision = "aa11"
        # Twice, since it would be there the second time.
        for _ in range(2):
            connection.execute(sa.text(create))
        running.revision = None
        connection.rollback()
