from __future__ import annotations

from dataclasses import replace

from tests.backends.trash.postgresql.desk import Desk, differences
from toolkit.backends.sql.values import Name

SETUP = """
CREATE TABLE shops (id int PRIMARY KEY, name text); INSERT INTO shops VALUES (1), (2);
CREATE TABLE orders (id int PRIMARY KEY, shop int REFERENCES shops); INSERT INTO orders VALUES (1, 1), (2, 2), (3, 2);
CREATE TABLE lines (id int, o int REFERENCES orders); INSERT INTO lines VALUES (1, 1);
CREATE INDEX os ON orders (shop); CREATE VIEW v AS SELECT o.*, s.name FROM orders o JOIN shops s ON s.id = o.shop;
CREATE FUNCTION noticed() RETURNS trigger LANGUAGE plpgsql AS 'begin return null; end';
CREATE TRIGGER tr AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION noticed();
"""


def test_all_that_is_back_is_told(desk: Desk) -> None:
    desk.run(SETUP)
    came = desk.returns(desk.moves("orders", cascade=True))
    assert set(came.back) == {
        ("index", "orders_pkey"),
        ("index", "os"),
        ("constraint", "orders_pkey"),
        ("constraint", "orders_shop_fkey"),
        ("constraint", "lines_o_fkey"),
        ("trigger", "tr"),
        ("view", "v"),
    }


def test_rows_that_lost_what_they_refer_to(desk: Desk) -> None:
    desk.run(SETUP)
    entry = desk.moves("orders", cascade=True)
    desk.run("DELETE FROM shops WHERE id = 2", "INSERT INTO lines VALUES (2, 77)")
    came = desk.returns(entry)
    assert came.notes == (
        'Foreign key orders_shop_fkey of public.orders came back NOT VALID: 2 rows refer to no row of "public"."shops".',
        'Foreign key lines_o_fkey of public.lines came back NOT VALID: 1 row refer to no row of "public"."orders".',
    )
    assert desk.value("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND NOT convalidated") == 2


def test_the_function_of_its_trigger_may_go_meanwhile(desk: Desk) -> None:
    desk.run(SETUP)
    before = desk.photo()
    entry = desk.moves("orders", cascade=True)
    desk.run("DROP FUNCTION noticed()")
    desk.run(SETUP.strip().splitlines()[-2])
    assert desk.returns(entry).notes == ()
    assert not list(differences(before, desk.photo()))
    entry = desk.moves("orders", cascade=True)
    desk.run("DROP FUNCTION noticed()")
    [note] = desk.returns(entry).notes
    assert note == "Trigger tr of public.orders did not come back: function public.noticed() does not exist."


def test_what_it_stood_on_is_gone(desk: Desk) -> None:
    desk.run(SETUP)
    entry = desk.moves("orders", cascade=True)
    desk.run("DROP TABLE lines", "ALTER TABLE shops DROP COLUMN name")
    came = desk.returns(entry)
    assert came.notes == (
        'Foreign key lines_o_fkey of public.lines did not come back: "public"."lines" is not there.',
        "View public.v did not come back: column s.name does not exist.",
    )
    assert desk.value("SELECT count(*) FROM orders") == 3


def test_what_it_refers_to_has_another_name(desk: Desk) -> None:
    desk.run(SETUP)
    entry = desk.moves("orders", cascade=True)
    desk.run("ALTER TABLE shops RENAME TO markets", "ALTER TABLE lines RENAME TO entries")
    came = desk.returns(entry)
    assert len(came.notes) == 1
    assert came.notes[0].startswith("View public.v did not come back: ")
    keys = desk.rows(
        "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
    )
    assert sorted(keys) == [("entries", "orders"), ("orders", "markets")]


def test_what_it_refers_to_went_later_and_is_back(desk: Desk) -> None:
    desk.run(SETUP)
    before = desk.photo()
    orders = desk.moves("orders", cascade=True)
    shops = desk.moves("shops")
    assert desk.returns(shops).notes == ()
    assert desk.returns(orders).notes == ()
    assert differences(before, desk.photo()) == []


def test_under_another_name_beside_a_new_one(desk: Desk) -> None:
    desk.run(SETUP)
    entry = desk.moves("orders", cascade=True)
    desk.run("CREATE TABLE orders (id int PRIMARY KEY)")
    came = desk.returns(replace(entry, table=Name(name="orders_old")))
    assert desk.value("SELECT count(*) FROM orders_old") == 3
    assert desk.rows("SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'") == [("orders_old",)]
    assert sorted(note.split(": ")[0] for note in came.notes) == [
        "Foreign key lines_o_fkey of public.lines did not come back",
        f"Index orders_pkey stays {entry.kept}_1 in the trash",
        "View public.v did not come back",
    ]


def test_in_another_schema(desk: Desk) -> None:
    desk.run(SETUP)
    entry = desk.moves("orders", cascade=True)
    desk.run(f"ALTER TABLE {entry.kept} SET SCHEMA other")
    desk.returns(entry)
    assert desk.value("SELECT count(*) FROM other.orders") == 3
    assert desk.value("SELECT to_regclass('other.os')") is not None


def test_what_is_in_the_trash_no_longer(desk: Desk) -> None:
    desk.run(SETUP)
    entry = desk.moves("orders", cascade=True)
    desk.run(*desk.trash.purge(desk.connection, entry))
    came = desk.returns(entry)
    assert (came.steps, came.notes) == ((), (f"{entry.kept} is in the trash no longer.",))
    assert desk.trash.purge(desk.connection, entry) == ()
    assert desk.trash.size(desk.connection, entry) == (None, None)


def test_rows_of_a_partition_went_to_the_default_one(desk: Desk) -> None:
    desk.run(
        "CREATE TABLE p (k int) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);"
        "CREATE TABLE rest PARTITION OF p DEFAULT; INSERT INTO p VALUES (1)"
    )
    entry = desk.moves("p1")
    desk.run("INSERT INTO p VALUES (1), (2)")
    assert desk.returns(entry).notes == (
        '"public"."p1" is no longer a partition of "public"."p": 1 rows that belong there are in rest.',
    )
    assert desk.rows("TABLE p1") == [(1,)]


def test_the_place_of_a_partition_is_taken(desk: Desk) -> None:
    desk.run("CREATE TABLE p (k int) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)")
    entry = desk.moves("p1")
    desk.run("CREATE TABLE new PARTITION OF p FOR VALUES IN (1, 2)")
    assert desk.returns(entry).notes == (
        '"public"."p1" is no longer a partition of "public"."p": partition "p1" would overlap partition "new".',
    )
    desk.run("DROP TABLE p")
    assert desk.value("SELECT count(*) FROM p1") == 0
