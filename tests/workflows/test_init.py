"""What `tk init` writes runs at once: every layout, through a whole life, in processes of its own."""

from __future__ import annotations

import configparser
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.projects.forker import Forker
from tests.projects.ours import is_ours
from tests.projects.place import Place
from tests.servers.database import Database

SHOP = {
    "shop/__init__.py": "",
    "shop/base.py": """
        from sqlalchemy.orm import DeclarativeBase

        class Base(DeclarativeBase):
            pass
    """,
    "shop/models/__init__.py": "",
    "shop/models/users.py": """
        from sqlalchemy import ForeignKey, String
        from sqlalchemy.orm import Mapped, mapped_column
        from sqlalchemy.types import TypeDecorator
        from shop.base import Base

        class Code(TypeDecorator):
            impl = String(30)
            cache_ok = True

        class User(Base):
            __tablename__ = "users"
            id: Mapped[int] = mapped_column(primary_key=True)
            code: Mapped[str] = mapped_column(Code())
    """,
    "shop/models/orders.py": """
        from sqlalchemy import ForeignKey
        from sqlalchemy.orm import Mapped, mapped_column
        from shop.base import Base

        class Order(Base):
            __tablename__ = "orders"
            id: Mapped[int] = mapped_column(primary_key=True)
            user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    """,
    "shop/run.py": "raise SystemExit('this starts the application')",
}
MORE = """
    from sqlalchemy.orm import Mapped, mapped_column
    from shop.base import Base

    class Item(Base):
        __tablename__ = "items"
        id: Mapped[int] = mapped_column(primary_key=True)
"""
ASYNC_DRIVERS = {
    "sqlite": ["sqlite+aiosqlite"],
    "postgresql": ["postgresql+asyncpg"],
    "mariadb": ["mysql+aiomysql", "mysql+asyncmy"],
    "mysql": ["mysql+aiomysql", "mysql+asyncmy"],
}


@pytest.fixture(scope="module")
def forker() -> Iterator[Forker]:
    with Forker() as forker:
        yield forker


@pytest.fixture
def place(forker: Forker, tmp_path: Path) -> Place:
    directory = tmp_path / "a project"
    directory.mkdir()
    return Place(forker, directory)


@pytest.fixture
def shop(place: Place) -> Place:
    place.write(SHOP)
    return place


def tables(url: str) -> set[str]:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return {name for name in sa.inspect(connection).get_table_names() if not is_ours(name)}


def live(place: Place) -> None:
    """Autogenerate, up, compare, down, up, and again with a model that was added since."""
    place.succeed("tk revision --autogenerate -m first")
    place.succeed("tk migrate")
    place.succeed("tk check")
    place.succeed("tk downgrade base")
    place.succeed("tk migrate")
    assert "create_table('users'" in place.revision()
    place.write({"shop/models/items.py": MORE})
    place.succeed("tk revision --autogenerate -m second")
    place.succeed("tk migrate")
    place.succeed("tk check")
    assert "CREATE TABLE items" in place.succeed("tk migrate --sql").stdout


@pytest.mark.parametrize("template", ["generic", "async", "pyproject", "pyproject_async"])
def test_a_layout_lives_on_sqlite(shop: Place, template: str) -> None:
    shop.succeed(f"tk init -t {template}")
    live(shop)
    assert tables(f"sqlite:///{shop.directory}/app.db") == {"users", "orders", "items", "alembic_version"}


def test_generic_lives_on_every_backend(shop: Place, database: Database) -> None:
    shop.succeed("tk init")
    shop.variables["DATABASE_URL"] = database.url
    live(shop)
    assert tables(database.url) == {"users", "orders", "items", "alembic_version"}
    assert not (shop.directory / "app.db").exists()


def test_async_lives_on_every_backend(shop: Place, database: Database) -> None:
    shop.succeed("tk init -t async")
    url = sa.make_url(database.url)
    for number, driver in enumerate(ASYNC_DRIVERS[database.backend]):
        shop.variables["DATABASE_URL"] = url.set(drivername=driver).render_as_string(hide_password=False)
        if number == 0:
            live(shop)
        else:
            shop.succeed("tk downgrade base")
            shop.succeed("tk migrate")
            shop.succeed("tk check")
    assert tables(database.url) == {"users", "orders", "items", "alembic_version"}


def test_async_completes_a_url_without_driver(shop: Place, postgresql: Database) -> None:
    shop.succeed("tk init -t async")
    url = sa.make_url(postgresql.url).set(drivername="postgres").render_as_string(hide_password=False)
    shop.succeed("tk current", DATABASE_URL=url)


def test_alembic_itself_runs_what_was_written(shop: Place) -> None:
    shop.succeed("tk init")
    for line in ("revision --autogenerate -m first", "upgrade head", "check", "downgrade base", "upgrade head --sql"):
        shop.succeed(f"alembic {line}")


