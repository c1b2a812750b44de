"""Privileges that the plan needs and the user lacks."""

from __future__ import annotations

from tests.preflight.builders import circumstances, only, said
from toolkit.finding import Severity
from toolkit.preflight import missing_privileges


def test_silent_where_none_is_missing() -> None:
    assert said(missing_privileges, circumstances()) == []


def test_all_of_them_to_paste_each_once() -> None:
    rights = (
        "GRANT ALTER ON shop.orders TO app",
        "GRANT INDEX ON shop.orders TO app;",
        "GRANT ALTER ON shop.orders TO app",
    )
    told = only(missing_privileges, circumstances(rights_missing=rights))
    assert (told.severity, told.subject) == (Severity.ERROR, "user app")
    assert told.fact == "The plan needs 2 privileges more than the user of the URL has."
    assert told.remedy == "GRANT ALTER ON shop.orders TO app;\nGRANT INDEX ON shop.orders TO app;"


def test_where_the_user_is_not_known() -> None:
    told = only(missing_privileges, circumstances(database="postgresql:///shop", rights_missing=("GRANT x TO y",)))
    assert told.subject == "server"
    assert "1 privilege more" in told.fact


def test_each_privilege_of_a_grant_counts() -> None:
    told = only(missing_privileges, circumstances(rights_missing=("GRANT ALTER, CREATE VIEW ON `a, b`.* TO app;",)))
    assert "2 privileges more" in told.fact
