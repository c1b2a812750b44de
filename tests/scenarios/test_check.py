"""What `tk check` says of a shop, on each backend."""

from __future__ import annotations

import pytest

from tests.dropin.contents import read_contents
from tests.projects.maker import Revision
from tests.scenarios.shop import MODELS, ORDERS_MODEL, REVISIONS, Shop

NOTED = "sa.Column('extra', sa.String(20))"
WITH_EXTRA = MODELS.replace("server_default='none'))", f"server_default='none'), {NOTED})")
FREE = ("sqlite", "postgresql")
"""Where the name of an index is known without its table."""
MAKES_EXTRA = Revision("cc33", "ab22", upgrade=f"op.add_column('orders', {NOTED})")


def test_agreement_right_after_migrate(shop: Shop) -> None:
    shop.make().migrated()
    assert shop.agrees()
    assert "agree" in shop.tk("check").stdout


def test_a_column_made_by_hand(shop: Shop) -> None:
    shop.make().migrated().sql("ALTER TABLE orders ADD COLUMN by_hand INTEGER")
    [finding] = shop.findings()
    assert (finding["name"], finding["subject"]) == ("changed-database", "column orders.by_hand")
    assert finding["expected"] is None
    assert finding["found"].lower().startswith("int")


def test_what_was_changed_by_hand_leads_to_the_revision_that_made_it(shop: Shop) -> None:
    shop.make().migrated().sql("DROP INDEX ix_items_price" + ("" if shop.database.backend in FREE else " ON items"))
    [finding] = shop.findings()
    assert (finding["name"], finding["subject"]) == ("changed-database", "index items.ix_items_price")
    assert finding["location"]["file"] == "scripts/versions/ab22_create.py"
    line = (shop.directory / finding["location"]["file"]).read_text().splitlines()[finding["location"]["line"] - 1]
    assert "ix_items_price" in line


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DROP TABLE items", ("changed-database", "table items")),
        ("CREATE INDEX ix_by_hand ON orders (note)", ("changed-database", "index orders.ix_by_hand")),
        ("CREATE TABLE by_hand (id INTEGER)", ("unmanaged-object", "table by_hand")),
        ("CREATE VIEW by_hand AS SELECT id FROM orders", ("unmanaged-object", "view by_hand")),
    ],
)
def test_made_by_hand(statement: str, told: tuple[str, str], shop: Shop) -> None:
    shop.make().migrated().sql(statement)
    assert shop.told() == [told]


def test_a_model_without_a_revision(shop: Shop) -> None:
    shop.make(models=WITH_EXTRA).migrated()
    [finding] = shop.findings()
    assert (finding["name"], finding["subject"]) == ("missing-revision", "column orders.extra")
    assert finding["fact"] == "The models have it, and no revision makes it."


def test_a_revision_without_a_model(shop: Shop) -> None:
    shop.make(models=ORDERS_MODEL).migrated()
    [finding] = shop.findings()
    assert (finding["name"], finding["subject"]) == ("missing-revision", "table items")
    assert finding["remedy"].startswith("Import its module in env.py")


def test_what_the_models_and_the_database_have_is_told_once(shop: Shop) -> None:
    """Somebody changed the model and the database, and forgot the revision."""
    shop.make(models=WITH_EXTRA).migrated().sql("ALTER TABLE orders ADD COLUMN extra VARCHAR(20)")
    [finding] = shop.findings()
    assert (finding["name"], finding["subject"]) == ("missing-revision", "column orders.extra")
    assert finding["fact"] == "The models and the database have it, and no revision makes it."


def test_pending_revisions_and_a_change_at_the_older_one(shop: Shop) -> None:
    shop.make((*REVISIONS, MAKES_EXTRA), models=WITH_EXTRA).migrated("aa11")
    assert shop.told() == [("pending-revisions", "revision ab22")]
    shop.sql("ALTER TABLE orders ADD COLUMN by_hand INTEGER")
    assert shop.told() == [("pending-revisions", "revision ab22"), ("changed-database", "column orders.by_hand")]


def test_a_database_without_any_revision(shop: Shop) -> None:
    """Nothing of the project is there: that it is behind is all that can be said."""
    shop.make().sql("CREATE TABLE of_another_program (id INTEGER)")
    assert shop.told() == [("pending-revisions", "revision aa11")]


def test_two_heads(shop: Shop) -> None:
    fork = Revision("ad44", "aa11", upgrade="op.add_column('orders', sa.Column('extra', sa.String(20)))")
    shop.make((*REVISIONS, fork), models=WITH_EXTRA).migrated("heads")
    assert shop.told() == [("multiple-heads", "heads ab22, ad44")]


def test_a_check_changes_nothing(shop: Shop) -> None:
    shop.make(models=WITH_EXTRA).migrated("aa11")
    shop.sql("INSERT INTO orders (id, note) VALUES (1, 'first')", "CREATE TABLE by_hand (id INTEGER)")
    before = read_contents(shop.database)
    assert {name for name, _ in shop.told()} == {"pending-revisions", "missing-revision", "unmanaged-object"}
    assert read_contents(shop.database) == before


def test_a_check_of_an_empty_database_leaves_it_empty(shop: Shop) -> None:
    shop.make()
    assert shop.told() == [("pending-revisions", "revision aa11")]
    assert read_contents(shop.database) == {}
