"""`--sql` writes the whole history as a script that the server accepts."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from alembic import command

from tests.migrations.catalog import read_catalog
from tests.migrations.history import configuration, downgrade, execute, revisions, upgrade
from tests.servers.database import Database


def script(url: str, *, down: bool = False) -> str:
    """Return what `alembic upgrade head --sql` or `alembic downgrade head:base --sql` prints."""
    output = io.StringIO()
    config = configuration(url, output)
    if down:
        command.downgrade(config, f"{revisions()[-1]}:base", sql=True)
    else:
        command.upgrade(config, "head", sql=True)
    return output.getvalue()


def run(database: Database, text: str) -> None:
    """Send the script statement by statement, as the server's own client does."""
    engine = sa.create_engine(database.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        without_comments = re.sub(r"^--.*$", "", text, flags=re.MULTILINE)
        # One statement has "; " inside a comment on a table; none has a line that ends so.
        for statement in re.split(r";\s*$", without_comments, flags=re.MULTILINE):
            if statement.strip():
                connection.execute(sa.text(statement.replace(":", r"\:")))


@pytest.mark.parametrize("backend", ["mysql", "mariadb", "postgresql"])
def test_needs_no_server(backend: str) -> None:
    driver = "psycopg" if backend == "postgresql" else "pymysql"
    url = f"{backend}+{driver}://nobody@nowhere.invalid/none"
    assert "CREATE TABLE users" in script(url)
    assert "DROP TABLE users" in script(url, down=True)


# Not on SQLite: a batch operation reads the table that it rebuilds, and here is none to read.
@pytest.mark.parametrize("backend", ["mysql", "mariadb", "postgresql"])
def test_makes_the_same_schema(backend: str, make_database: Callable[[str], Database]) -> None:
    database = make_database(backend)
    upgrade(database)
    expected = read_catalog(database)
    downgrade(database)
    execute(database, "DROP TABLE alembic_version")

    # Named mysql, Alembic writes DROP CHECK, which MariaDB does not know.
    url = database.url
    if backend == "mariadb":
        url = url.replace("mysql+", "mariadb+", 1)
    run(database, script(url))
    assert read_catalog(database) == expected
    run(database, script(url, down=True))
    assert read_catalog(database) == {}
