"""What is read from the text of one module."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.discovery.declarations import Declarations, read_declarations
from toolkit.discovery.files import SourceFile


def read(directory: Path, text: str, module: str = "shop.web.users") -> Declarations:
    path = directory / "file.py"
    path.write_text(text, encoding="utf-8")
    return read_declarations(SourceFile(path=path, root=directory, module=module))


@pytest.mark.parametrize(
    ("text", "name", "full"),
    [
        ("import sqlalchemy.orm", "sqlalchemy", "sqlalchemy"),
        ("import sqlalchemy.orm as orm", "orm", "sqlalchemy.orm"),
        ("from sqlalchemy import orm as o", "o", "sqlalchemy.orm"),
        ("from . import db", "db", "shop.web.db"),
        ("from ..base import Base", "Base", "shop.base.Base"),
    ],
)
def test_imports(tmp_path: Path, text: str, name: str, full: str) -> None:
    assert read(tmp_path, text).imports == {name: full}


def test_a_class_and_its_bases(tmp_path: Path) -> None:
    text = "from typing import Generic\nimport db\nclass User(db.Model, Generic[int]):\n    __tablename__ = 'u'"
    own = read(tmp_path, text).classes["User"]
    assert own.bases == ("db.Model", "typing.Generic")
    assert own.names_table
    assert not own.is_abstract


def test_tables_at_the_top_only(tmp_path: Path) -> None:
    assert read(tmp_path, "import sqlalchemy as sa\nsa.Table('t', m)").makes_tables
    assert not read(tmp_path, "import sqlalchemy as sa\ndef f():\n    sa.Table('t', m)").makes_tables


def test_names_that_are_handed_on(tmp_path: Path) -> None:
    text = "db = SQLAlchemy(model_class=Base)\nclass Other(D):\n    metadata = shared"
    assert read(tmp_path, text).handed_on == {"Base", "shared"}


def test_a_declared_encoding_is_heeded(tmp_path: Path) -> None:
    path = tmp_path / "latin.py"
    path.write_bytes(b"# -*- coding: latin-1 -*-\nname = '\xe9'\nmetadata = MetaData()\n")
    assert read_declarations(SourceFile(path=path, root=tmp_path, module="latin")).calls == {"metadata": "MetaData"}
