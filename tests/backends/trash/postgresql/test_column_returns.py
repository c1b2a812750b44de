from __future__ import annotations

from dataclasses import replace

import pytest

from tests.backends.trash.postgresql.desk import Desk
from toolkit.backends.sql.values import Name


@pytest.mark.parametrize(
    ("definition", "value"),
    [
        ("integer DEFAULT 7 NOT NULL", 7),
        ("integer NOT NULL DEFAULT (3 + 4) CHECK (c > 0)", 7),
        ("integer CONSTRAINT n NOT NULL CONSTRAINT d DEFAULT length('it''s) NOT NULL, x')", 17),
        ("bigint default 7 references far (id)", 7),
    ],
)
def test_rows_written_meanwhile_get_the_default_that_is_asked_for(desk: Desk, definition: str, value: int) -> None:
    desk.run(
        "CREATE TABLE far (id int PRIMARY KEY); CREATE TABLE t (id int, c int NOT NULL); INSERT INTO t VALUES (1, 1)"
    )
    entry = desk.moves("t", "c")
    desk.run("INSERT INTO t VALUES (2), (3)")
    came = desk.returns(entry, definition)
    assert len(came.notes) == 1
    assert came.notes[0].startswith("2 rows written meanwhile got ")
    assert desk.rows("TABLE t ORDER BY id") == [(1, 1), (2, value), (3, value)]
    assert desk.value("SELECT attnotnull FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'c'")
    assert desk.value("SELECT to_regclass('tktrash_probe')") is None


@pytest.mark.parametrize(
    "definition", ["", "integer NOT NULL", "serial", "integer GENERATED ALWAYS AS IDENTITY", "no type"]
)
def test_without_a_default_the_column_takes_null(desk: Desk, definition: str) -> None:
    desk.run("CREATE TABLE t (id int, c int NOT NULL); INSERT INTO t VALUES (1, 1)")
    entry = desk.moves("t", "c")
    desk.run("INSERT INTO t VALUES (2), (3)")
    assert desk.returns(entry, definition).notes == ("t.c takes NULL now: 2 rows have no value.",)
    assert desk.rows("TABLE t ORDER BY id") == [(1, 1), (2, None), (3, None)]


def test_a_default_that_does_not_fit(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id int, c int NOT NULL)")
    entry = desk.moves("t", "c")
    desk.run("INSERT INTO t VALUES (2)")
    notes = desk.returns(entry, "text DEFAULT 'x'").notes
    assert [note.split(": ")[0] for note in notes] == [
        "1 row written meanwhile could not get 'x'::text in t.c",
        "t.c takes NULL now",
    ]


def test_a_column_that_may_be_null_is_left_alone(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id int, c int)")
    entry = desk.moves("t", "c")
    desk.run("INSERT INTO t VALUES (2)")
    assert desk.returns(entry, "int DEFAULT 3").notes == ()
    assert desk.rows("TABLE t") == [(2, None)]


def test_a_kept_default_fills_rows_as_they_are_written(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id int, c int NOT NULL DEFAULT 9)")
    entry = desk.moves("t", "c")
    desk.run("INSERT INTO t VALUES (2)")
    assert desk.returns(entry, "int NOT NULL DEFAULT 3").notes == ()
    assert desk.rows("TABLE t") == [(2, 9)]


def test_what_rows_written_meanwhile_do_not_satisfy(desk: Desk) -> None:
    desk.run(
        "CREATE TABLE far (id int PRIMARY KEY); INSERT INTO far VALUES (1);"
        "CREATE TABLE t (id int, c int DEFAULT 5 UNIQUE CHECK (c < 5) REFERENCES far); INSERT INTO t VALUES (1, 1)"
    )
    entry = desk.moves("t", "c")
    desk.run("INSERT INTO t VALUES (2), (3)")
    came = desk.returns(entry)
    assert set(came.notes) == {
        "Constraint t_c_check of public.t came back NOT VALID: 2 rows do not satisfy it.",
        "Constraint t_c_key of public.t did not come back: 1 values of c occur more than once.",
        'Foreign key t_c_fkey of public.t came back NOT VALID: 2 rows refer to no row of "public"."far".',
    }
    assert set(came.back) == {("constraint", "t_c_check"), ("constraint", "t_c_fkey")}


