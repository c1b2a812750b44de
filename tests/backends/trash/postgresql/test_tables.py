from __future__ import annotations

import asyncio
import json
import re
import uuid

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from tests.backends.trash.postgresql.desk import Desk, differences, state
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import Entry
from toolkit.errors import CommandRefused

ORDERS = """
CREATE TABLE shops (id serial PRIMARY KEY);
CREATE TABLE orders (id serial PRIMARY KEY, shop int REFERENCES shops, note text UNIQUE, me int REFERENCES orders,
                     i int GENERATED ALWAYS AS IDENTITY);
CREATE INDEX noted ON orders (note); CREATE STATISTICS st ON id, note FROM orders;
INSERT INTO shops VALUES (1); INSERT INTO orders (shop, note) VALUES (1, 'x');
"""


def test_every_name_is_free_again(desk: Desk) -> None:
    desk.run(ORDERS)
    before = desk.photo()
    entry = desk.moves("orders")
    desk.run("DROP TABLE shops; " + ORDERS)
    assert desk.value("SELECT count(*) FROM pg_class WHERE relname LIKE 'orders%' AND relkind IN ('i', 'S')") == 4
    assert desk.value(f"SELECT count(*) FROM {entry.kept}") == 1
    desk.run("DROP TABLE orders")
    came = desk.returns(entry)
    assert came.notes == ()
    assert differences(before, desk.photo()) == []


def test_nothing_outside_is_bound_any_more(desk: Desk) -> None:
    desk.run(ORDERS)
    desk.moves("orders")
    desk.run("DELETE FROM shops", "DROP TABLE shops")


def test_what_is_refused_is_refused_with_the_words_of_the_server(desk: Desk) -> None:
    desk.run(ORDERS)
    with desk.undone(), pytest.raises(sa.exc.DBAPIError, match="orders_shop_fkey") as refused:
        desk.moves("shops")
    assert state(refused.value) == "2BP01"
    with desk.undone(), pytest.raises(sa.exc.DBAPIError, match="does not exist"):
        desk.moves("nothing")
    desk.run("CREATE VIEW v AS SELECT 1")
    with desk.undone(), pytest.raises(sa.exc.DBAPIError, match="is not a table"):
        desk.moves("v")


def test_values_of_others_are_not_lost_in_silence(desk: Desk) -> None:
    desk.run(ORDERS, "CREATE TABLE archive (id int, whole orders); INSERT INTO archive SELECT 1, o FROM orders o")
    with pytest.raises(CommandRefused, match=r"column whole of table public\.archive"):
        desk.moves("orders", cascade=True)
    assert desk.value("SELECT count(*) FROM archive WHERE whole IS DISTINCT FROM NULL") == 1
    assert desk.value("SHOW search_path") == '"$user", public'


@pytest.mark.parametrize("names", [("orders", "shops"), ("shops", "orders")])
def test_tables_that_refer_to_each_other_go_together(desk: Desk, names: tuple[str, str]) -> None:
    desk.run(ORDERS, "ALTER TABLE shops ADD best int REFERENCES orders; UPDATE shops SET best = 1")
    before = desk.photo()
    entries = [desk.moves(name, together=names) for name in names]
    assert all(desk.trash.find(desk.connection, entry) for entry in entries)
    with desk.undone():
        for entry in entries:
            desk.run(*desk.trash.purge(desk.connection, entry))
        assert desk.photo()[0].tables == ()
    first, second = (desk.returns(entry) for entry in entries)
    assert len(first.notes) == 1
    assert "is in the trash" in first.notes[0]
    assert second.notes == ()
    missing = differences(before, desk.photo())
    assert len(missing) == 1
    assert f"owner='{names[0]}'" in missing[0]


