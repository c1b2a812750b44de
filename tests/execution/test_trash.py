"""What a drop becomes, and what a downgrade gets back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.execution.attempts import engine_at
from tests.servers.database import Database
from toolkit.backends.sql.reading import read
from toolkit.backends.trash.register import trash_of
from toolkit.execution.exchange import Exchange
from toolkit.execution.passing import send_step
from toolkit.execution.trash import Keeper

FULL = ("CREATE TABLE orders (id INT PRIMARY KEY, note VARCHAR(20))", "INSERT INTO orders VALUES (1, 'one')")


class Desk:
    """Statements pass a keeper as the executor lets them."""

    def __init__(self, connection: sa.Connection, backend: str) -> None:
        trash = trash_of(backend)
        assert trash is not None
        self.connection, self.backend, self.keeper = connection, backend, Keeper(trash=trash, entries={})
        self.keeper.enter("aa11", "upgrade")

    def run(self, *statements: str) -> None:
        """Without the keeper."""
        for statement in statements:
            send_step(self.connection, statement)

    def asks(self, sql: str) -> Exchange | None:
        (statement,) = read(sql, self.backend)
        return self.keeper.exchange(self.connection, statement)

    def sends(self, sql: str) -> Exchange | None:
        (statement,) = read(sql, self.backend)
        exchange = self.keeper.exchange(self.connection, statement)
        self.run(*([sql] if exchange is None else exchange.steps))
        self.keeper.note(statement.effects, exchange)
        return exchange

    def rows(self, query: str) -> list[Any]:
        return [tuple(row) for row in self.connection.exec_driver_sql(query)]

    def tables(self) -> set[str]:
        return set(sa.inspect(self.connection).get_table_names())


@contextmanager
def desk_on(database: Database, *statements: str) -> Iterator[Desk]:
    with engine_at(database).connect() as connection:
        desk = Desk(connection, database.backend)
        desk.run(*statements)
        connection.commit()
        yield desk


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with desk_on(database, *FULL) as desk:
        yield desk


def test_a_dropped_table_is_kept_with_its_rows_under_another_name(desk: Desk) -> None:
    exchange = desk.sends("DROP TABLE orders")
    assert exchange is not None
    (entry,) = exchange.put
    assert (entry.table, entry.column, entry.revision, entry.direction) == ("orders", None, "aa11", "upgrade")
    assert desk.tables() == {entry.kept}
    assert desk.rows(f"SELECT id, note FROM {entry.kept}") == [(1, "one")]
    assert desk.keeper.put_by_this_revision() == [entry]


def test_a_downgrade_that_makes_the_table_again_gets_the_old_one(desk: Desk) -> None:
    desk.sends("DROP TABLE orders")
    desk.keeper.enter("aa11", "downgrade")
    exchange = desk.sends("CREATE TABLE orders (id INT PRIMARY KEY)")
    assert exchange is not None
    assert len(exchange.back) == 1
    assert desk.rows("SELECT id, note FROM orders") == [(1, "one")]
    assert desk.keeper.entries == {}
    (insert,) = read("INSERT INTO orders (id) VALUES (1)", desk.backend)
    assert desk.keeper.is_filled_again(insert.effects)


def test_a_downgrade_that_adds_the_column_again_gets_its_values(desk: Desk) -> None:
    desk.sends("ALTER TABLE orders DROP COLUMN note")
    desk.keeper.enter("aa11", "downgrade")
    desk.sends("ALTER TABLE orders ADD COLUMN note VARCHAR(20)")
    assert desk.rows("SELECT id, note FROM orders") == [(1, "one")]
    assert desk.keeper.entries == {}


@pytest.mark.parametrize(
    ("revision", "direction"), [("ab22", "downgrade"), ("aa11", "upgrade")], ids=["another revision", "an upgrade"]
)
def test_nothing_comes_back_for(desk: Desk, revision: str, direction: str) -> None:
    desk.sends("DROP TABLE orders")
    desk.keeper.enter(revision, direction)
    assert desk.asks("CREATE TABLE orders (id INT PRIMARY KEY)") is None


def test_what_came_back_with_its_table_is_not_made_again(desk: Desk) -> None:
    desk.run("CREATE INDEX ix_note ON orders (note)")
    desk.sends("DROP TABLE orders")
    desk.keeper.enter("aa11", "downgrade")
    desk.sends("CREATE TABLE orders (id INT PRIMARY KEY)")
    assert desk.asks("CREATE INDEX ix_note ON orders (note)") == Exchange(steps=())
    assert desk.asks("CREATE INDEX ix_new ON orders (note)") is None


def test_a_person_may_decide_that_a_drop_is_a_drop(desk: Desk) -> None:
    desk.keeper.keeps = False
    assert desk.asks("DROP TABLE orders") is None
    assert desk.asks("ALTER TABLE orders DROP COLUMN note") is None


def test_what_is_not_there_or_temporary_is_not_kept(desk: Desk) -> None:
    desk.run("CREATE TEMPORARY TABLE passing (id INT)", "INSERT INTO passing VALUES (1)")
    assert desk.asks("DROP TABLE passing") is None
    assert desk.asks("DROP TABLE nowhere") is None
    assert desk.asks("DROP TABLE IF EXISTS nowhere") is None


@pytest.mark.parametrize(
    ("statements", "is_kept"),
    [
        (["CREATE TABLE t (id INT)"], False),
        (["CREATE TABLE t (id INT)", "INSERT INTO t VALUES (1)"], True),
        (["CREATE TABLE s (id INT)", "ALTER TABLE s RENAME TO t"], False),
        (["CREATE TABLE t (id INT)", "ALTER TABLE t RENAME TO s", "ALTER TABLE s RENAME TO t"], False),
        (["CREATE TABLE t (id INT)", "DROP TABLE t", "(not of this run) CREATE TABLE t (id INT)"], True),
        (["(not of this run) CREATE TABLE t (id INT)"], True),
    ],
)
def test_only_what_the_run_made_and_never_filled_is_dropped_for_real(
    sqlite: Database, statements: list[str], is_kept: bool
) -> None:
    with desk_on(sqlite) as desk:
        for statement in statements:
            own = statement.removeprefix("(not of this run) ")
            (desk.sends if own == statement else desk.run)(own)
        assert (desk.asks("DROP TABLE t") is not None) is is_kept


def test_a_column_that_the_run_added_to_a_full_table_is_kept(desk: Desk) -> None:
    desk.sends("ALTER TABLE orders ADD COLUMN extra INT")
    exchange = desk.sends("ALTER TABLE orders DROP COLUMN extra")
    assert exchange is not None
    assert [entry.column for entry in exchange.put] == ["extra"]


def test_the_server_is_asked_what_names_mean_once_they_may_mean_others(postgresql: Database) -> None:
    with desk_on(postgresql, "CREATE SCHEMA other") as desk:
        keeper = desk.keeper
        keeper.follows, keeper.naming = True, keeper.trash.naming(desk.connection)
        known = keeper.naming
        desk.sends("CREATE TABLE a (id INT)")
        assert keeper.naming is known
        (moving,) = read("SET search_path TO other", desk.backend)
        keeper.passes(moving)
        desk.run(moving.sql)
        desk.sends("CREATE TABLE a (id INT)")
        assert (known.schema, keeper.naming.schema) == ("public", "other")


def test_several_tables_of_one_drop_are_kept_each_and_what_is_refused_is_refused_first(mariadb: Database) -> None:
    with desk_on(mariadb, *FULL, "CREATE TABLE other (id INT)", "INSERT INTO other VALUES (1)") as desk:
        exchange = desk.asks("DROP TABLE orders, nowhere, other")
        assert exchange is not None
        assert [entry.table for entry in exchange.put] == ["orders", "other"]
        assert exchange.steps[0] == "DROP TABLE `nowhere`"


def test_the_rest_of_a_statement_that_drops_a_column_is_sent_too(mysql: Database) -> None:
    with desk_on(mysql, *FULL) as desk:
        desk.sends("ALTER TABLE orders DROP COLUMN note, ADD COLUMN price INT")
        names = {column["name"] for column in sa.inspect(desk.connection).get_columns("orders")}
        assert {"id", "price"} <= names
        assert "note" not in names


def test_a_table_that_is_rebuilt_leaves_only_the_columns_that_it_lost(sqlite: Database) -> None:
    with desk_on(sqlite, *FULL) as desk:
        desk.sends("CREATE TABLE _alembic_tmp_orders (id INT PRIMARY KEY)")
        desk.sends("INSERT INTO _alembic_tmp_orders SELECT id FROM orders")
        desk.sends("DROP TABLE orders")
        desk.sends("ALTER TABLE _alembic_tmp_orders RENAME TO orders")
        (entry,) = desk.keeper.entries.values()
        assert (entry.table, entry.column) == ("orders", "note")
        assert desk.keeper.put_by_this_revision() == [entry]
        assert desk.tables() == {"orders", entry.kept}


def test_a_type_that_only_the_trash_needs_goes_and_comes_with_it(postgresql: Database) -> None:
    with desk_on(postgresql, "CREATE TYPE mood AS ENUM ('sad')", "CREATE TYPE loose AS ENUM ('x')") as desk:
        desk.run("CREATE TABLE people (m mood)", "INSERT INTO people VALUES ('sad')")
        assert desk.asks("DROP TYPE loose") is None
        desk.sends("DROP TABLE people")
        desk.sends("DROP TYPE mood")
        assert [entry.is_type for entry in desk.keeper.entries.values()] == [False, True]
        desk.keeper.enter("aa11", "downgrade")
        desk.sends("CREATE TYPE mood AS ENUM ('sad')")
        desk.sends("CREATE TABLE people (m mood)")
        assert desk.rows("SELECT m FROM people") == [("sad",)]
        assert desk.keeper.entries == {}


def test_so_does_a_sequence(postgresql: Database) -> None:
    with desk_on(postgresql, "CREATE SEQUENCE counting", "CREATE SEQUENCE loose") as desk:
        desk.run("CREATE TABLE orders (n integer DEFAULT nextval('counting'), id integer)")
        desk.run("INSERT INTO orders (id) VALUES (1)")
        desk.sends("ALTER TABLE orders DROP COLUMN n")
        assert desk.asks("DROP SEQUENCE loose") is None
        desk.sends("DROP SEQUENCE counting")
        assert [str(entry) for entry in desk.keeper.entries.values()][1] == "sequence counting"
        desk.keeper.enter("aa11", "downgrade")
        desk.sends("CREATE SEQUENCE counting START WITH 9")
        desk.sends("ALTER TABLE orders ADD COLUMN n integer DEFAULT nextval('counting')")
        desk.run("INSERT INTO orders (id) VALUES (2)")
        assert desk.rows("SELECT n FROM orders ORDER BY id") == [(1,), (2,)]
        assert desk.keeper.entries == {}


def test_so_does_a_function(postgresql: Database) -> None:
    made = "CREATE OR REPLACE FUNCTION one(IN text DEFAULT 'x') RETURNS int LANGUAGE sql AS 'SELECT 1'"
    with desk_on(postgresql, made) as desk:
        desk.run("CREATE TABLE orders (n int DEFAULT one(), id int)", "INSERT INTO orders (id) VALUES (1)")
        desk.sends("ALTER TABLE orders DROP COLUMN n")
        desk.sends("DROP FUNCTION one(text)")
        assert [str(entry) for entry in desk.keeper.entries.values()][1] == "function one"
        desk.keeper.enter("aa11", "downgrade")
        desk.sends(made)
        desk.sends("ALTER TABLE orders ADD COLUMN n int DEFAULT one()")
        assert desk.rows("SELECT n, one() FROM orders") == [(1, 1)]
        assert desk.keeper.entries == {}


def test_what_is_generated_lets_go_of_a_column_whose_type_changes(postgresql: Database) -> None:
    with desk_on(postgresql, "CREATE TABLE t (a int, g int GENERATED ALWAYS AS (a + 1) STORED)") as desk:
        desk.run("INSERT INTO t VALUES (1)")
        desk.sends("ALTER TABLE t DROP COLUMN g")
        desk.sends("ALTER TABLE t ALTER COLUMN a TYPE bigint")
        assert [entry.column for entry in desk.keeper.entries.values()] == ["g"]
        desk.keeper.enter("aa11", "downgrade")
        desk.sends("ALTER TABLE t ALTER COLUMN a TYPE int")
        desk.sends("ALTER TABLE t ADD COLUMN g int GENERATED ALWAYS AS (a + 1) STORED")
        desk.run("UPDATE t SET a = 5")
        assert desk.rows("SELECT a, g FROM t") == [(5, 6)]
        assert desk.keeper.entries == {}


def test_two_of_one_name_in_one_revision_come_back_as_they_went(desk: Desk) -> None:
    other = "CREATE TABLE orders (id INT PRIMARY KEY, other INT)"
    for sql in ("DROP TABLE orders", other, "DROP TABLE orders"):
        desk.sends(sql)
    desk.keeper.enter("aa11", "downgrade")
    for sql in (other, "DROP TABLE orders", FULL[0]):
        desk.sends(sql)
    assert desk.rows("SELECT id, note FROM orders") == [(1, "one")]


MOOD_AND_TABLE = (
    "CREATE SCHEMA s",
    "CREATE TYPE s.mood AS ENUM ('a')",
    "CREATE TABLE s.t (id INT, m s.mood)",
    "INSERT INTO s.t VALUES (1, 'a')",
    "CREATE TABLE s.u (id INT)",
)


@pytest.mark.parametrize(
    "drops", [("DROP SCHEMA s CASCADE",), ("DROP TABLE s.t, s.u", "DROP TYPE s.mood", "DROP SCHEMA s")]
)
def test_a_schema_leaves_its_rows_in_the_trash(postgresql: Database, drops: tuple[str, ...]) -> None:
    with desk_on(postgresql, *MOOD_AND_TABLE) as desk:
        for drop in drops:
            desk.sends(drop)
        assert desk.rows("SELECT count(*) FROM pg_namespace WHERE nspname = 's'") == [(0,)]
        desk.keeper.enter("aa11", "downgrade")
        for statement in MOOD_AND_TABLE:
            if not statement.startswith("INSERT"):
                desk.sends(statement)
        assert desk.rows("SELECT id, m::text FROM s.t") == [(1, "a")]
        assert desk.keeper.entries == {}


def test_a_real_drop_of_a_schema_is_one(postgresql: Database) -> None:
    with desk_on(postgresql, *MOOD_AND_TABLE) as desk:
        desk.keeper.keeps = False
        assert desk.asks("DROP SCHEMA s CASCADE") is None


def own_schema(database: Database) -> str:
    """Where the server makes what is named without a schema."""
    own = {"postgresql": "public", "sqlite": "main"}
    return own.get(database.backend) or str(sa.make_url(database.url).database)


@pytest.mark.parametrize(("drop", "make"), [("{own}.orders", "orders"), ("orders", "{own}.orders")])
def test_a_table_comes_back_whether_its_schema_is_said_or_not(database: Database, drop: str, make: str) -> None:
    own = own_schema(database)
    with desk_on(database, *FULL) as desk:
        desk.sends(f"DROP TABLE {drop.format(own=own)}")
        desk.keeper.enter("aa11", "downgrade")
        desk.sends(f"CREATE TABLE {make.format(own=own)} (id INT PRIMARY KEY)")
        assert desk.rows("SELECT id, note FROM orders") == [(1, "one")]
        assert desk.keeper.entries == {}
        (insert,) = read("INSERT INTO orders (id) VALUES (1)", desk.backend)
        assert desk.keeper.is_filled_again(insert.effects)


@pytest.mark.parametrize(("drop", "add"), [("{own}.orders", "orders"), ("orders", "{own}.orders")])
def test_a_column_comes_back_whether_its_schema_is_said_or_not(database: Database, drop: str, add: str) -> None:
    own = own_schema(database)
    with desk_on(database, *FULL) as desk:
        desk.sends(f"ALTER TABLE {drop.format(own=own)} DROP COLUMN note")
        desk.keeper.enter("aa11", "downgrade")
        desk.sends(f"ALTER TABLE {add.format(own=own)} ADD COLUMN note VARCHAR(20)")
        assert desk.rows("SELECT id, note FROM orders") == [(1, "one")]
        assert desk.keeper.entries == {}


@pytest.mark.parametrize(("drop", "add"), [("NOTE", "note"), ("note", "NOTE")])
def test_a_column_comes_back_however_it_is_written(database: Database, drop: str, add: str) -> None:
    with desk_on(database, *FULL) as desk:
        desk.sends(f"ALTER TABLE orders DROP COLUMN {drop}")
        desk.keeper.enter("aa11", "downgrade")
        desk.sends(f"ALTER TABLE orders ADD COLUMN {add} VARCHAR(20)")
        assert desk.rows("SELECT id, note FROM orders") == [(1, "one")]
        assert [column["name"] for column in sa.inspect(desk.connection).get_columns("orders")] == ["id", "note"]


@pytest.mark.parametrize(("drop", "make"), [("ORDERS", "orders"), ("orders", "Orders"), ("MAIN.ORDERS", "orders")])
def test_a_table_of_sqlite_comes_back_however_it_is_written(sqlite: Database, drop: str, make: str) -> None:
    with desk_on(sqlite, *FULL) as desk:
        desk.sends(f"DROP TABLE {drop}")
        desk.keeper.enter("aa11", "downgrade")
        desk.sends(f"CREATE TABLE {make} (id INT PRIMARY KEY)")
        assert desk.rows("SELECT id, note FROM orders") == [(1, "one")]
        assert desk.tables() == {"orders"}


@pytest.mark.parametrize("name", ["mysql", "mariadb"])
def test_tables_that_a_server_tells_apart_do_not_come_back_for_each_other(
    request: pytest.FixtureRequest, name: str
) -> None:
    with desk_on(request.getfixturevalue(name), *FULL) as desk:
        if desk.rows("SELECT @@lower_case_table_names") != [(0,)]:
            pytest.skip("This server tells no tables apart by capitals.")
        desk.sends("DROP TABLE orders")
        desk.keeper.enter("aa11", "downgrade")
        assert desk.asks("CREATE TABLE ORDERS (id INT PRIMARY KEY)") is None


def test_what_the_search_path_found_comes_back_to_its_schema(postgresql: Database) -> None:
    made = ("CREATE SCHEMA s", *FULL, "SET search_path = s, public")
    with desk_on(postgresql, *made) as desk:
        desk.sends("ALTER TABLE public.orders DROP COLUMN note")
        desk.sends("DROP TABLE orders")
        desk.keeper.enter("aa11", "downgrade")
        assert desk.asks("CREATE TABLE s.orders (id INT)") is None
        desk.sends("CREATE TABLE public.orders (id INT)")
        desk.sends("ALTER TABLE orders ADD COLUMN note VARCHAR(20)")
        assert desk.rows("SELECT id, note FROM public.orders") == [(1, "one")]


def test_another_schema_is_another_table(postgresql: Database) -> None:
    with desk_on(postgresql, "CREATE SCHEMA s", *FULL, "CREATE TABLE s.orders (id INT)") as desk:
        desk.run("INSERT INTO s.orders VALUES (7)")
        for table in ("orders", "s.orders"):
            desk.sends(f"DROP TABLE {table}")
        desk.keeper.enter("aa11", "downgrade")
        for table in ("public.orders", "s.orders"):
            desk.sends(f"CREATE TABLE {table} (id INT)")
        assert desk.rows("SELECT id FROM public.orders UNION ALL SELECT id FROM s.orders") == [(1,), (7,)]


def test_a_table_that_the_run_made_is_dropped_if_it_exists_however_it_is_written(database: Database) -> None:
    own = own_schema(database)
    with desk_on(database) as desk:
        desk.sends("CREATE TABLE passing (id INT)")
        desk.sends(f"DROP TABLE IF EXISTS {own}.passing")
        assert desk.tables() == set()
        assert desk.keeper.made == set()


@pytest.mark.parametrize(("drop", "make"), [("mood", "public.mood"), ("public.mood", "mood")])
def test_a_type_comes_back_whether_its_schema_is_said_or_not(postgresql: Database, drop: str, make: str) -> None:
    with desk_on(postgresql, "CREATE TYPE mood AS ENUM ('sad')", "CREATE TABLE people (m mood)") as desk:
        desk.run("INSERT INTO people VALUES ('sad')")
        desk.sends("DROP TABLE people")
        desk.sends(f"DROP TYPE {drop}")
        desk.keeper.enter("aa11", "downgrade")
        desk.sends(f"CREATE TYPE {make} AS ENUM ('sad')")
        desk.sends(f"CREATE TABLE people (m {make})")
        assert desk.rows("SELECT m FROM people") == [("sad",)]
        assert desk.keeper.entries == {}


def test_a_batch_gets_back_a_column_whatever_letters_it_is_written_in(sqlite: Database) -> None:
    with desk_on(sqlite, *FULL) as desk:
        desk.sends("CREATE TABLE _alembic_tmp_ORDERS (id INT PRIMARY KEY)")
        desk.sends("INSERT INTO _alembic_tmp_ORDERS SELECT id FROM ORDERS")
        desk.sends("DROP TABLE ORDERS")
        desk.sends("ALTER TABLE _alembic_tmp_ORDERS RENAME TO orders")
        (entry,) = desk.keeper.entries.values()
        assert entry.column == "note"
        desk.keeper.enter("aa11", "downgrade")
        desk.sends("CREATE TABLE _alembic_tmp_Orders (id INT PRIMARY KEY, Note VARCHAR(20))")
        desk.sends("INSERT INTO _alembic_tmp_Orders (id) SELECT id FROM Orders")
        desk.sends("DROP TABLE Orders")
        desk.sends("ALTER TABLE _alembic_tmp_Orders RENAME TO Orders")
        assert desk.rows("SELECT id, note FROM orders") == [(1, "one")]
        assert desk.keeper.entries == {}


CHECKED = (
    "CREATE TABLE orders (id INT PRIMARY KEY, n INT, CONSTRAINT positive CHECK (n > 0))",
    "CREATE TABLE items (id INT PRIMARY KEY, n INT, CONSTRAINT positive CHECK (n > 0))",
)


@pytest.mark.parametrize("backend", ["mariadb", "postgresql"])
def test_a_constraint_of_another_table_that_has_the_same_name(make_database: MakeDatabase, backend: str) -> None:
    again = "ALTER TABLE items ADD CONSTRAINT positive CHECK (n > 0)"
    with desk_on(make_database(backend), *CHECKED) as desk:
        desk.sends("DROP TABLE orders")
        desk.sends("ALTER TABLE items DROP CONSTRAINT positive")
        desk.keeper.enter("aa11", "downgrade")
        assert desk.sends(CHECKED[0]) is not None
        assert desk.asks(again) is None
        desk.run(again)
        assert desk.asks("ALTER TABLE orders ADD CONSTRAINT positive CHECK (n > 0)") == Exchange(steps=())
