from __future__ import annotations

import sqlalchemy as sa

from tests.backends.copies.copying import run
from tests.servers.database import Database
from toolkit.backends.copies.innodb.reading import Reading

SETUP = (
    "CREATE TABLE parent (id int PRIMARY KEY)",
    "CREATE TABLE child (id int PRIMARY KEY, p int, FOREIGN KEY (p) REFERENCES parent (id))",
    "CREATE VIEW v AS SELECT id FROM parent",
    "CREATE PROCEDURE `p %s`() SET @a = 'x'",
    "CREATE FUNCTION f() RETURNS int DETERMINISTIC RETURN 1",
    "CREATE TRIGGER second AFTER INSERT ON child FOR EACH ROW SET @a = 1",
    "CREATE TRIGGER first AFTER INSERT ON child FOR EACH ROW PRECEDES second SET @a = 2",
)


def _reading(live: sa.Connection) -> Reading:
    return Reading(live=live, character_set="utf8mb4")


def test_what_is_there(live: sa.Connection) -> None:
    run(live, *SETUP, "CREATE TEMPORARY TABLE passing (a int)")
    reading = _reading(live)
    assert reading.relations() == {"child": "BASE TABLE", "parent": "BASE TABLE", "v": "VIEW"}
    assert reading.routines() == [("f", "FUNCTION"), ("p %s", "PROCEDURE")]
    assert reading.references() == [("child", "parent")]
    assert list(reading.views()) == ["v"]
    assert [(row.name, row.table, row.action) for row in reading.triggers()] == [
        ("first", "child", "SET @a = 2"),
        ("second", "child", "SET @a = 1"),
    ]


def test_how_it_is_made(live: sa.Connection) -> None:
    run(live, *SETUP)
    reading = _reading(live)
    for kind, name in (("TABLE", "parent"), ("VIEW", "v"), ("PROCEDURE", "p %s"), ("TRIGGER", "first")):
        shown = reading.shown(kind, name)
        assert shown is not None
        assert shown.text.startswith("CREATE ")
        assert shown.why_not is None
        assert (shown.collation is None) is (kind == "TABLE")


def test_what_is_gone_since_is_passed_over(live: sa.Connection) -> None:
    reading = _reading(live)
    assert [reading.shown(kind, "gone") for kind in ("TABLE", "VIEW", "PROCEDURE", "TRIGGER")] == [None] * 4


def test_bytes_arrive_as_they_are(live: sa.Connection, database: Database) -> None:
    run(live, "CREATE TABLE t (a binary(2) DEFAULT 0x00ff, b varchar(9) DEFAULT 'ü')")
    reading = _reading(live)
    with reading.as_they_are():
        shown = reading.shown("TABLE", "t")
    assert shown is not None
    assert "'ü'" in shown.text
    assert ("\udcff" in shown.text) is (database.backend == "mariadb")
    assert live.exec_driver_sql("SELECT @@character_set_results").scalar() == "utf8mb4"


def test_row_formats_that_are_not_said(live: sa.Connection) -> None:
    run(live, "CREATE TABLE said (a int) ROW_FORMAT=COMPACT", "CREATE TABLE usual (a int)")
    assert _reading(live).row_formats(["said", "usual", "gone"]) == {}
    assert _reading(live).row_formats([]) == {}
