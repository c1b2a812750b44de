"""A user who may not create databases: what is told then, and the ways out."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.scenarios.conftest import MakeShop
from tests.scenarios.shop import Shop


@pytest.fixture(params=["mariadb", "mysql", "postgresql"])
def restricted(request: pytest.FixtureRequest, make_shop: MakeShop) -> Iterator[Shop]:
    """A migrated shop whose settings name a user who may read it, and nothing else."""
    shop = make_shop(request.param).make().migrated()
    user = f"tk_{uuid.uuid4().hex[:12]}"
    url = sa.make_url(shop.database.url)
    named = user if request.param == "postgresql" else f"'{user}'@'%%'"
    if request.param == "postgresql":
        shop.sql(f"CREATE ROLE {user} LOGIN PASSWORD 'x'", f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {user}")
    else:
        shop.sql(f"CREATE USER {named} IDENTIFIED BY 'x'", f"GRANT SELECT, SHOW VIEW ON `{url.database}`.* TO {named}")
    shop.variables["TK_URL"] = url.set(username=user, password="x").render_as_string(hide_password=False)
    yield shop
    ends = (f"DROP OWNED BY {user}", f"DROP ROLE {user}") if request.param == "postgresql" else (f"DROP USER {named}",)
    shop.sql(*ends)


def test_the_grant_is_told_and_suffices(restricted: Shop) -> None:
    told = restricted.tk("check", 2).stderr
    assert "error[shadow-unavailable]" in told
    assert "shadow_url" in told
    [line] = [line for line in told.splitlines() if "Mend:" in line]
    restricted.sql(line.partition("Mend:")[2].strip().partition(";")[0].replace("%", "%%"))
    assert not [name for name, _ in restricted.told() if name != "unread-catalog"]


def test_models_that_could_not_be_compared_do_not_pass(restricted: Shop) -> None:
    assert "error[shadow-unavailable]" in restricted.tk("check --models", 2).stderr


def test_the_history_alone_needs_no_right(restricted: Shop) -> None:
    assert restricted.told("--migrations") == []


def test_shadow_url_names_a_server_where_the_user_may(restricted: Shop) -> None:
    answer = restricted.answer(TK_SHADOW_URL=restricted.database.url)
    assert answer["databases"][0]["compared"] == ["models", "migrations", "live"]
    assert not [finding for finding in answer["findings"] if finding["name"] != "unread-catalog"]


def test_what_another_user_has_cached_is_enough(restricted: Shop) -> None:
    owner = {"TK_URL": restricted.database.url}
    assert restricted.agrees(**owner)
    answer = restricted.answer()
    assert answer["databases"][0]["compared"] == ["models", "migrations", "live"]
    assert "before" in answer["databases"][0]["expected_from"]
    restricted.sql("ALTER TABLE orders ADD COLUMN by_hand INTEGER")
    assert ("changed-database", "column orders.by_hand") in restricted.told()


def test_where_only_the_models_are_not_cached_the_rest_is_compared(restricted: Shop) -> None:
    """And what was not compared is told: no silent pass."""
    assert restricted.answer("--live", TK_URL=restricted.database.url)["findings"] == []
    restricted.sql("ALTER TABLE orders ADD COLUMN by_hand INTEGER")
    found = restricted.findings()
    assert [(finding["name"], finding["subject"]) for finding in found if finding["severity"] == "error"] == [
        ("changed-database", "column orders.by_hand")
    ]
    [unread] = [finding for finding in found if finding["fact"].startswith("Not everything was compared")]
    assert unread["severity"] == "warning"
    assert "shadow_url" in unread["remedy"]


@pytest.mark.parametrize("backend", ["mariadb", "postgresql"])
def test_a_shadow_url_that_nobody_answers(backend: str, make_shop: MakeShop) -> None:
    shop = make_shop(backend).make().migrated()
    url = sa.make_url(shop.database.url).set(host="127.0.0.1", port=9, password="S3cr3t")
    run = shop.forker.run(
        "tk",
        ["check"],
        shop.directory,
        {"TK_SHADOW_URL": url.render_as_string(hide_password=False), "TK_CONNECT_TIMEOUT": "2"},
    )
    assert run.code in (2, 3)
    assert "Traceback" not in run.stderr
    assert "unexpected-fault" not in run.stderr
    assert "127.0.0.1:9" in run.stderr
    assert "S3cr3t" not in run.stdout + run.stderr


# Everybody may read the catalog of PostgreSQL.
@pytest.mark.parametrize("restricted", ["mariadb", "mysql"], indirect=True)
def test_a_privilege_that_is_missing_is_told_with_what_it_hides(restricted: Shop) -> None:
    answer = restricted.answer(TK_SHADOW_URL=restricted.database.url)
    unread = [finding for finding in answer["findings"] if finding["name"] == "unread-catalog"]
    assert unread
    assert all(finding["severity"] == "warning" and finding["fact"].endswith(".") for finding in unread)
