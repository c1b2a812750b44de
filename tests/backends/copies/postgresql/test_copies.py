from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.backends.copies.copying import connected, copied, copies_at, lacks, made, run, statements_counted
from tests.backends.copies.postgresql.test_parts import PARTS
from tests.backends.copies.postgresql.test_programs import PROGRAMS
from tests.backends.copies.postgresql.test_routines import ROUTINES
from tests.backends.copies.postgresql.test_tables import COLUMNS, HEIRS, PARTITIONS
from tests.backends.copies.postgresql.test_types import TYPES
from tests.backends.copies.postgresql.test_words import WORDS
from tests.backends.sessions.others import least_user
from tests.servers.database import Database
from toolkit.backends.copies.base import Definition
from toolkit.backends.copies.postgresql.choosing import Chosen, around
from toolkit.backends.sql.values import Name
from toolkit.shadow.life import original_of, shadow_of


def test_the_number_of_questions_does_not_grow(live: sa.Connection) -> None:
    counts = []
    for number in range(2):
        run(live, *(f"CREATE TABLE t{number}_{place} (id serial PRIMARY KEY)" for place in range(1 + 20 * number)))
        with statements_counted(live) as sent:
            assert copies_at(live).definitions(live, None)
            assert copies_at(live).definitions(live, [Name(name="t0_0")])
        counts.append(len(sent))
        live.rollback()
    assert counts[0] == counts[1] == 4 + 5


@pytest.mark.parametrize("setup", [PARTS, PROGRAMS, ROUTINES, COLUMNS, HEIRS, PARTITIONS, TYPES, WORDS])
def test_what_is_not_asked_for_is_not_there(live: sa.Connection, setup: Sequence[str]) -> None:
    run(live, "SET check_function_bodies = off", *setup, "CREATE TABLE plain (id int)")
    names = [Name(name=name) for name in sa.inspect(live).get_table_names()]
    for tables in [names, *([name] for name in names)]:
        asked = copies_at(live).definitions(live, tables)
        assert asked
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("toolkit.backends.copies.postgresql.copies.around", _with_every_catalog)
            assert copies_at(live).definitions(live, tables) == asked


def _with_every_catalog(live: sa.Connection, tables: Collection[Name], path: Sequence[str]) -> Chosen:
    every = live.exec_driver_sql("SELECT relname::text FROM pg_class WHERE relname LIKE 'pg\\_%%'").scalars()
    return replace(around(live, tables, path), catalogs=frozenset(every))


def test_a_plain_table_costs_few_questions_and_none_is_compiled(live: sa.Connection) -> None:
    run(live, "CREATE TABLE plain (id int)")
    compiled: list[str] = []

    @sa.event.listens_for(live, "before_cursor_execute")
    def note(connection: sa.Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if "pg_depend" in statement:
            asked = connection.connection.cursor()
            asked.execute("SELECT current_setting('jit')")
            compiled.extend(value for (value,) in asked.fetchall())
            sent.append(statement)

    sent: list[str] = []
    run(live, "SET jit = on")
    copies_at(live).definitions(live, [Name(name="plain")])
    assert compiled == ["off", "off"]
    assert not [catalog for catalog in ("pg_proc p", "pg_operator o", "pg_ts_dict d") if catalog in sent[1]]


def test_a_user_who_owns_nothing(live: sa.Connection, postgresql: Database) -> None:
    run(live, *PARTS, "CREATE TABLE closed (id int)", "REVOKE ALL ON closed FROM PUBLIC")
    with least_user(postgresql) as least:
        run(live, f"ALTER ROLE {sa.make_url(least.url).username} CREATEDB")
        with connected(least) as connection, copied(connection) as copy:
            assert copy.told == []
            assert copy.changes() == []


def test_what_is_refused_among_many_is_told_alone(live: sa.Connection) -> None:
    tables = [Definition(what=f"table t{number}", sql=f"CREATE TABLE t{number} (id int)") for number in range(120)]
    view = Definition(what="view v", sql="CREATE VIEW v AS SELECT id FROM t119")
    bad = [Definition(what=f"bad {number}", sql="CREATE TABLE t0 (id int)") for number in range(2)]
    definitions = [view, *tables[:30], bad[0], *tables[30:50], *tables[50:], bad[1]]
    with made(live, definitions) as copy:
        assert lacks(copy.told, "bad 0", "bad 1")
        assert 'relation "t0" already exists' in copy.told[0]
        assert len(copy.tables()) == 120
        assert copy.views() == {"v"}


def test_many_definitions_are_few_trips(live: sa.Connection) -> None:
    """One that ends with a comment, one with a semicolon of its own, and one with a percent sign."""
    definitions = [Definition(what=f"table t{number}", sql=f"CREATE TABLE t{number} (id int)") for number in range(120)]
    body = "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 5 % 3; END -- the rest"
    definitions.insert(7, Definition(what="function f", sql=body))
    with shadow_of(original_of(live)) as shadow, statements_counted(shadow) as sent:
        assert copies_at(live).apply(shadow, definitions) == []
        assert len([statement for statement in sent if "CREATE" in statement]) == 3
        assert shadow.exec_driver_sql("SELECT f()").scalar() == 2
        assert len(sa.inspect(shadow).get_table_names()) == 120


def test_the_session_of_the_live_database_decides_nothing(live: sa.Connection) -> None:
    run(
        live,
        "CREATE TABLE a (d date DEFAULT '2020-02-01', i interval DEFAULT '1 day 02:00', b bytea DEFAULT '\\x00ff',"
        " at timestamptz DEFAULT '2020-02-01 12:00+00', CHECK (d > '2020-02-03'))",
        "SET DateStyle = 'German'",
        "SET IntervalStyle = 'sql_standard'",
        "SET TimeZone = 'Asia/Tokyo'",
        "SET bytea_output = 'escape'",
        "SET quote_all_identifiers = on",
    )
    with copied(live) as copy:
        assert copy.told == []
        assert copy.changes() == []


def test_extensions_are_not_copied_twice(live: sa.Connection) -> None:
    if not live.exec_driver_sql("SELECT 1 FROM pg_available_extensions WHERE name = 'hstore'").first():
        pytest.skip("hstore is not installed here")
    run(live, "CREATE EXTENSION hstore", "CREATE TABLE h (a hstore DEFAULT 'x=>1'::hstore)")
    run(live, "CREATE INDEX ix ON h USING gin (a)")
    with copied(live) as copy:
        assert copy.told == []
        assert copy.changes() == []
        assert len(copy.definitions) == 2


def test_what_is_temporary_is_left_out(live: sa.Connection) -> None:
    run(
        live,
        "CREATE TABLE base (id int)",
        "CREATE TEMPORARY TABLE t (a serial PRIMARY KEY, id int CHECK (id > 0)) INHERITS (base)",
        "CREATE TEMPORARY TABLE late (id int)",
        "ALTER TABLE late INHERIT base",
        "CREATE INDEX ix ON t (id)",
        "CREATE STATISTICS pg_temp.st ON a, id FROM t",
        "CREATE TEMPORARY VIEW v AS SELECT * FROM t",
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY p ON t USING (true)",
    )
    assert [definition.what for definition in copies_at(live).definitions(live, None)] == ["table public.base"]
    assert [definition.what for definition in copies_at(live).definitions(live, [Name(name="base")])] == [
        "table public.base"
    ]