def test_what_stands_on_what_did_not_come_back(desk: Desk) -> None:
    desk.run(
        "CREATE TABLE t (id int, c int DEFAULT 5 PRIMARY KEY, z int); CREATE TABLE far (c int REFERENCES t);"
        "CREATE VIEW v AS SELECT t.*, count(*) AS n FROM t GROUP BY c"
    )
    entry = desk.moves("t", "c", cascade=True)
    desk.run("INSERT INTO t VALUES (2), (3)")
    assert [note.split(": ")[1] for note in desk.returns(entry).notes] == [
        "1 values of c occur more than once.",
        "it needs constraint t_pkey of public.t.",
        "it needs constraint t_pkey of public.t.",
    ]


def test_a_key_needs_values(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id int, c int PRIMARY KEY)")
    entry = desk.moves("t", "c")
    desk.run("INSERT INTO t VALUES (2)")
    assert desk.returns(entry).notes == (
        "t.c takes NULL now: 1 row have no value.",
        "Constraint t_pkey of public.t did not come back: 1 row have no c.",
    )


def test_an_index_waits_for_its_other_column(desk: Desk) -> None:
    desk.run("CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a, b)")
    first, second = desk.moves("t", "a"), desk.moves("t", "b")
    assert desk.returns(first).notes == ('Index public.i did not come back: "public"."t"."b" is not there.',)
    assert desk.returns(second).notes == ()


def test_a_domain_that_refuses_null(desk: Desk) -> None:
    desk.run(
        "CREATE DOMAIN strict AS int CHECK (value IS NOT NULL); CREATE TABLE t (a int, c strict); INSERT INTO t VALUES (1, 1)"
    )
    entry = desk.moves("t", "c")
    desk.run("INSERT INTO t VALUES (2)")
    notes = desk.returns(entry).notes
    assert len(notes) == 1
    assert notes[0].startswith("t.c is not of type public.strict any more: ")
    assert desk.rows("TABLE t ORDER BY a") == [(1, 1), (2, None)]


def test_the_table_has_another_name_now(desk: Desk) -> None:
    desk.run("CREATE TABLE t (a int, c serial UNIQUE CHECK (c > 0)); CREATE INDEX i ON t (a, c)")
    entry = desk.moves("t", "c")
    desk.run("ALTER TABLE t RENAME TO u", "ALTER TABLE u SET SCHEMA other", "CREATE TABLE t (c int)")
    moved = replace(entry, table=Name(schema="other", name="u"))
    assert desk.trash.find(desk.connection, moved) == moved.table
    assert desk.returns(moved).notes == ()
    assert desk.rows(
        "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 'other.u'::regclass ORDER BY 1"
    ) == [
        ("other.i",),
        ("other.t_c_key",),
    ]
    assert desk.value("SELECT count(*) FROM pg_index WHERE indrelid = 'public.t'::regclass") == 0


def test_under_another_name(desk: Desk) -> None:
    desk.run("CREATE TABLE t (a int, c int UNIQUE); INSERT INTO t VALUES (1, 2)")
    entry = desk.moves("t", "c")
    desk.run("ALTER TABLE t ADD COLUMN c int")
    came = desk.returns(replace(entry, column="old"))
    assert came.notes == ("Constraint t_c_key of public.t did not come back: c is old now.",)
    assert desk.rows("SELECT a, c, old FROM t") == [(1, None, 2)]


def test_what_is_in_the_trash_no_longer(desk: Desk) -> None:
    desk.run("CREATE TABLE t (a int, c int)")
    entry = desk.moves("t", "c")
    desk.run(*desk.trash.purge(desk.connection, entry))
    assert desk.returns(entry).notes == (f"{entry.kept} is in the trash no longer.",)
