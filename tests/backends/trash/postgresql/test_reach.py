from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.backends.trash.postgresql.desk import Desk, state
from toolkit.backends.trash.postgresql.reach import Reach, classify, describe, rehearse
from toolkit.backends.trash.postgresql.sending import rehearsal

SETUP = """
CREATE TABLE t (id serial PRIMARY KEY, a int, made int GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE far (t int REFERENCES t, a int DEFAULT nextval('t_id_seq'));
CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v;
CREATE TABLE bystander (id int PRIMARY KEY);
CREATE VIEW both_of_them AS SELECT b.id FROM bystander b JOIN t USING (id);
"""


def reach(desk: Desk, drop: str, column: int = 0) -> Reach:
    with rehearsal(desk.connection):
        found = rehearse(desk.connection, [(desk.value("SELECT 't'::regclass::oid"), column)], drop)
    return classify(desk.connection, found)


def told(desk: Desk, found: Reach, *kinds: str) -> set[str]:
    return set(describe(desk.connection, [key for key, lost in found.lost.items() if lost.kind in kinds]))


def test_all_that_a_drop_takes_along_and_nothing_else(desk: Desk) -> None:
    desk.run(SETUP)
    found = reach(desk, "DROP TABLE t CASCADE")
    assert told(desk, found, "view") == {"view v", "view w", "view both_of_them"}
    assert told(desk, found, "foreign key") == {"constraint far_t_fkey on table far"}
    assert "default value for column a of table far" in told(desk, found, "default")
    assert told(desk, found, "table", "sequence") == {"table t", "sequence t_id_seq"}
    assert told(desk, found, "other") == set()
    assert desk.value("SELECT count(*) FROM t") == 0


def test_what_a_column_takes_along(desk: Desk) -> None:
    desk.run(SETUP)
    found = reach(desk, "ALTER TABLE t DROP COLUMN a CASCADE", 2)
    assert told(desk, found, "view") == {"view v", "view w"}
    assert told(desk, found, "column", "generated column") == {"column a of table t", "column made of table t"} | {
        text for text in told(desk, found, "column") if "view" in text
    }
    assert told(desk, found, "foreign key", "table") == set()


def test_links_go_from_the_whole_to_the_whole(desk: Desk) -> None:
    desk.run(SETUP)
    found = reach(desk, "DROP TABLE t CASCADE")
    views = {describe(desk.connection, [key])[0]: key for key, lost in found.lost.items() if lost.kind == "view"}
    assert views["view v"] in found.links[views["view w"]]
    assert views["view w"] not in found.links[views["view v"]]


def test_the_refusal_of_the_server_comes_through(desk: Desk) -> None:
    desk.run(SETUP)
    with desk.undone(), pytest.raises(sa.exc.DBAPIError) as refused:
        reach(desk, "DROP TABLE t")
    assert state(refused.value) == "2BP01"


def test_parts_of_partitions_go_with_the_whole(desk: Desk) -> None:
    desk.run(
        "CREATE TABLE t (a int, b int PRIMARY KEY) PARTITION BY LIST (b); CREATE INDEX ON t (a);"
        "CREATE TABLE p PARTITION OF t FOR VALUES IN (1)"
    )
    found = reach(desk, "ALTER TABLE t DROP COLUMN a", 1)
    indexes = [lost for lost in found.lost.values() if lost.kind == "index"]
    assert sorted(found.goes_with_parent(lost) for lost in indexes) == [False, True]
