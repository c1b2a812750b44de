from __future__ import annotations

import sqlalchemy as sa

from tests.backends.copies.copying import copied, run
from toolkit.backends.copies.postgresql.choosing import around
from toolkit.backends.sql.values import Name

SETUP = (
    "CREATE SCHEMA other",
    "CREATE TYPE mood AS ENUM ('sad')",
    "CREATE TYPE unused AS ENUM ('sad')",
    "CREATE SEQUENCE numbers",
    "CREATE TABLE other.wanted (id int PRIMARY KEY)",
    "CREATE TABLE parent (id serial PRIMARY KEY, m mood)",
    "CREATE TABLE wanted (id int PRIMARY KEY DEFAULT nextval('numbers'), p int REFERENCES parent, ms mood[])",
    "CREATE TABLE child (id int PRIMARY KEY, w int REFERENCES wanted, o int REFERENCES other.wanted)",
    "CREATE TABLE heir () INHERITS (wanted)",
    "CREATE TABLE sibling (p int REFERENCES parent)",
    "CREATE TABLE part (id int PRIMARY KEY) PARTITION BY LIST (id)",
    "CREATE TABLE part1 PARTITION OF part FOR VALUES IN (1)",
    "CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'begin return null; end'",
    "CREATE TRIGGER tr AFTER INSERT ON wanted FOR EACH ROW EXECUTE FUNCTION tf()",
    "CREATE VIEW v AS SELECT wanted.id FROM wanted JOIN sibling USING (p)",
    "CREATE VIEW vv AS SELECT * FROM v",
)


def _relations(live: sa.Connection, *names: Name) -> set[str]:
    asked = sa.text(
        "SELECT oid::regclass::text FROM pg_class WHERE oid = ANY (CAST(:oids AS oid[])) AND relkind IN ('r', 'p', 'v', 'S')"
    )
    path = live.exec_driver_sql("SELECT CAST(current_schemas(false) AS text[])").scalar_one()
    return set(live.scalars(asked, {"oids": around(live, names, path).oids}))


def test_what_a_table_needs_and_what_hangs_on_it(live: sa.Connection) -> None:
    run(live, *SETUP)
    near = {"wanted", "numbers", "parent", "parent_id_seq", "child", "other.wanted", "heir", "sibling", "v", "vv"}
    assert _relations(live, Name(schema="public", name="wanted")) == near
    assert _relations(live, Name(name="wanted")) == near
    assert _relations(live, Name(name="part1")) == {"part", "part1"}
    assert _relations(live, Name(schema="other", name="wanted")) >= {"other.wanted", "child"}
    assert _relations(live, Name(name="gone"), Name(schema="gone", name="wanted")) == set()


def test_it_can_be_made_of_that(live: sa.Connection) -> None:
    run(live, *SETUP)
    with copied(live, "wanted") as copy:
        assert copy.told == []
        types = "SELECT typname FROM pg_type WHERE typtype = 'e'"
        assert copy.shadow.exec_driver_sql(types).scalars().all() == ["mood"]
        assert copy.shadow.exec_driver_sql("SELECT proname FROM pg_proc WHERE oid >= 16384").scalars().all() == ["tf"]
        # The server looks at the other end of a key, and at what inherits.
        run(copy.shadow, "ALTER TABLE wanted ADD q int")
        assert "q" in {column["name"] for column in sa.inspect(copy.shadow).get_columns("heir")}


def test_a_name_is_looked_for_on_the_search_path(live: sa.Connection) -> None:
    run(live, *SETUP, "SET search_path = other")
    assert "other.wanted" not in _relations(live, Name(name="parent"))
    assert "wanted" in _relations(live, Name(name="wanted"))


def test_the_catalogs_that_keep_any_of_it(live: sa.Connection) -> None:
    run(live, *SETUP)
    plain = around(live, [Name(name="part")], ["public"]).catalogs
    assert plain == {"pg_class", "pg_namespace", "pg_constraint", "pg_type"}
    assert around(live, [Name(name="wanted")], ["public"]).catalogs >= {"pg_proc", "pg_trigger", "pg_rewrite"}
    assert around(live, [Name(name="gone")], ["public"]).catalogs == set()
