"""Projects that differ by their env.py."""

from __future__ import annotations

from tests.dropin.kind import A_FILE_AND_A_SERVER, TWO, Kind, revision

URL_OF_INI = 'URL = context.config.get_main_option("sqlalchemy.url")\n'
IMPORTS = "import sqlalchemy as sa\nfrom alembic import context\n\n"
HEAD = IMPORTS + URL_OF_INI
MIGRATE = """
with sa.create_engine(URL).connect() as connection:
    context.configure(connection=connection, target_metadata=sa.MetaData(), render_as_batch=True, {options})
    with context.begin_transaction():
        context.run_migrations()
"""


def with_env(text: str, **more: str) -> dict[str, str]:
    return {"scripts/env.py": text} | TWO | more


def _configured(options: str) -> dict[str, str]:
    return with_env(HEAD + MIGRATE.format(options=options))


LOGGING = """
[loggers]
keys = root

[handlers]
keys = console

[formatters]
keys = plain

[logger_root]
level = ERROR
handlers = console

[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = plain

[formatter_plain]
format = %(message)s
"""

TENANTS = """
engine = sa.create_engine(URL)
with engine.begin() as connection:
    for tenant in ("north", "south"):
        connection.execute(sa.schema.CreateSchema(tenant, if_not_exists=True))
with engine.connect() as connection:
    for tenant in ("north", "south"):
        connection.execute(sa.text(f"SET search_path TO {tenant}"))
        connection.commit()
        connection.dialect.default_schema_name = tenant
        context.configure(connection=connection, version_table_schema=tenant)
        with context.begin_transaction():
            context.run_migrations(tenant=tenant)
"""

MANY_DATABASES = """
from pathlib import Path

engines = {name: sa.create_engine("sqlite:///" + str(Path(__file__).with_name(name))) for name in ("second.db", "third.db")}
engines["first"] = sa.create_engine(URL)
connections = {name: engine.connect() for name, engine in engines.items()}
transactions = [connection.begin() for connection in connections.values()]
try:
    for name, connection in connections.items():
        context.configure(connection=connection, upgrade_token=name + "_up", downgrade_token=name + "_down")
        context.run_migrations(engine_name=name)
    for transaction in transactions:
        transaction.commit()
finally:
    for connection in connections.values():
        connection.close()
"""

APPLICATION = {
    "shop/__init__.py": "",
    "shop/settings.py": 'DATABASE = "@URL@"\n',
    "shop/database.py": """\
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, sessionmaker
from shop import settings

engine = sa.create_engine(settings.DATABASE, poolclass=sa.NullPool)
Session = sessionmaker(engine)


class Base(DeclarativeBase):
    pass
""",
    "alembic.ini": "[alembic]\nscript_location = %(here)s/scripts\nprepend_sys_path = %(here)s\npath_separator = os\n",
}

OWN_SETTINGS = (
    IMPORTS
    + """
from shop.database import Base, engine

with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
"""
)

