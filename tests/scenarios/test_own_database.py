"""MySQL and MariaDB, where a schema is a database: models and revisions that name their own, a version table elsewhere."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.dropin.contents import read_contents
from tests.scenarios.conftest import MakeShop
from tests.scenarios.shop import ITEMS, Shop

MODELS = """
sa.Table(
    "orders",
    target_metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("note", sa.String({length}), index=True),
    schema="{own}",
)
sa.Table(
    "items",
    target_metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("order_id", sa.ForeignKey("{own}.orders.id", name="fk_order"), comment="of {own}.orders"),
    schema="{own}",
)
sa.event.listen(
    target_metadata.tables["{own}.items"],
    "after_create",
    sa.DDL("CREATE VIEW {own}.noted AS SELECT o.id FROM {own}.orders o WHERE o.note IS NOT NULL"),
)
"""
BOTH = pytest.mark.parametrize("backend", ["mariadb", "mysql"])


def own(shop: Shop) -> str:
    return str(sa.make_url(shop.database.url).database)


@BOTH
def test_models_that_name_their_own_database(backend: str, make_shop: MakeShop) -> None:
    """What looks at them writes to shadows alone; and all of it works as where they name none."""
    shop = make_shop(backend)
    shop.make((), models=MODELS.format(own=own(shop), length=30))
    shop.tk("check --models")
    assert read_contents(shop.database) == {}
    shop.tk("revision --autogenerate -m first")
    # Alembic makes its version table for that.
    nothing = read_contents(shop.database)
    assert nothing.keys() == {"BASE TABLE alembic_version", "rows alembic_version"}
    [written] = (shop.directory / "scripts/versions").glob("*_first.py")
    assert "Proved" in shop.tk("plan").stdout + written.read_text(encoding="utf-8")
    assert read_contents(shop.database) == nothing
    shop.migrated()
    shop.sql(f"INSERT INTO {own(shop)}.orders (note) VALUES ('12345678901'), ('a')")
    assert shop.agrees()


@BOTH
def test_a_revision_that_names_its_own_database_is_rehearsed(backend: str, make_shop: MakeShop) -> None:
    shop = make_shop(backend)
    shop.make((), models=MODELS.format(own=own(shop), length=30))
    shop.tk("revision --autogenerate -m first")
    shop.migrated()
    shop.sql(f"INSERT INTO {own(shop)}.orders (note) VALUES ('12345678901'), ('a')")
    env = shop.directory / "scripts/env.py"
    env.write_text(env.read_text(encoding="utf-8").replace("String(30)", "String(10)"), encoding="utf-8")
    shop.tk("revision --autogenerate -m second --allow narrow-type=orders.note --reason shorter")
    before = read_contents(shop.database)
    planned = json.loads(shop.tk("plan --format json", code=1).stdout)
    # Beside them stand the sessions of everybody.
    revisions = json.dumps(planned["databases"][0]["revisions"])
    assert f"ALTER TABLE {own(shop)}.orders" in revisions
    assert "tk_shadow" not in revisions
    assert "too-long-values" in [finding["name"] for finding in planned["findings"]]
    assert "too-long-values" in shop.tk("migrate", code=1).stderr
    assert read_contents(shop.database) == before
    shop.sql(f"UPDATE {own(shop)}.orders SET note = 'b'")
    shop.migrated()
    assert shop.agrees()


@BOTH
def test_a_question_of_a_revision_about_its_own_database_is_answered_by_the_rows(
    backend: str, make_shop: MakeShop
) -> None:
    shop = make_shop(backend).make().migrated()
    shop.sql("INSERT INTO orders (note) VALUES ('one'), ('two')")
    loop = (
        f"[op.execute(sa.text(\"UPDATE {own(shop)}.orders SET note = 'x' WHERE id = \" + str(row.id)))"
        f" for row in op.get_bind().execute(sa.text('SELECT id FROM {own(shop)}.orders ORDER BY id'))]"
    )
    shop.revision(type(ITEMS)("ac33", "ab22", upgrade=loop))
    planned = shop.tk("plan").stdout
    assert planned.count("UPDATE") == 2
    assert f"UPDATE {own(shop)}.orders" in planned


@BOTH
def test_models_that_reach_for_another_database_do_not_get_there(
    backend: str, make_shop: MakeShop, make_database: MakeDatabase
) -> None:
    database = make_database(backend)
    other = str(sa.make_url(database.url).database)
    listener = (
        "sa.event.listen(target_metadata, 'after_create', sa.DDL('CREATE TABLE {other}.made (id INTEGER)'))\n"
        "sa.Table('orders', target_metadata, sa.Column('id', sa.Integer, primary_key=True))"
    )
    shop = make_shop(backend).make((), models=listener.format(other=other))
    shop.tk("check --models")
    shop.tk("revision --autogenerate -m first")
    assert read_contents(database) == {}


@BOTH
@pytest.mark.parametrize("is_own", [True, False])
def test_the_version_table_of_a_rehearsal_is_the_shadow_s(
    backend: str, is_own: bool, make_shop: MakeShop, make_database: MakeDatabase
) -> None:
    """Nobody can write the live one meanwhile: whoever tries has to wait, and fails."""
    shop = make_shop(backend)
    schema = own(shop) if is_own else str(sa.make_url(make_database(backend).url).database)
    shop.make(options=f"version_table_schema='{schema}'").migrated("aa11")
    shop.sql("INSERT INTO orders (note) VALUES ('one')")
    engine = sa.create_engine(shop.database.url, poolclass=sa.NullPool)
    with engine.connect() as holder:
        holder.exec_driver_sql(f"LOCK TABLES {schema}.alembic_version READ")
        assert "ck_price" in shop.tk("plan").stdout
        assert ("pending-revisions", "revision ab22") in shop.told()
    shop.migrated()
    assert shop.agrees()
