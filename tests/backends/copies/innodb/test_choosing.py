from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from tests.backends.copies.copying import run
from toolkit.backends.copies.innodb.choosing import around, everything
from toolkit.backends.copies.innodb.reading import Reading

RELATIONS = {"a": "BASE TABLE", "h": "SYSTEM VERSIONED", "v": "VIEW", "s": "SEQUENCE"}


def test_everything_by_kind() -> None:
    choice = everything(RELATIONS)
    assert (choice.tables, choice.views, choice.sequences) == (["a", "h"], ["v"], ["s"])


def test_around_some_tables(live: sa.Connection) -> None:
    run(
        live,
        "CREATE TABLE parent (id int PRIMARY KEY)",
        "CREATE TABLE wanted (id int PRIMARY KEY, p int, FOREIGN KEY (p) REFERENCES parent (id))",
        "CREATE TABLE child (id int PRIMARY KEY, w int, FOREIGN KEY (w) REFERENCES wanted (id))",
        "CREATE TABLE far (id int PRIMARY KEY)",
        "CREATE TABLE `L o g` (id int)",
        "CREATE TRIGGER t AFTER INSERT ON far FOR EACH ROW INSERT INTO `L o g` SELECT id FROM seen",
        "CREATE TABLE kept (id int)",
        "CREATE VIEW seen AS SELECT id FROM kept",
        "CREATE VIEW whole AS SELECT wanted.id FROM wanted JOIN parent ON parent.id = p",
        "CREATE VIEW of_view AS SELECT id FROM whole",
        "CREATE VIEW half AS SELECT wanted.id FROM wanted, far",
        "CREATE VIEW nothing AS SELECT 1 AS one",
    )
    assert _around(live, "wanted") == (["child", "parent", "wanted"], ["of_view", "whole"])
    tables, views = _around(live, "half")
    assert sorted(tables) == ["L o g", "child", "far", "kept", "parent", "wanted"]
    assert views == ["half", "of_view", "seen", "whole"]
    assert sorted(_around(live, "far")[0]) == ["L o g", "far", "kept"]
    assert _around(live, "gone") == ([], [])


def _around(live: sa.Connection, *wanted: str) -> tuple[Sequence[str], Sequence[str]]:
    reading = Reading(live=live, character_set="utf8mb4")
    relations: Mapping[str, str] = reading.relations()
    choice = around(reading, relations, wanted, str(live.engine.url.database))
    return choice.tables, choice.views