def test_multidb_lives_on_sqlite(place: Place) -> None:
    place.write(
        {
            "people.py": """
            from sqlalchemy import Column, Integer, MetaData, Table
            metadata = MetaData()
            Table("people", metadata, Column("id", Integer, primary_key=True))
        """,
            "goods.py": """
            import sqlalchemy as sa
            metadata = sa.MetaData()
            goods = sa.Table("goods", metadata, sa.Column("id", sa.Integer, primary_key=True))
        """,
        }
    )
    place.succeed("tk init --multidb")
    place.succeed("tk revision --autogenerate -m first")
    for line in ("migrate", "check", "downgrade base", "migrate"):
        place.succeed(f"tk {line}")
    assert tables(f"sqlite:///{place.directory}/engine1.db") == {"goods", "alembic_version"}
    assert tables(f"sqlite:///{place.directory}/engine2.db") == {"people", "alembic_version"}
    place.succeed("tk migrate --sql")
    assert "CREATE TABLE goods" in place.read("engine1.sql")
    place.succeed("tk revision -m empty")
    place.succeed("tk migrate", DATABASE_URL_ENGINE2=f"sqlite:///{place.directory}/elsewhere.db")
    assert "people" in tables(f"sqlite:///{place.directory}/elsewhere.db")


def test_multidb_commits_on_every_database_or_on_none(shop: Place) -> None:
    shop.succeed("tk init --multidb")
    shop.succeed("tk revision --autogenerate -m first")
    [path] = shop.directory.glob("migrations/versions/*.py")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("def upgrade_engine2() -> None:\n", "def upgrade_engine2() -> None:\n    1 / 0\n"))
    shop.refuse("tk migrate", code=3)
    current = shop.succeed("tk current --verbose").stdout
    assert "Rev" not in current.replace("Current revision(s)", "")


def test_without_models_everything_but_comparing_with_them_works(place: Place) -> None:
    notes = place.succeed("tk init").stdout
    assert "No models were found" in notes
    assert "application.models" in place.read("migrations/env.py")
    place.succeed("tk revision -m first")
    place.succeed("tk migrate")
    place.succeed("tk check --live --migrations")
    assert "target_metadata" in place.refuse("tk check")


def test_a_url_of_the_configuration_wins_over_the_environment(shop: Place) -> None:
    url = "sqlite:///from%20option.db"
    shop.succeed(f"tk init --url {url}")
    assert f"sqlalchemy.url = {url.replace('%', '%%')}" in shop.read("alembic.ini")
    shop.succeed("tk revision --autogenerate -m first")
    shop.succeed("tk migrate", DATABASE_URL="sqlite:///from_environment.db")
    assert not (shop.directory / "from_environment.db").exists()
    shop.succeed("tk migrate --url sqlite:///from_flag.db")
    assert "users" in tables(f"sqlite:///{shop.directory}/from_flag.db")


def test_a_password_is_written_to_no_file(place: Place) -> None:
    told = place.succeed("tk init --url postgresql://me:s3cret%40%2F@host/db")
    assert "s3cret" not in told.stdout + told.stderr + "".join(place.read(name) for name in place.files())
    assert "DATABASE_URL" in told.stdout


def test_percent_signs_in_a_password(shop: Place, postgresql: Database) -> None:
    shop.succeed("tk init")
    password = "p%40ss%25w%2Fd"
    url = sa.make_url(postgresql.url)
    given = f"postgresql+psycopg://{url.username}:{password}@{url.host}:{url.port}/{url.database}"
    # The servers of the tests trust every password; what counts is that it arrives.
    shop.succeed("tk current", DATABASE_URL=given)
    shop.succeed(f"tk --url {given} current")
    assert "sqlite" not in shop.succeed("tk status", DATABASE_URL=given).stdout


def test_loggers_of_the_application_stay_alive(shop: Place) -> None:
    shop.write({"shop/models/noise.py": "import logging\nlogging.getLogger('shop').propagate = True\n"})
    shop.succeed("tk init")
    env = shop.directory / "migrations" / "env.py"
    env.write_text(env.read_text() + "\nimport logging\nassert not logging.getLogger('shop').disabled\n")
    shop.write(
        {
            "shop/base.py": "import logging\nlogging.getLogger('shop')\n"
            + SHOP["shop/base.py"].replace("\n        ", "\n")
        }
    )
    shop.succeed("tk current")


def test_src_layout(place: Place) -> None:
    place.write({f"src/{name}": text for name, text in SHOP.items()})
    place.succeed("tk init")
    place.succeed("tk revision --autogenerate -m first")
    assert "create_table('orders'" in place.revision()
    assert "%(here)s/src" in place.read("alembic.ini")


