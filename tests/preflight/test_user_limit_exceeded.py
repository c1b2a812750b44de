"""The pools want more than their user, or their database, may have."""

from __future__ import annotations

import pytest

from tests.preflight.builders import circumstances, only, pool, said
from toolkit.capacity import Limits
from toolkit.finding import Severity
from toolkit.preflight import user_limit_exceeded

OURS = pool(user="app", processes=1)


@pytest.mark.parametrize(
    "values",
    [
        {"pools": (OURS,), "limits": Limits(user_limit=22, database_limit=22)},
        {"pools": (OURS,), "limits": Limits()},
        {"pools": (pool(user="other"),), "limits": Limits(user_limit=5)},
        {"pools": (), "limits": Limits(user_limit=1, database_limit=1)},
        {"pools": (OURS,), "limits": Limits(user_limit=5, pooler="PgBouncer")},
        {"pools": (pool(user="app", pooler="PgBouncer"),), "limits": Limits(user_limit=5, database_limit=5)},
        {"pools": (OURS,), "limits": Limits(user_limit=5), "database": "mysql:///shop"},
    ],
)
def test_silent_where_they_fit_or_are_of_others(values: dict[str, object]) -> None:
    assert said(user_limit_exceeded, circumstances(**values)) == []


@pytest.mark.parametrize(
    ("backend", "remedy"),
    [
        ("mysql", "ALTER USER 'app'@'%' WITH MAX_USER_CONNECTIONS 22;"),
        ("postgresql", 'ALTER ROLE "app" CONNECTION LIMIT 22;'),
    ],
)
def test_the_limit_of_the_user(backend: str, remedy: str) -> None:
    given = circumstances(pools=(OURS, pool("jobs", user="other")), limits=Limits(user_limit=21), backend=backend)
    told = only(user_limit_exceeded, given)
    assert (told.severity, told.subject) == (Severity.ERROR, "user app")
    assert told.fact == ("web 1 x (10 + 10) = 20, the run 2: 22 connections wanted; the user app may have 21.")
    assert told.remedy.startswith(remedy)


def test_a_pool_of_nobody_known_may_be_of_this_user() -> None:
    told = only(user_limit_exceeded, circumstances(pools=(OURS, pool("jobs")), limits=Limits(user_limit=100)))
    assert told.severity is Severity.WARNING
    assert "182 connections wanted (if jobs connect as app); the user app may have 100." in told.fact
    assert '[tool.tk.pools.jobs] user = "..."' in told.remedy


def test_the_limit_of_the_database_is_for_everybody() -> None:
    given = circumstances(
        pools=(OURS, pool("jobs", user="other", processes=1)), limits=Limits(database_limit=30), backend="postgresql"
    )
    told = only(user_limit_exceeded, given)
    assert (told.severity, told.subject) == (Severity.ERROR, "database shop")
    assert "42 connections wanted; the database shop may have 30." in told.fact
    assert told.remedy == 'ALTER DATABASE "shop" CONNECTION LIMIT 42;'


def test_a_limit_of_nothing() -> None:
    told = said(user_limit_exceeded, circumstances(pools=(OURS,), limits=Limits(user_limit=0, database_limit=0)))
    assert [one.subject for one in told] == ["user app", "database shop"]