SERVERS = ("mariadb", "mysql", "postgresql")
POSTGRESQL = ("postgresql",)
KINDS = (
    Kind(
        "plain", _configured(""), commands=("upgrade one", "upgrade +1", "downgrade base", "upgrade heads", "current")
    ),
    Kind("transaction per migration", _configured("transaction_per_migration=True")),
    Kind("transactional ddl forced", _configured("transactional_ddl=True"), ("sqlite", "mariadb", "mysql")),
    Kind("transactional ddl forbidden", _configured("transactional_ddl=False")),
    Kind("own version table", _configured('version_table="versions_of_shop"'), A_FILE_AND_A_SERVER),
    Kind("callback per step", _configured("on_version_apply=lambda **given: None"), A_FILE_AND_A_SERVER),
    Kind(
        "version table in a schema",
        _configured('version_table_schema="books"'),
        POSTGRESQL,
        before=("CREATE SCHEMA books",),
    ),
    Kind(
        "several schemas",
        _configured('include_schemas=True, version_table_schema="public"')
        | {
            "scripts/versions/three.py": revision(
                "three",
                "two",
                'op.execute("CREATE SCHEMA depot")\nop.create_table("goods", sa.Column("id", sa.Integer, primary_key=True), schema="depot")',
                'op.drop_table("goods", schema="depot")\nop.execute("DROP SCHEMA depot")',
            )
        },
        POSTGRESQL,
    ),
    Kind("a schema per tenant", with_env(HEAD + TENANTS), POSTGRESQL),
    Kind(
        "loggers disabled",
        with_env(
            IMPORTS
            + "from logging.config import fileConfig\nfileConfig(context.config.config_file_name, disable_existing_loggers=True)\n"
            + URL_OF_INI
            + MIGRATE.format(options="")
        )
        | {
            "alembic.ini": "[alembic]\nscript_location = %(here)s/scripts\npath_separator = os\nsqlalchemy.url = @INI_URL@\n"
            + LOGGING
        },
        A_FILE_AND_A_SERVER,
    ),
    Kind(
        "the transaction is env.py's",
        with_env(
            HEAD
            + """
with sa.create_engine(URL).begin() as connection:
    context.configure(connection=connection)
    context.run_migrations()
"""
        ),
    ),
    Kind(
        "commits itself",
        with_env(
            HEAD
            + """
connection = sa.create_engine(URL).connect()
connection.execute(sa.text("SELECT 1"))
context.configure(connection=connection)
context.run_migrations()
connection.commit()
connection.close()
"""
        ),
    ),
    Kind(
        "looks before it configures",
        with_env(
            HEAD
            + """
with sa.create_engine(URL).connect() as connection:
    sa.inspect(connection).get_table_names()
    connection.rollback()
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
        ),
        A_FILE_AND_A_SERVER,
    ),
    Kind(
        "commits each statement",
        with_env(
            HEAD
            + """
with sa.create_engine(URL, isolation_level="AUTOCOMMIT").connect() as connection:
    context.configure(connection=connection)
    context.run_migrations()
"""
        ),
    ),
    Kind(
        "sqlite begins by itself",
        with_env(
            HEAD
            + """
engine = sa.create_engine(URL)


@sa.event.listens_for(engine, "connect")
def no_begin(connection, record):
    connection.isolation_level = None


@sa.event.listens_for(engine, "begin")
def begin(connection):
    connection.exec_driver_sql("BEGIN")


with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
        ),
        ("sqlite",),
    ),
    Kind(
        "connection from the attributes",
        with_env(
            HEAD
            + """
context.config.attributes["connection"] = sa.create_engine(URL).connect()
connection = context.config.attributes["connection"]
context.configure(connection=connection)
with context.begin_transaction():
    context.run_migrations()
"""
        ),
        A_FILE_AND_A_SERVER,
    ),
    Kind("bound to the application", with_env(OWN_SETTINGS, **APPLICATION), A_FILE_AND_A_SERVER),
    Kind(
        "revisions need what env.py sets up",
        with_env(
            IMPORTS
            + "import sys, types\nsys.modules['shop_of_env'] = types.SimpleNamespace(ready=True)\n"
            + URL_OF_INI
            + MIGRATE.format(options="")
        )
        | {"scripts/versions/three.py": revision("three", "two", "pass") + "\n\nimport shop_of_env\n"},
        A_FILE_AND_A_SERVER,
        commands=("upgrade heads", "current", "downgrade -1", "stamp heads"),
    ),
    Kind(
        "several databases",
        with_env(HEAD + MANY_DATABASES)
        | {
            "scripts/versions/two.py": revision(
                "two",
                "one",
                'op.create_table(keywords["engine_name"].partition(".")[0] + "_only", sa.Column("id", sa.Integer, primary_key=True))',
                'op.drop_table(keywords["engine_name"].partition(".")[0] + "_only")',
            )
        },
        A_FILE_AND_A_SERVER,
    ),
)
