"""Extensions, schemas, and the database itself."""

from __future__ import annotations

import sqlalchemy as sa

from tests.backends.catalogs.postgresql.reading import differences, read
from toolkit.catalog.values import Extension


def test_extensions_are_told_and_what_they_bring_is_not(connection: sa.Connection) -> None:
    before = read(connection)
    after = read(connection, "CREATE EXTENSION hstore; CREATE EXTENSION pg_stat_statements SCHEMA other")
    assert set(after.extensions) - set(before.extensions) == {
        Extension(name="hstore"),
        Extension(name="pg_stat_statements", schema="other"),
    }
    assert (after.views, after.routines, after.composites) == ((), (), ())


def test_an_extension(connection: sa.Connection) -> None:
    assert differences(connection, "SELECT 1", "CREATE EXTENSION citext") == {"+ extension citext"}


def test_schemas(connection: sa.Connection) -> None:
    assert read(connection).schemas == ("other",)
    assert differences(connection, "SELECT 1", "DROP SCHEMA other") == {"- schema other"}


def test_comments_on_schemas(connection: sa.Connection) -> None:
    assert differences(connection, "SELECT 1", "COMMENT ON SCHEMA other IS 'x'") == {
        "database (default) comment on schema other"
    }
    assert differences(connection, "SELECT 1", "COMMENT ON SCHEMA public IS 'x'") == {
        "database (default) comment on schema (default)"
    }


def test_encoding_and_locale(connection: sa.Connection) -> None:
    options = dict(read(connection).options)
    assert options["encoding"] == "UTF8"
    assert {"collation", "ctype", "locale provider"} <= options.keys()