def test_schemas_of_the_models_are_compared(place: Place, postgresql: Database) -> None:
    place.write(
        {
            "models.py": """
            from sqlalchemy import Column, Integer, MetaData, Table
            metadata = MetaData()
            Table("deep", metadata, Column("id", Integer, primary_key=True), schema="depths")
        """
        }
    )
    with sa.create_engine(postgresql.url, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA depths")
        connection.exec_driver_sql("CREATE SCHEMA other CREATE TABLE foreign_to_us (id int)")
    place.variables["DATABASE_URL"] = postgresql.url
    place.succeed("tk init")
    place.succeed("tk revision --autogenerate -m first")
    place.succeed("tk migrate")
    place.succeed("tk check")
    assert "foreign_to_us" not in place.revision()


def test_directories_and_package(place: Place) -> None:
    place.succeed("tk init db/migrations --package")
    assert place.files() >= {"db/migrations/__init__.py", "db/migrations/versions/__init__.py", "alembic.ini"}
    place.succeed("tk revision -m first")
    place.succeed("tk migrate")


def test_an_absolute_directory(place: Place, tmp_path: Path) -> None:
    place.succeed(f"tk init '{tmp_path / 'apart'}'")
    place.succeed("tk revision -m first")
    place.succeed("tk migrate")
    assert list((tmp_path / "apart" / "versions").glob("*_first.py"))


def test_a_configuration_of_another_name_and_section(shop: Place) -> None:
    shop.succeed("tk -c other.ini -n main init")
    assert "alembic.ini" not in shop.files()
    shop.succeed("tk -c other.ini -n main revision --autogenerate -m first")
    shop.succeed("tk -c other.ini -n main migrate")


def test_refuses_a_directory_that_holds_files(place: Place) -> None:
    place.write({"migrations/keep.txt": "mine"})
    assert "not empty" in place.refuse("tk init")
    assert place.files() == {"migrations/keep.txt"}
    assert "is a file" in place.refuse("tk init migrations/keep.txt")
    place.succeed("tk init other")


def test_refuses_an_unknown_template(place: Place) -> None:
    words = place.refuse("tk init -t nonesuch")
    assert "There is no template nonesuch" in words
    assert "pyproject_async" in words
    assert not place.files()


def test_refuses_two_layouts(place: Place) -> None:
    assert "two layouts" in place.refuse("tk init -t async --multidb")


def test_an_existing_ini_is_left_alone(place: Place) -> None:
    place.write({"alembic.ini": "[alembic]\nscript_location = old\n"})
    notes = place.succeed("tk init").stdout
    assert place.read("alembic.ini") == "[alembic]\nscript_location = old\n"
    assert "alembic.ini has a configuration already and was left as it is: its `script_location` is old" in notes


def test_an_existing_pyproject_is_added_to(place: Place) -> None:
    place.write({"pyproject.toml": "[project]\nname = 'shop' # ours\n"})
    place.succeed("tk init -t pyproject")
    text = place.read("pyproject.toml")
    assert text.startswith("[project]\nname = 'shop' # ours\n\n")
    assert tomllib.loads(text)["tool"]["alembic"]["script_location"] == "%(here)s/migrations"


@pytest.mark.parametrize("template", ["generic", "pyproject"])
def test_an_existing_alembic_table_is_left_alone(place: Place, template: str) -> None:
    place.write({"pyproject.toml": "[tool.alembic]\nscript_location = '%(here)s/migrations'\n"})
    notes = place.succeed(f"tk init -t {template}").stdout
    assert "pyproject.toml has a configuration already" in notes
    assert place.read("pyproject.toml") == "[tool.alembic]\nscript_location = '%(here)s/migrations'\n"
    place.succeed("tk revision -m first")
    place.succeed("tk migrate")


def test_nothing_is_half_written(place: Place) -> None:
    place.write({"conf/alembic.ini/this_is_a_directory": ""})
    before = place.files()
    assert "Nothing was written" in place.refuse("tk -c conf/alembic.ini/this_is_a_directory/x.ini init")
    assert place.files() == before
    assert not (place.directory / "migrations").exists()


def test_the_files_are_well_formed(shop: Place) -> None:
    for template in ("generic", "async", "multidb", "pyproject", "pyproject_async"):
        shop.succeed(f"tk init -t {template} {template}")
        for name in ("alembic.ini", "pyproject.toml"):
            path = shop.directory / name
            if path.exists():
                path.rename(path.with_name(f"{template}_{name}"))
        parser = configparser.ConfigParser({"here": "."})
        parser.read(shop.directory / f"{template}_alembic.ini")
        assert parser.sections()
        lint = [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--isolated",
            "--line-length",
            "120",
            "--select",
            "E,F,I,B,UP,W",
            template,
        ]
        checked = subprocess.run(lint, cwd=shop.directory, capture_output=True, text=True, check=False)
        assert checked.returncode == 0 or "No module named ruff" in checked.stderr, checked.stdout


def test_a_layout_of_the_users_own(place: Place) -> None:
    place.write(
        {
            "mine/env.py": "# ours\n",
            "mine/script.py.mako": "${up_revision}\n",
            "mine/alembic.ini.mako": "[alembic]\nscript_location = ${script_location}\n",
        }
    )
    place.succeed("tk init -t ./mine")
    assert place.read("migrations/env.py") == "# ours\n"
    assert place.read("alembic.ini") == "[alembic]\nscript_location = %(here)s/migrations\n"
