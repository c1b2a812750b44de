from __future__ import annotations

import json

import pytest

from tests.backends.trash.postgresql.desk import Desk
from toolkit.backends.trash.postgresql.parts import Part, read_parts, removals
from toolkit.backends.trash.postgresql.reach import classify, rehearse
from toolkit.backends.trash.postgresql.sending import rehearsal, speak_fully
from toolkit.errors import CommandRefused


def parts(desk: Desk, *kinds: str) -> list[Part]:
    with rehearsal(desk.connection):
        found = rehearse(desk.connection, [(desk.value("SELECT 't'::regclass::oid"), 0)], "DROP TABLE t CASCADE")
    with rehearsal(desk.connection):
        speak_fully(desk.connection)
        reach = classify(desk.connection, found)
        return read_parts(
            desk.connection,
            [lost for key, lost in reach.lost.items() if lost.kind in kinds and reach.whole(key) == key],
            reach,
        )


def test_what_others_stand_on_comes_first_and_goes_last(desk: Desk) -> None:
    # The second view was made before the first, which it reads now.
    desk.run(
        "CREATE TABLE t (a int); CREATE VIEW second AS SELECT 1 AS a; CREATE VIEW first AS SELECT a FROM t;"
        "CREATE OR REPLACE VIEW second AS SELECT a FROM first; CREATE VIEW third AS SELECT a FROM second"
    )
    found = parts(desk, "view")
    assert [part.record["name"] for part in found] == ["first", "second", "third"]
    assert [part.record["needs"] for part in found] == [[], [0], [0, 1]]
    assert removals(found) == [f"DROP VIEW IF EXISTS public.{name}" for name in ("third", "second", "first")]


def test_what_is_part_of_a_view_goes_with_it(desk: Desk) -> None:
    desk.run("CREATE TABLE t (a int); CREATE MATERIALIZED VIEW m AS SELECT a FROM t; CREATE INDEX i ON m (a)")
    found = parts(desk, "view", "index")
    assert [part.record["kind"] for part in found] == ["view", "index"]
    assert removals(found) == ["DROP MATERIALIZED VIEW IF EXISTS public.m"]


def test_a_record_is_json_and_says_where_a_part_belongs(desk: Desk) -> None:
    desk.run(
        'CREATE TABLE t (id int PRIMARY KEY, a int, b int, CHECK (a < 5)); CREATE UNIQUE INDEX "U" ON t (lower(a::text)) WHERE b > 1;'
        "CREATE TABLE other.far (x int REFERENCES t)"
    )
    found = {part.record["name"]: part.record for part in parts(desk, "constraint", "foreign key", "index")}
    assert json.loads(json.dumps(found)) == found
    assert found["U"]["home"] == ["public", "t"]
    assert found["U"]["needs_columns"] == ["a", "b"]
    assert found["U"]["unique"]["predicate"] == "(b > 1)"
    assert found["t_pkey"]["unique"]["keys"] == ["id"]
    assert found["t_a_check"]["expression"] == "(a < 5)"
    assert found["far_x_fkey"]["home"] == ["other", "far"]
    assert found["far_x_fkey"]["referred"] == ["public", "t"]


def test_what_cannot_be_made_again_is_refused(desk: Desk) -> None:
    desk.run("CREATE TABLE t (a int); CREATE TABLE holder (one t)")
    with pytest.raises(CommandRefused) as refused:
        parts(desk, "column")
    assert "column one of table public.holder" in refused.value.what
    assert "--no-trash" in refused.value.mend
    assert desk.value("SELECT count(*) FROM holder") == 0
