"""Views and triggers, changed by word and by spelling."""

from __future__ import annotations

import pytest

from tests.backends.catalogs.sqlite.reading import facets, read
from toolkit.backends.catalogs.sqlite.names import Names
from toolkit.backends.catalogs.sqlite.programs import triggers, views
from toolkit.backends.catalogs.sqlite.queries import ObjectRow, Rows

TABLE = "CREATE TABLE t (id INTEGER PRIMARY KEY, state TEXT, note TEXT);"
VIEW = TABLE + "CREATE VIEW v AS SELECT id, state AS \"State\" FROM t WHERE state = 'open'"
TRIGGER = (
    TABLE
    + "CREATE TRIGGER r AFTER UPDATE OF state ON t FOR EACH ROW WHEN NEW.state = 'open' BEGIN UPDATE t SET note = 'a  b' WHERE id = NEW.id; END;"
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("'open'", "'Open'"),
        ("SELECT id,", "SELECT note,"),
        ('"State"', "state"),
        ("v AS", "v (a, b) AS"),
        (" WHERE state = 'open'", ""),
        ("SELECT id", "SELECT DISTINCT id"),
    ],
)
def test_another_view(old: str, new: str) -> None:
    assert VIEW.count(old) == 1
    assert facets(VIEW, VIEW.replace(old, new)) == [("view", "v", "definition")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('SELECT id, state AS "State" FROM t WHERE', 'select\n  [ID],STATE as State -- all\nfrom main."T" where'),
        ("CREATE VIEW v", "create view if not exists main.[v]"),
    ],
)
def test_the_same_view(old: str, new: str) -> None:
    assert VIEW.count(old) == 1
    assert facets(VIEW, VIEW.replace(old, new)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("AFTER", "BEFORE"),
        ("UPDATE OF state", "DELETE"),
        (" OF state", ""),
        ("OF state", "OF note"),
        (" WHEN NEW.state = 'open'", ""),
        ("NEW.state", "OLD.state"),
        ("'a  b'", "'a b'"),
        ("NEW.id; END", "NEW.id; SELECT 1; END"),
    ],
)
def test_another_trigger(old: str, new: str) -> None:
    assert TRIGGER.count(old) == 1
    before = TRIGGER.replace(" WHEN NEW.state = 'open'", "") if new == "DELETE" else TRIGGER
    if new == "DELETE":
        before = before.replace("NEW.id", "1")
    assert facets(before, before.replace(old, new)) == [("trigger", "r", "definition")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (" FOR EACH ROW", ""),
        ("NEW.state = 'open'", "new.[State]=='open'"),
        ("AFTER UPDATE OF state ON t", 'after update of "STATE" on T'),
        ("UPDATE t SET", "update\tT set"),
    ],
)
def test_the_same_trigger(old: str, new: str) -> None:
    assert TRIGGER.count(old) == 1
    assert facets(TRIGGER, TRIGGER.replace(old, new)) == []


def test_a_trigger_without_a_time_fires_before() -> None:
    assert facets(TRIGGER.replace("AFTER", ""), TRIGGER.replace("AFTER", "BEFORE")) == []


def test_a_trigger_knows_its_table_in_any_case() -> None:
    (trigger,) = read(TRIGGER.replace("ON t", "ON T")).triggers
    assert (trigger.table, trigger.name, trigger.schema) == ("t", "r", None)


def test_a_view_of_a_missing_table_is_read() -> None:
    catalog = read("CREATE VIEW v AS SELECT a FROM missing; CREATE VIEW w AS SELECT * FROM v; CREATE TABLE t (a)")
    assert [view.definition for view in catalog.views] == ["SELECT a FROM missing", "SELECT * FROM v"]
    assert [table.name for table in catalog.tables] == ["t"]


def test_names_with_quotes_and_percent_signs() -> None:
    catalog = read(
        'CREATE TABLE "a ""b"" 100%" ("имя %s" TEXT); CREATE VIEW "v %" AS SELECT "имя %s" FROM "a ""b"" 100%"'
    )
    assert catalog.views[0].definition == 'SELECT "имя %s" FROM "a ""b"" 100%"'


def test_a_column_of_another_table_does_not_change_a_view() -> None:
    assert facets(VIEW + ";CREATE TABLE o (a)", VIEW + ';CREATE TABLE o (a, "OPEN", "State2")') == [
        ("column", "OPEN", None),
        ("column", "State2", None),
    ]


def test_texts_that_cannot_be_read_are_told() -> None:
    objects = [ObjectRow("view", "v", "v", False, "?"), ObjectRow("trigger", "r", "t", False, "")]
    rows = Rows(schema="main", objects=objects, columns={}, parts={}, references={}, shadows=frozenset())
    names, unread = Names(tables={}, columns={}, keys={}), []
    assert [view.definition for view in views(objects, rows, names, None, unread)] == ["?"]
    assert [trigger.definition for trigger in triggers(objects, rows, names, None, unread)] == [""]
    assert len(unread) == 2
