from __future__ import annotations

from typing import Any

from tests.backends.trash.postgresql.desk import Desk
from toolkit.backends.trash.postgresql.returning import Settling
from toolkit.backends.trash.postgresql.sending import rehearsal


def part(name: str, *make: str, **more: Any) -> dict[str, Any]:
    return {"kind": "view", "name": name, "told": f"View {name}", "make": list(make), "needs": [], **more}


def settle(desk: Desk, *parts: dict[str, Any]) -> Settling:
    settling = Settling(connection=desk.connection, parts=parts)
    with rehearsal(desk.connection):
        for place in range(len(parts)):
            settling.settle(place)
    return settling


def test_what_fails_and_what_needs_it_are_left_out(desk: Desk) -> None:
    done = settle(
        desk,
        part("a", "CREATE VIEW a AS SELECT 1"),
        part("b", "CREATE VIEW b AS SELECT 1", "COMMENT ON VIEW nothing IS 'x'"),
        part("c", "CREATE VIEW c AS SELECT 1", needs=[1]),
        part("d", "CREATE VIEW d AS TABLE a", needs=[0]),
    )
    assert done.steps == ["CREATE VIEW a AS SELECT 1", "CREATE VIEW d AS TABLE a"]
    assert done.back == [("view", "a"), ("view", "d")]
    assert done.notes == [
        'View b did not come back: relation "nothing" does not exist.',
        "View c did not come back: it needs view b.",
    ]


def test_materialized_views_are_filled_only_when_they_come(desk: Desk) -> None:
    made = "CREATE MATERIALIZED VIEW m AS SELECT 1 / 0 AS a WITH DATA"
    assert settle(desk, part("m", made)).steps == [made]


def test_the_body_of_a_function_may_speak_of_what_comes_later(desk: Desk) -> None:
    made = "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT a FROM later'"
    done = settle(desk, part("f", made, kind="function"), part("later", "CREATE VIEW later AS SELECT 1 AS a"))
    assert done.notes == []
    desk.run(*done.steps)
    assert desk.value("SELECT f()") == 1
    assert desk.value("SHOW check_function_bodies") == "on"


def test_only_the_name_of_the_table_is_another_one(desk: Desk) -> None:
    desk.run('CREATE TABLE t (a int, "public.t" int)')
    oid = desk.value("SELECT 't'::regclass::oid")
    desk.run('ALTER TABLE t RENAME TO "x y"')
    index = part(
        "i", 'CREATE INDEX i ON public.t USING btree (a, "public.t")', kind="index",
        home=["public", "t"], home_name="public.t", home_oid=oid, needs_columns=["a"],
    )  # fmt: skip
    assert settle(desk, index).steps == ['CREATE INDEX i ON "public"."x y" USING btree (a, "public.t")']


def test_a_foreign_key_of_a_partitioned_table_cannot_be_unproved(desk: Desk) -> None:
    desk.run(
        "CREATE TABLE far (id int PRIMARY KEY); CREATE TABLE p (a int REFERENCES far) PARTITION BY LIST (a);"
        "CREATE TABLE p1 PARTITION OF p DEFAULT; INSERT INTO far VALUES (1); INSERT INTO p VALUES (1)"
    )
    entry = desk.moves("far", cascade=True)
    desk.run("INSERT INTO p VALUES (2)")
    came = desk.returns(entry)
    assert came.notes == (
        'Foreign key p_a_fkey of public.p did not come back: 1 row in "public"."p" refer to no row of "public"."far".',
    )
