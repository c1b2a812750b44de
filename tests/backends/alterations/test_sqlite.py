"""Tables of SQLite, made anew; that the rows come along is seen here."""

from __future__ import annotations

import sqlalchemy as sa

from tests.backends.alterations.writing import written
from tests.catalog.made import catalog, column, table
from toolkit.backends.alterations.sqlite import SQLiteAlterations
from toolkit.backends.catalogs.sqlite.reader import read_catalog
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.members import Check, ForeignKey, Index, IndexPart, PrimaryKey, Unique
from toolkit.catalog.values import Table, Trigger, View

WRITER = SQLiteAlterations()
FULL = table(
    "orders",
    column("id", "INTEGER", nullable=False, autoincrement=True),
    column("Code", "VARCHAR(9)", nullable=False, collation="NOCASE", default="'x'", on_conflict="IGNORE"),
    column("total", "INTEGER", computed="id + 1", computed_stored=True),
    primary_key=PrimaryKey(name=None, columns=("id",)),
    uniques=(Unique(name="uq", columns=("Code DESC",), on_conflict="REPLACE"),),
    checks=(Check(name="ck", expression="id > 0"),),
    foreign_keys=(
        ForeignKey(
            name=None,
            columns=("id",),
            referred_schema=None,
            referred_table="orders",
            referred_columns=("id",),
            on_delete="CASCADE",
            deferrable="DEFERRABLE INITIALLY DEFERRED",
        ),
    ),
    indexes=(Index(name="ix", parts=(IndexPart(column="Code", descending=True),), predicate="id > 5"),),
    options=(("strict", "on"),),
)
PLAIN = table("orders", column("id", "INTEGER", nullable=False), column("Code", "TEXT"))


def read_back(*statements: str) -> Table:
    with sa.create_engine("sqlite://").connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        return read_catalog(connection).tables[0]


def whole(one: Table) -> Alteration:
    return Alteration(kind="table", schema=None, owner=None, name=one.name, after=one)


def test_a_whole_table_is_read_back_as_it_was() -> None:
    made = Table(**{**vars(FULL), "options": ()})
    assert read_back(*WRITER.alone(whole(made), catalog())) == made


def test_a_table_that_is_made_anew_keeps_its_rows() -> None:
    one = Table(**{**vars(FULL), "options": ()})
    with sa.create_engine("sqlite://").connect() as connection:
        for statement in WRITER.alone(whole(PLAIN), catalog()):
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("INSERT INTO orders (id, Code) VALUES (7, 'seven')")
        for statement in written(WRITER, PLAIN, one):
            connection.exec_driver_sql(statement)
        assert connection.exec_driver_sql("SELECT * FROM orders").all() == [(7, "seven", 8)]
        assert read_catalog(connection).tables[0] == one


def test_an_index_alone_makes_nothing_anew() -> None:
    indexed = Table(**{**vars(PLAIN), "indexes": (Index(name="i", parts=(IndexPart(column="id"),)),)})
    assert list(written(WRITER, PLAIN, indexed)) == ["CREATE INDEX i ON orders (id)"]
    assert list(written(WRITER, indexed, PLAIN)) == ["DROP INDEX i"]


def test_views_and_triggers() -> None:
    view = View(schema=None, name="v", definition="(a) AS SELECT 1")
    other = View(schema=None, name="v", definition="SELECT 1")
    change = Alteration(kind="view", schema=None, owner=None, name="v", before=view, after=other)
    assert list(WRITER.alone(change, catalog())) == ["DROP VIEW v", "CREATE VIEW v AS SELECT 1"]
    assert list(WRITER.alone(change.back(), catalog()))[1] == "CREATE VIEW v (a) AS SELECT 1"
    trigger = Trigger(schema=None, table="t", name="g", definition="AFTER INSERT ON t BEGIN SELECT 1; END")
    made = Alteration(kind="trigger", schema=None, owner="t", name="g", after=trigger)
    assert list(WRITER.alone(made, catalog())) == ["CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END"]
    virtual = table("f", options=(("virtual", "fts5(a)"),))
    assert list(WRITER.alone(whole(virtual), catalog())) == ["CREATE VIRTUAL TABLE f USING fts5(a)"]