@pytest.mark.parametrize("names", [("orders", "shops"), ("shops", "orders"), ("lines", "orders", "shops")])
def test_the_moves_may_all_be_made_before_the_first_is_sent(desk: Desk, names: tuple[str, ...]) -> None:
    desk.run(
        ORDERS, "CREATE TABLE lines (o int REFERENCES orders); CREATE VIEW v AS SELECT * FROM orders, shops s (sid)"
    )
    before = desk.photo()
    together = frozenset(Name(name=name) for name in names)
    moves = {
        name: desk.trash.move_table(
            desk.connection, Name(name=name), f"tktrash_{name}", cascade=True, together=together
        )
        for name in names
    }
    for move in moves.values():
        desk.run(*move.steps)
    assert [table.name for table in desk.photo()[0].tables if not table.name.startswith("tktrash_")] == (
        [] if "lines" in names else ["lines"]
    )
    for name in ("shops", "orders", "lines"):
        if name in moves:
            record = json.loads(json.dumps(dict(moves[name].record)))
            desk.returns(Entry(table=Name(name=name), column=None, kept=f"tktrash_{name}", record=record))
    assert differences(before, desk.photo()) == []


PARTITIONS = """
CREATE TABLE p (id int, k int NOT NULL, n text, PRIMARY KEY (id, k)) PARTITION BY RANGE (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE other.p2 PARTITION OF p FOR VALUES FROM (10) TO (20) PARTITION BY LIST (id);
CREATE TABLE p2a PARTITION OF other.p2 FOR VALUES IN (1, 2);
CREATE TABLE rest PARTITION OF p DEFAULT;
CREATE TABLE far (id int, k int, FOREIGN KEY (id, k) REFERENCES p); CREATE INDEX pn ON p (n); CREATE INDEX own ON p1 (n);
CREATE TABLE near (id int PRIMARY KEY); INSERT INTO near VALUES (1); ALTER TABLE p ADD FOREIGN KEY (id) REFERENCES near;
CREATE FUNCTION noticed() RETURNS trigger LANGUAGE plpgsql AS 'begin return null; end';
CREATE TRIGGER tr AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION noticed(); CREATE VIEW v AS SELECT n FROM p1;
INSERT INTO p VALUES (1, 5, 'a'), (1, 15, 'b'), (1, 50, 'c'); INSERT INTO far VALUES (1, 5)
"""


@pytest.mark.parametrize("name", ["p", "p1", "other.p2", "p2a", "rest"])
def test_partitions_go_and_come_with_the_whole_or_alone(desk: Desk, name: str) -> None:
    desk.run(PARTITIONS)
    before, rows = desk.photo(), desk.rows("TABLE p ORDER BY k")
    schema, _, table = name.rpartition(".")
    with desk.undone():
        desk.run(f"DROP TABLE {name} CASCADE")
        dropped = desk.photo()
    entry = desk.moves(Name(schema=schema or None, name=table), cascade=True)
    if name != "p":
        assert len(desk.rows("TABLE p")) == 2
    with desk.undone():
        desk.run(*desk.trash.purge(desk.connection, entry))
        assert differences(dropped, desk.photo()) == []
    assert desk.returns(entry).notes == ()
    assert differences(before, desk.photo()) == []
    assert desk.rows("TABLE p ORDER BY k") == rows


HEIRS = """
CREATE TABLE par (id int PRIMARY KEY, n text NOT NULL);
CREATE TABLE kid (extra int) INHERITS (par); CREATE TABLE grand () INHERITS (kid);
CREATE INDEX ki ON kid (n); CREATE VIEW kv AS SELECT n FROM kid; CREATE VIEW pv AS SELECT n FROM par;
INSERT INTO par VALUES (1, 'a'); INSERT INTO kid VALUES (2, 'b', 3); INSERT INTO grand VALUES (3, 'c', 4)
"""


@pytest.mark.parametrize("names", [("par",), ("kid",), ("grand",), ("par", "kid"), ("grand", "kid", "par")])
def test_heirs(desk: Desk, names: tuple[str, ...]) -> None:
    desk.run(HEIRS)
    before = desk.photo()
    with desk.undone():
        desk.run(f"DROP TABLE {', '.join(names)} CASCADE")
        dropped = desk.photo()
    entries = [desk.moves(name, cascade=True, together=names) for name in names]
    if "par" not in names:
        assert desk.value("SELECT count(*) FROM par") == (1 if names == ("kid",) else 2)
    with desk.undone():
        for entry in entries:
            desk.run(*desk.trash.purge(desk.connection, entry))
        assert differences(dropped, desk.photo()) == []
    assert [desk.returns(entry).notes for entry in entries] == [()] * len(entries)
    assert differences(before, desk.photo()) == []


