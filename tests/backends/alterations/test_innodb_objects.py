from __future__ import annotations

from typing import Any

import pytest

from toolkit.backends.alterations.base import Unwritable
from toolkit.backends.alterations.innodb_objects import altered_object
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.values import Routine, Sequence, Trigger, View


def sequence(increment: int) -> Sequence:
    return Sequence(
        schema=None, name="q", type="bigint", start=5, increment=increment, minimum=1, maximum=9, cache=0, cycle=True
    )


@pytest.mark.parametrize(
    ("value", "make", "drop"),
    [
        (
            View(
                schema=None,
                name="v",
                definition="select 1",
                options=(("algorithm", "MERGE"), ("check_option", "LOCAL"), ("security", "INVOKER")),
            ),
            "CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW `v` AS\nselect 1\nWITH LOCAL CHECK OPTION",
            "VIEW `v`",
        ),
        (
            Trigger(schema=None, table="t", name="g", definition="BEFORE INSERT FOR EACH ROW SET NEW.a = 1"),
            "CREATE TRIGGER `g` BEFORE INSERT ON `t` FOR EACH ROW SET NEW.a = 1",
            "TRIGGER `g`",
        ),
        (
            Routine(
                schema=None,
                name="f",
                signature="function",
                definition="(IN `a` int, IN `b` int) RETURNS int NOT DETERMINISTIC\nRETURN `a`",
                comment="it's",
            ),
            "CREATE FUNCTION `f`(`a` int, `b` int) RETURNS int NOT DETERMINISTIC COMMENT 'it''s'\nRETURN `a`",
            "FUNCTION `f`",
        ),
        (
            Routine(schema=None, name="p", signature="procedure", definition="(IN `a` int) DETERMINISTIC\nSELECT 1"),
            "CREATE PROCEDURE `p`(IN `a` int) DETERMINISTIC\nSELECT 1",
            "PROCEDURE `p`",
        ),
        (
            sequence(2),
            "CREATE SEQUENCE `q` START WITH 5 MINVALUE 1 MAXVALUE 9 INCREMENT BY 2 CACHE 0 CYCLE",
            "SEQUENCE `q`",
        ),
    ],
)
def test_made_and_dropped(value: Any, make: str, drop: str) -> None:
    one = Alteration(kind="-", schema=None, owner=None, name="x", after=value)
    assert list(altered_object(one)) == [make]
    assert list(altered_object(one.back())) == [f"DROP {drop}"]


def test_changes() -> None:
    one = Alteration(kind="sequence", schema=None, owner=None, name="q", before=sequence(1), after=sequence(2))
    assert next(altered_object(one)).startswith("ALTER SEQUENCE `q`")
    schema = Alteration(kind="schema", schema=None, owner=None, name="s", after="s")
    assert list(altered_object(schema)) == ["CREATE DATABASE `s`"]


@pytest.mark.parametrize(
    ("kind", "definition"), [("event", "EVERY 1 DAY"), ("function", "() RETURNS int LANGUAGE JAVASCRIPT DETERMINISTIC")]
)
def test_an_event_is_written_by_hand(kind: str, definition: str) -> None:
    value = Routine(schema=None, name="e", signature=kind, definition=definition)
    with pytest.raises(Unwritable):
        list(altered_object(Alteration(kind="routine", schema=None, owner=None, name="e", after=value)))
