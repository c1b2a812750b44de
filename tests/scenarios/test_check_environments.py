"""env.py files of other forms: asynchronous, with several databases, schemas or metadatas, or with none."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.dropin.contents import read_contents
from tests.projects.maker import Revision
from tests.scenarios.conftest import MakeShop
from tests.scenarios.shop import ITEMS_MODEL, MODELS, ORDERS_MODEL, REVISIONS, Shop

HEAD = """\
import sqlalchemy as sa
from alembic import context

config = context.config
target_metadata = sa.MetaData()
{models}
URL = config.get_main_option("sqlalchemy.url")
"""
ASYNCHRONOUS = """
import asyncio
from sqlalchemy.ext.asyncio import create_async_engine


def run(connection):
    context.configure(connection=connection, target_metadata=target_metadata)
    with context.begin_transaction():
        context.run_migrations()


async def connect():
    engine = create_async_engine(URL, poolclass=sa.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(run)
    await engine.dispose()


asyncio.run(connect())
"""
SEVERAL = """
for name, url in {databases!r}.items():
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        context.configure(
            connection=connection, target_metadata=target_metadata, upgrade_token=name + "_up", {options}
        )
        with context.begin_transaction():
            context.run_migrations(engine_name=name)
"""


def write_env(shop: Shop, text: str, models: str = MODELS) -> None:
    (shop.directory / "scripts/env.py").write_text(HEAD.format(models=models) + text, encoding="utf-8")


@pytest.mark.parametrize(
    ("backend", "driver"),
    [
        ("sqlite", "aiosqlite"),
        ("mariadb", "aiomysql"),
        ("mysql", "aiomysql"),
        ("mysql", "asyncmy"),
        ("postgresql", "asyncpg"),
        ("postgresql", "psycopg"),
    ],
)
def test_asynchronous(backend: str, driver: str, make_shop: MakeShop) -> None:
    shop = make_shop(backend)
    url = sa.make_url(shop.database.url).set(drivername=f"{'mysql' if backend == 'mariadb' else backend}+{driver}")
    shop.make(url=url.render_as_string(hide_password=False))
    write_env(shop, ASYNCHRONOUS)
    shop.migrated()
    assert shop.agrees()
    assert shop.agrees(), "and from the cache"
    before = read_contents(shop.database)
    shop.revision(Revision("cc33", "ab22"))
    shop.sql("ALTER TABLE orders ADD COLUMN by_hand INTEGER")
    assert shop.told() == [
        ("pending-revisions", "revision cc33"),
        ("missing-revision", "table t_cc33"),
        ("changed-database", "column orders.by_hand"),
    ]
    assert read_contents(shop.database).keys() == before.keys()


@pytest.mark.parametrize("backend", ["sqlite", "mariadb", "postgresql"])
def test_several_databases_are_each_compared_with_their_own_part_of_the_history(
    backend: str, make_shop: MakeShop, make_database: MakeDatabase
) -> None:
    shop, other = make_shop(backend).make(), make_database(backend)
    write_env(
        shop,
        "METADATA = {'first': sa.MetaData(), 'second': sa.MetaData()}\n"
        "for table in target_metadata.tables.values(): table.to_metadata(METADATA['first'])\n"
        "sa.Table('t_only', METADATA['second'], sa.Column('id', sa.Integer, primary_key=True))\n"
        + SEVERAL.format(databases={"first": shop.database.url, "second": other.url}, options="").replace(
            "target_metadata=target_metadata", "target_metadata=METADATA[name]"
        ),
    )
    for revision in REVISIONS:
        path = shop.directory / f"scripts/versions/{revision.name}_create.py"
        text = path.read_text(encoding="utf-8").replace("def upgrade():", "def upgrade(engine_name):")
        path.write_text(text.replace("    op.create", "    if engine_name == 'first': op.create"), encoding="utf-8")
    second = Revision(
        "cc33",
        "ab22",
        upgrade="engine_name == 'second' and op.create_table('t_only', sa.Column('id', sa.Integer, primary_key=True))",
    )
    path = shop.directory / "scripts/versions/cc33_create.py"
    path.write_text(second.text().replace("def upgrade():", "def upgrade(engine_name):"), encoding="utf-8")
    shop.migrated()
    answer = shop.answer(code=0)
    assert answer["findings"] == []
    assert [database["compared"] for database in answer["databases"]] == [["models", "migrations", "live"]] * 2
    shop.sql("ALTER TABLE orders ADD COLUMN by_hand INTEGER")
    [finding] = shop.findings()
    assert finding["subject"] == "column orders.by_hand"
    assert finding["database"] == answer["databases"][0]["place"]["url"]


def test_without_models_the_history_is_compared_with_the_database(shop: Shop) -> None:
    shop.make(models="target_metadata = None").migrated()
    answer = shop.answer("--live", "--migrations", code=0)
    assert answer["findings"] == []
    assert answer["databases"][0]["compared"] == ["migrations", "live"]
    shop.sql("ALTER TABLE orders ADD COLUMN by_hand INTEGER")
    assert shop.told("--live", "--migrations") == [("changed-database", "column orders.by_hand")]
    for asked in ("check", "check --models"):
        assert "metadata-missing" in shop.tk(asked, 2).stderr


def test_several_metadatas_in_a_list(shop: Shop) -> None:
    items = ITEMS_MODEL.replace("target_metadata", "more").replace(
        "sa.ForeignKey('orders.id', name='fk_items_order')", "sa.ForeignKey(orders.c.id, name='fk_items_order')"
    )
    models = f"orders = {ORDERS_MODEL}\nmore = sa.MetaData()\n{items}\n"
    shop.make(models=models)
    env = shop.directory / "scripts/env.py"
    text = env.read_text(encoding="utf-8")
    env.write_text(
        text.replace("configure(target_metadata=target_metadata", "configure(target_metadata=[target_metadata, more]")
    )
    shop.migrated()
    assert shop.agrees()


def test_two_histories_in_one_database(make_shop: MakeShop) -> None:
    """The version table of the other one is nobody's table."""
    shop = make_shop("postgresql").make(options="version_table='shop_version'").migrated()
    shop.sql("CREATE TABLE other_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    assert shop.agrees()


LEDGER = (
    *REVISIONS,
    Revision(
        "cc33",
        "ab22",
        upgrade="op.execute('CREATE SCHEMA ledger');"
        " op.create_table('accounts', sa.Column('id', sa.Integer, primary_key=True),"
        " sa.Column('order_id', sa.Integer, sa.ForeignKey('public.orders.id')), schema='ledger')",
    ),
)
ACCOUNTS = (
    "sa.Table('accounts', target_metadata, sa.Column('id', sa.Integer, primary_key=True),"
    " sa.Column('order_id', sa.Integer, sa.ForeignKey('orders.id')), schema='ledger')"
)


@pytest.mark.parametrize("options", ["include_schemas=True", "include_schemas=False"])
def test_schemas_of_the_models(options: str, make_shop: MakeShop) -> None:
    shop = make_shop("postgresql").make(LEDGER, models=f"{MODELS}\n{ACCOUNTS}", options=options).migrated()
    assert shop.agrees()
    shop.sql("ALTER TABLE ledger.accounts ADD COLUMN by_hand INTEGER")
    assert shop.told() == [("changed-database", "column ledger.accounts.by_hand")]


def test_schemas_beside_those_of_the_models(make_shop: MakeShop) -> None:
    """Read with include_schemas alone, and as env.py's filter lets them pass."""
    shop = make_shop("postgresql").make(options="include_schemas=True").migrated()
    shop.sql("CREATE SCHEMA other", "CREATE TABLE other.by_hand (id INTEGER)")
    assert ("unmanaged-object", "table other.by_hand") in shop.told()
    env = shop.directory / "scripts/env.py"
    text = env.read_text(encoding="utf-8")
    env.write_text(text.replace("include_schemas=True", "include_schemas=False"), encoding="utf-8")
    assert shop.agrees()
    keep = "include_schemas=True, include_name=lambda name, kind, parents: kind != 'schema' or name != 'other'"
    env.write_text(text.replace("include_schemas=True", keep), encoding="utf-8")
    assert shop.agrees()


def test_the_version_table_in_a_schema_of_its_own(make_shop: MakeShop) -> None:
    shop = make_shop("postgresql").make(options="version_table_schema='alembic', include_schemas=True")
    shop.sql("CREATE SCHEMA alembic")
    shop.migrated()
    assert shop.agrees()


@pytest.mark.parametrize("backend", ["mariadb", "mysql"])
def test_include_schemas_where_a_schema_is_another_database(
    backend: str, make_shop: MakeShop, make_database: MakeDatabase
) -> None:
    """The other databases of the server are no part of the project's."""
    make_database(backend)
    shop = make_shop(backend).make(options="include_schemas=True").migrated()
    assert shop.agrees()


@pytest.mark.parametrize("backend", ["mariadb", "mysql"])
def test_models_in_another_database_are_not_compared_and_that_is_told(
    backend: str, make_shop: MakeShop, make_database: MakeDatabase
) -> None:
    other = str(sa.make_url(make_database(backend).url).database)
    model = f"sa.Table('elsewhere', target_metadata, sa.Column('id', sa.Integer, primary_key=True), schema='{other}')"
    shop = make_shop(backend).make(models=f"{MODELS}\n{model}").migrated()
    [finding] = shop.findings()
    assert (finding["name"], finding["severity"]) == ("unread-catalog", "warning")
    assert other in finding["fact"]


def test_a_table_prefix_of_env_py_s_own_naming(make_shop: MakeShop) -> None:
    """A naming convention names the constraints of both sides alike."""
    convention = "target_metadata.naming_convention = {'ix': 'ix_%(column_0_label)s', 'fk': 'fk_%(table_name)s', 'pk': 'pk_%(table_name)s'}\n"
    models = convention + "\nsa.Table('t', target_metadata, sa.Column('id', sa.Integer, primary_key=True))"
    shop = make_shop("postgresql").make(
        (
            Revision(
                "aa11",
                upgrade="op.create_table('t', sa.Column('id', sa.Integer, nullable=False), sa.PrimaryKeyConstraint('id', name=op.f('pk_t')))",
            ),
        ),
        models=models,
    )
    assert shop.migrated().agrees()