def test_an_heir_keeps_the_checks_that_it_inherited(desk: Desk) -> None:
    desk.run("CREATE TABLE par (a int CONSTRAINT positive CHECK (a > 0)); CREATE TABLE kid () INHERITS (par)")
    came = desk.returns(desk.moves("kid"))
    assert came.notes == ('Of "public"."kid" these checks are its own now, too: positive.',)


def test_the_search_path_says_which(desk: Desk) -> None:
    desk.run("CREATE TABLE t (a int); CREATE TABLE other.t (b serial)", "SET LOCAL search_path = other, public")
    entry = desk.moves("t")
    assert desk.trash.find(desk.connection, entry) == Name(schema="other", name=entry.kept)
    assert desk.value("SELECT to_regclass('public.t')") is not None
    desk.run("SET LOCAL search_path = public")
    desk.returns(entry)
    assert desk.value("SELECT to_regclass('other.t')") is not None


def test_the_longest_names(desk: Desk) -> None:
    name = "ä" * 31
    desk.run(f"CREATE TABLE {name} (id serial PRIMARY KEY, {'b' * 63} int UNIQUE)")
    before = desk.photo()
    assert desk.returns(desk.moves(name)).notes == ()
    assert differences(before, desk.photo()) == []


def test_it_works_where_the_transaction_was_begun_by_hand(engine: sa.Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        desk = Desk(connection)
        desk.run("BEGIN", ORDERS, "CREATE VIEW v AS SELECT '100%s :x' AS p, * FROM orders")
        before = desk.photo()
        assert desk.returns(desk.moves("orders", cascade=True)).notes == ()
        assert differences(before, desk.photo()) == []
        desk.run("ROLLBACK")


def test_it_works_with_asyncpg(engine: sa.Engine) -> None:
    pytest.importorskip("asyncpg")

    def work(connection: sa.Connection) -> None:
        desk = Desk(connection)
        setup = f"{ORDERS}CREATE VIEW o AS SELECT '100%s :x' AS p, * FROM orders;{PARTITIONS}"
        desk.run(*re.split(r";\s*(?=CREATE|INSERT|ALTER)", setup.strip().rstrip(";")))
        before = desk.photo()
        for name, column in (("orders", None), ("orders", "id"), ("p", None), ("p1", None), ("p", "n")):
            entry = desk.moves(name, column, cascade=True)
            assert all(number is not None for number in desk.trash.size(connection, entry))
            assert desk.returns(entry).notes == ()
        assert differences(before, desk.photo()) == []
        connection.rollback()

    async def main() -> None:
        url = engine.url.set(drivername="postgresql+asyncpg")
        own = create_async_engine(url, poolclass=sa.NullPool)
        async with own.connect() as connection:
            await connection.run_sync(work)
        await own.dispose()

    asyncio.run(main())


def test_an_ordinary_user_can_do_it_all(desk: Desk) -> None:
    role = f"tk_test_{uuid.uuid4().hex[:8]}"
    desk.run(f"CREATE ROLE {role}; GRANT ALL ON SCHEMA public, other TO {role}; SET LOCAL ROLE {role}", ORDERS)
    desk.run(
        "CREATE MATERIALIZED VIEW v AS SELECT note FROM orders; GRANT SELECT ON v TO PUBLIC; CREATE INDEX vn ON v (note)"
    )
    before = desk.photo()
    for column in (None, "note", "id"):
        entry = desk.moves("orders", column, cascade=True)
        assert None not in desk.trash.size(desk.connection, entry)
        assert desk.returns(entry).notes == ()
    assert differences(before, desk.photo()) == []
