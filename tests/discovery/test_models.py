"""Which models are found, read from the text of a project."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from toolkit.discovery.models import FoundModels, MetadataName, find_models

BASE = "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase): ...\n"
USER = "from {base} import Base\nclass User(Base):\n    __tablename__ = 'users'\n"


def find(directory: Path, **files: str) -> FoundModels:
    """``shop__base`` is the file shop/base.py, ``shop__INIT`` shop/__init__.py."""
    for name, text in files.items():
        path = directory / f"{name.replace('__', '/').replace('INIT', '__init__').replace('MAIN', '__main__')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
    return find_models(directory)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from sqlalchemy.orm import DeclarativeBase as D\nclass Base(D): ...", "Base.metadata"),
        ("from sqlalchemy import orm\nclass Base(orm.MappedAsDataclass, orm.DeclarativeBase): ...", "Base.metadata"),
        ("import sqlalchemy.orm\nBase = sqlalchemy.orm.declarative_base()", "Base.metadata"),
        ("from sqlalchemy.ext.declarative import declarative_base\nBase: object = declarative_base()", "Base.metadata"),
        ("from sqlalchemy.orm import registry\nmappers = registry()", "mappers.metadata"),
        ("from sqlalchemy.orm import as_declarative\n@as_declarative()\nclass Base: ...", "Base.metadata"),
        ("import sqlalchemy as sa\nmetadata = sa.MetaData(naming_convention={})", "metadata"),
        ("from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()", "db.metadata"),
        (
            "try:\n    from sqlalchemy import MetaData\nexcept ImportError:\n    raise\nif True:\n    m = MetaData()",
            "m",
        ),
        (
            "from sqlalchemy import MetaData\nfrom sqlalchemy.orm import declarative_base\nm = MetaData()\nBase = declarative_base(metadata=m)",
            "Base.metadata",
        ),
        (
            "from sqlalchemy import MetaData\nfrom sqlalchemy.orm import DeclarativeBase\nm = MetaData()\nclass Base(DeclarativeBase):\n    metadata = m",
            "Base.metadata",
        ),
    ],
)
def test_every_way_to_make_metadata(tmp_path: Path, text: str, expected: str) -> None:
    [found] = find(tmp_path, db=text).metadata
    assert ".".join(filter(None, (found.name, found.attribute))) == expected
    assert found.module == "db"


@pytest.mark.parametrize(
    "text",
    [
        "def make():\n    from sqlalchemy import MetaData\n    metadata = MetaData()",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from sqlalchemy import MetaData\n    metadata = MetaData()",
        "from sqlalchemy import MetaData\nif __name__ == '__main__':\n    metadata = MetaData()",
        "metadata: object",
        "class Model: ...\nclass User(Model): ...",
    ],
)
def test_what_is_no_metadata(tmp_path: Path, text: str) -> None:
    found = find(tmp_path, module=text)
    assert not found.metadata
    assert not found.modules


def test_a_base_is_followed_through_modules_that_hand_it_on(tmp_path: Path) -> None:
    found = find(
        tmp_path,
        shop__INIT="from .db import Base",
        shop__db="from sqlalchemy.orm import declarative_base\nBase = declarative_base()",
        shop__users="from . import Base\nclass Named(Base):\n    __abstract__ = True",
        shop__staff="from shop.users import *\nclass Staff(Named): ...",
        shop__views="from shop import Base\nprint(Base)",
    )
    assert found.metadata == (MetadataName(module="shop.db", name="Base", attribute="metadata"),)
    assert found.modules == ("shop.staff",)


def test_flask_sqlalchemy_models_need_no_table_name(tmp_path: Path) -> None:
    found = find(
        tmp_path,
        app="from flask_sqlalchemy import SQLAlchemy\nfrom flask_migrate import Migrate\ndb = SQLAlchemy()",
        users="from app import db\nclass User(db.Model): ...",
    )
    assert found.modules == ("users",)
    assert found.uses_flask_migrate


def test_sqlmodel(tmp_path: Path) -> None:
    found = find(
        tmp_path,
        heroes="from sqlmodel import SQLModel\nclass Form(SQLModel): ...\nclass Hero(SQLModel, table=True): ...",
    )
    assert found.metadata == (MetadataName(module="sqlmodel", name="SQLModel", attribute="metadata"),)
    assert found.modules == ("heroes",)


def test_a_base_from_elsewhere_is_reached_through_a_model(tmp_path: Path) -> None:
    found = find(tmp_path, users=USER.format(base="company.library"))
    assert found.metadata == (MetadataName(module="users", name="User", attribute="metadata"),)


def test_table_calls(tmp_path: Path) -> None:
    found = find(
        tmp_path,
        meta="from sqlalchemy import MetaData\nm = MetaData()",
        tables="from sqlalchemy import Table\nfrom meta import m\nTable('t', m)",
    )
    assert found.modules == ("tables",)


def test_a_package_of_models_is_imported_whole_and_an_application_is_not(tmp_path: Path) -> None:
    user = USER.format(base="shop.models.base")
    found = find(
        tmp_path,
        shop__INIT="",
        shop__models__INIT="",
        shop__models__base=BASE,
        shop__models__a=user,
        shop__models__mixins="",
        shop__orders=user,
        shop__cli="",
        shop__wsgi="",
    )
    assert found.modules == ("shop.models.*", "shop.orders")


@pytest.mark.parametrize(
    "name",
    [
        "tests__models",
        "shop__tests__models",
        "test_models",
        "conftest",
        ".hidden__models",
        "node_modules__models",
        "lib__site-packages__models",
        "not-a-name__models",
        "shop__MAIN",
        "build__models",
    ],
)
def test_files_that_are_not_searched(tmp_path: Path, name: str) -> None:
    assert not find(tmp_path, **{name: BASE}).metadata


@pytest.mark.parametrize("mark", ["pyvenv.cfg", "pyproject.toml", "script.py.mako"])
def test_directories_that_are_not_searched(tmp_path: Path, mark: str) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / mark).touch()
    assert not find(tmp_path, inner__models=BASE).metadata


def test_the_src_directory_is_no_package(tmp_path: Path) -> None:
    found = find(tmp_path, src__shop__INIT="", src__shop__db=BASE)
    assert found.metadata[0].module == "shop.db"
    assert found.roots == (tmp_path, tmp_path / "src")


def test_files_that_cannot_be_parsed_are_told(tmp_path: Path) -> None:
    (tmp_path / "old.py").write_bytes(b"print 'python 2'\n")
    (tmp_path / "latin.py").write_bytes(b"x = '\xe9'\n")
    found = find(tmp_path, db=BASE)
    assert [path.name for path in found.unreadable] == ["latin.py", "old.py"]
    assert found.metadata
