"""What the user of the URL may not see is told, and not taken for missing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.projects.maker import Revision
from tests.scenarios.conftest import MakeShop
from tests.scenarios.shop import REVISIONS, Shop

PROGRAMS = Revision(
    "cc33",
    "ab22",
    upgrade="op.execute('CREATE TRIGGER guard BEFORE INSERT ON orders FOR EACH ROW SET NEW.note = UPPER(NEW.note)');"
    " op.execute('CREATE FUNCTION answer() RETURNS INT DETERMINISTIC RETURN 42')",
)


@pytest.fixture(params=["mariadb", "mysql"])
def seen(request: pytest.FixtureRequest, make_shop: MakeShop) -> Iterator[tuple[Shop, str]]:
    """A shop with a trigger and a function, and the name of a user who may see neither."""
    shop = make_shop(request.param).make((*REVISIONS, PROGRAMS)).migrated()
    shop.tk("snapshot")
    user, url = f"tk_{uuid.uuid4().hex[:12]}", sa.make_url(shop.database.url)
    shop.sql(f"CREATE USER '{user}'@'%%' IDENTIFIED BY 'x'")
    shop.variables["TK_URL"] = url.set(username=user, password="x").render_as_string(hide_password=False)
    yield shop, user
    shop.sql(f"DROP USER '{user}'@'%%'")


def test_triggers_and_functions_that_the_user_may_not_see(seen: tuple[Shop, str]) -> None:
    shop, user = seen
    shop.sql(f"GRANT SELECT, SHOW VIEW ON `{sa.make_url(shop.database.url).database}`.* TO '{user}'@'%%'")
    findings = shop.findings()
    assert {finding["name"] for finding in findings} == {"unread-catalog"}
    facts = " ".join(finding["fact"] for finding in findings)
    assert "Triggers of" in facts
    shop.sql("ALTER TABLE orders ADD COLUMN by_hand INTEGER", "ALTER TABLE items DROP COLUMN price")
    told = shop.told()
    assert ("changed-database", "column orders.by_hand") in told
    assert ("changed-database", "column items.price") in told


def test_a_table_that_the_user_may_not_see(seen: tuple[Shop, str]) -> None:
    shop, user = seen
    database = sa.make_url(shop.database.url).database
    shop.sql(*(f"GRANT SELECT ON `{database}`.{name} TO '{user}'@'%%'" for name in ("orders", "alembic_version")))
    findings = shop.findings()
    assert {finding["name"] for finding in findings} == {"unread-catalog"}
    shop.sql("ALTER TABLE orders MODIFY note VARCHAR(7) NOT NULL DEFAULT 'none'")
    assert ("changed-database", "column orders.note") in shop.told()
