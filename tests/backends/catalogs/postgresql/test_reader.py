"""The catalog as a whole: by few statements, stable, whatever the names."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.backends.catalogs.postgresql.reading import read, run, table
from tests.servers.database import Database
from toolkit.backends.catalogs.postgresql.reader import read_catalog
from toolkit.catalog.comparison import compare

SHOP = """
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE orders (id serial PRIMARY KEY, number int GENERATED ALWAYS AS IDENTITY, note varchar(80) UNIQUE, feeling mood,
    amount int CHECK (amount IN (1, 2, 3)), meta jsonb DEFAULT '{}');
CREATE TABLE lines (id int REFERENCES orders, amount int) PARTITION BY RANGE (id);
CREATE TABLE first_lines PARTITION OF lines FOR VALUES FROM (0) TO (100);
CREATE INDEX ix_meta ON orders USING gin (meta); CREATE INDEX ix_open ON orders (note) WHERE amount = 1;
CREATE SEQUENCE numbers; CREATE VIEW v AS SELECT * FROM orders; CREATE MATERIALIZED VIEW m AS SELECT note FROM orders
"""


@contextmanager
def counted(engine: sa.Engine) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_others) -> None:
        statements.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(engine, "before_cursor_execute", note)


def test_as_many_statements_for_fifty_tables_as_for_one(engine: sa.Engine, connection: sa.Connection) -> None:
    run(connection, SHOP)
    with counted(engine) as few:
        read_catalog(connection)
    run(
        connection,
        *(
            f"CREATE TABLE t{number} (id serial PRIMARY KEY, note text UNIQUE CHECK (note <> ''))"
            for number in range(50)
        ),
    )
    with counted(engine) as many:
        assert len(read_catalog(connection, ["other"]).tables) == 53
    assert len(few) == len(many) <= 20


def test_housekeeping_changes_nothing(postgresql: Database) -> None:
    engine = sa.create_engine(postgresql.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        run(connection, SHOP)
        before = read_catalog(connection)
        run(
            connection,
            "INSERT INTO orders (note, amount) SELECT 'note ' || n, 1 FROM generate_series(1, 50) n",
            "INSERT INTO lines SELECT id, 1 FROM orders",
            "SELECT nextval('numbers')",
            "UPDATE orders SET amount = 2",
            "VACUUM FULL",
            "VACUUM ANALYZE",
            "REINDEX TABLE orders",
            "REFRESH MATERIALIZED VIEW m",
            "CLUSTER orders USING orders_pkey",
            "ALTER TABLE orders SET WITHOUT CLUSTER",
            "REINDEX INDEX CONCURRENTLY ix_open",
            "TRUNCATE orders, lines RESTART IDENTITY",
        )
        after = read_catalog(connection)
    assert list(compare(before, after)) == []
    assert before == after


def test_other_owners_and_grants_change_nothing(connection: sa.Connection) -> None:
    role = f"tk_{uuid.uuid4().hex}"
    before = read(connection, SHOP, "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    run(
        connection,
        f"CREATE ROLE {role}",
        f"GRANT ALL ON orders TO {role}",
        *(
            f"ALTER {kind} OWNER TO {role}"
            for kind in ("TABLE orders", "VIEW v", "TYPE mood", "SEQUENCE numbers", "FUNCTION f()")
        ),
    )
    assert read(connection) == before


def test_other_schemas_are_read_when_named(connection: sa.Connection) -> None:
    run(connection, "CREATE TABLE here (a int); CREATE TABLE other.there (a int)")
    assert [table.name for table in read_catalog(connection).tables] == ["here"]
    catalog = read_catalog(connection, ["other", "public", "nowhere"])
    assert [(table.schema, table.name) for table in catalog.tables] == [(None, "here"), ("other", "there")]
    assert catalog.schemas == ("other",)
    assert [table.schema for table in read_catalog(connection, ["public"], default="other").tables] == [None, "public"]


def test_what_it_is(connection: sa.Connection) -> None:
    catalog = read(connection)
    assert catalog.backend == "postgresql"
    assert catalog.server_version.split(".")[0].isdigit()


NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=15)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(NAMES, min_size=6, max_size=6, unique=True))
def test_any_name(connection: sa.Connection, names: list[str]) -> None:
    savepoint = connection.begin_nested()
    one, two, view, enum, schema, routine = ('"' + name.replace('"', '""') + '"' for name in names)
    text = "'" + names[0].replace("'", "''") + "'"
    run(
        connection,
        f"CREATE SCHEMA {schema}; CREATE TYPE {enum} AS ENUM ({text}); CREATE TABLE {one} ({two} {enum} PRIMARY KEY, {one} int DEFAULT 1)",
        f"CREATE TABLE {schema}.{one} ({two} {enum} REFERENCES {one}); CREATE VIEW {view} AS SELECT {two} FROM {schema}.{one}",
        f"CREATE INDEX {two} ON {one} ({two}, {one}) WHERE {one} > 0; COMMENT ON TABLE {one} IS {text}",
        f"CREATE FUNCTION {routine}({two} {enum}) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    )
    catalog = read_catalog(connection, [names[4]])
    again = read_catalog(connection, [names[4]])
    savepoint.rollback()
    assert catalog == again
    assert catalog.enums[0].labels == (names[0],)
    first = next(one for one in catalog.tables if one.schema is None)
    assert (first.name, [column.name for column in first.columns], first.comment) == (
        names[0],
        [names[1], names[0]],
        names[0],
    )
    assert (first.indexes[0].name, first.indexes[0].parts[1].column) == (names[1], names[0])
    (key,) = next(one for one in catalog.tables if one.schema == names[4]).foreign_keys
    assert (key.referred_schema, key.referred_table, key.columns) == ("(default)", names[0], (names[1],))
    assert [(view.name, view.columns[0][0]) for view in catalog.views] == [(names[2], names[1])]
    assert [routine.name for routine in catalog.routines] == [names[5]]


def test_members_are_sorted(connection: sa.Connection) -> None:
    catalog = read(
        connection,
        "CREATE TABLE orders (a int, CONSTRAINT z CHECK (a > 1), CONSTRAINT b CHECK (a > 2)); CREATE TABLE a ()",
    )
    assert [check.name for check in table(catalog).checks] == ["b", "z"]
    assert [table.name for table in catalog.tables] == ["a", "orders"]
