from __future__ import annotations

from tests.backends.trash.postgresql.desk import Desk
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.postgresql.names import numbered, quoted, relations, resolve, resolve_permanent


def test_quotes() -> None:
    assert quoted("s", 'a"b') == '"s"."a""b"'
    assert quoted(None, "a b") == '"a b"'


def test_numbered_names_fit() -> None:
    assert numbered("tktrash_0123abcd_orders", 7) == "tktrash_0123abcd_orders_7"
    long = numbered("tktrash_0123abcd_" + "ä" * 30, 123)
    assert len(long.encode()) <= 63
    assert long.endswith("ä_123")


def test_a_name_is_found_as_the_search_path_finds_it(desk: Desk) -> None:
    desk.run("CREATE TABLE other.t (a int)")
    assert resolve(desk.connection, Name(name="t")) is None
    desk.run("SET LOCAL search_path = nowhere, other, public")
    found = resolve(desk.connection, Name(name="t"))
    assert found is not None
    assert (found.written, found.is_table, found.is_temporary) == ('"other"."t"', True, False)
    assert resolve(desk.connection, Name(schema="public", name="t")) is None
    desk.run("CREATE VIEW public.t AS SELECT 1", "SET LOCAL search_path = public, other")
    view = resolve_permanent(desk.connection, Name(name="t"))
    assert view is not None
    assert not view.is_table


def test_temporary_tables_hide_others(desk: Desk) -> None:
    desk.run("CREATE TABLE t (a int)", "CREATE TEMPORARY TABLE t (a int)")
    for name in (Name(name="t"), Name(schema="pg_temp", name="t")):
        found = resolve(desk.connection, name)
        assert found is not None
        assert found.is_temporary
    below = resolve_permanent(desk.connection, Name(name="t"))
    assert below is not None
    assert below.schema == "public"


def test_names_by_oid(desk: Desk) -> None:
    desk.run("CREATE TABLE t (a int)")
    oid = desk.value("SELECT 't'::regclass::oid")
    desk.run("ALTER TABLE t RENAME TO u")
    assert relations(desk.connection, [oid])[oid].name == "u"
    assert relations(desk.connection, []) == {}
    assert relations(desk.connection, [1]) == {}
