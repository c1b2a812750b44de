"""Which line of which file a difference comes from."""

from __future__ import annotations

import importlib
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.drift.schemas import catalog, column, difference, table
from tests.projects.maker import LINE, Revision
from tests.projects.opening import OpenProject
from toolkit.catalog.comparison import Change
from toolkit.catalog.members import Index, IndexPart
from toolkit.drift.locating import Locator

MODELS = '''
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    note = mapped_column(sa.String(30))
    total = mapped_column("amount", sa.Integer)
    __table_args__ = (sa.Index("ix_orders_note", "note"),)


class Special(Order):
    """In the table of another class."""


class Mixed:
    @sa.orm.declared_attr.directive
    def __tablename__(cls):
        return cls.__name__.lower()


class Item(Mixed, Base):
    id: Mapped[int] = mapped_column(primary_key=True)


class Built(Base):
    __table__ = sa.Table(
        "built", Base.metadata,
        sa.Column("id", sa.Integer, primary_key=True),
    )


lines = sa.Table(
    "lines",
    Base.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("note", sa.String(9)),
)
'''
LINES = {number: text.strip() for number, text in enumerate(MODELS.splitlines(), 1)}


@pytest.fixture
def locator(open_project: OpenProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Locator]:
    """Of a project that has imported its models."""
    (tmp_path / "models_of_locating.py").write_text(MODELS, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("models_of_locating")
    yield Locator(
        open_project(*LINE, Revision("dd44", "cc33", upgrade="op.add_column('orders', sa.Column('by_hand'))"))
    )
    del sys.modules["models_of_locating"]


def member(table_name: str, name: str) -> Change:
    return difference(catalog(table(table_name)), catalog(table(table_name, "id", column(name, 2))))


def index(table_name: str, name: str) -> Change:
    found = Index(name=name, parts=(IndexPart(column="id"),))
    return difference(catalog(table(table_name)), catalog(table(table_name, indexes=(found,))))


def whole(name: str) -> Change:
    return difference(catalog(table(name)), catalog())


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (whole("orders"), "class Order(Base):"),
        (member("orders", "note"), "note = mapped_column(sa.String(30))"),
        (member("orders", "amount"), 'total = mapped_column("amount", sa.Integer)'),
        (member("orders", "id2"), "class Order(Base):"),
        (index("orders", "ix_orders_note"), '__table_args__ = (sa.Index("ix_orders_note", "note"),)'),
        (whole("item"), "class Item(Mixed, Base):"),
        (whole("lines"), "lines = sa.Table("),
        (member("lines", "note"), 'sa.Column("note", sa.String(9)),'),
        (member("built", "id3"), "class Built(Base):"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_in_the_models(change: Change, line: str, locator: Locator) -> None:
    found = locator.of(change)
    assert found is not None
    assert found.file == "models_of_locating.py"
    assert LINES[found.line] == line


@pytest.mark.parametrize(
    ("change", "file", "line"),
    [
        (whole("t_ab22"), "ab22", "op.create_table('t_ab22', sa.Column('id', sa.Integer, primary_key=True))"),
        # The name of the column stands in no other revision; that of the table in this one.
        (
            member("t_ab22", "nowhere"),
            "ab22",
            "op.create_table('t_ab22', sa.Column('id', sa.Integer, primary_key=True))",
        ),
    ],
)
def test_in_the_newest_revision_that_names_it(
    change: Change, file: str, line: str, locator: Locator, tmp_path: Path
) -> None:
    found = locator.of(change)
    assert found is not None
    assert found.file == f"scripts/versions/{file}_create.py"
    assert (tmp_path / found.file).read_text(encoding="utf-8").splitlines()[found.line - 1].strip() == line


@pytest.mark.parametrize("name", ["t_", "t_ab2", "_ab22", "xt_ab22", "t.ab22", "downgrade", "drop_table", "(", "\\"])
def test_nowhere(name: str, locator: Locator) -> None:
    """Neither half a word, nor what only a downgrade names."""
    assert locator.of(whole(name)) is None


def test_the_file_of_a_revision(locator: Locator) -> None:
    found = locator.of_revision("ab22")
    assert (found.file, found.line) == ("scripts/versions/ab22_create.py", 1)


def test_a_file_outside_of_the_project_has_its_whole_path(
    open_project: OpenProject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    path = elsewhere / "zz99.py"
    path.write_text(Revision("zz99").text(), encoding="utf-8")
    project = open_project(*LINE, settings={"version_locations": str(elsewhere)})  # type: ignore[arg-type]  # a mapping
    assert Locator(project).of_revision("zz99").file == path.as_posix()


def _not_python(path: Path) -> None:
    path.write_text("def (", encoding="utf-8")


def _not_utf8(path: Path) -> None:
    path.write_bytes(b"# -*- coding: latin-1 -*-\nname = '\xe9'\n")


@pytest.mark.parametrize("spoil", [_not_python, _not_utf8, Path.unlink])
def test_a_file_that_was_spoilt_since_is_passed_over(
    spoil: Callable[[Path], None], locator: Locator, tmp_path: Path
) -> None:
    spoil(tmp_path / "models_of_locating.py")
    assert locator.of(whole("lines")) is None


def test_a_revision_of_another_encoding_is_searched(open_project: OpenProject, tmp_path: Path) -> None:
    path = tmp_path / "scripts/versions/ab22_create.py"
    project = open_project()
    path.write_bytes(
        b"# -*- coding: latin-1 -*-\n" + textwrap.dedent(Revision("ab22", "aa11").text()).encode() + b"# \xe9\n"
    )
    found = Locator(project).of(whole("t_ab22"))
    assert found is not None
    assert found.file.endswith("ab22_create.py")


def test_a_column_of_that_name_in_another_table_is_no_place(locator: Locator) -> None:
    assert locator.of(member("t_zz", "by_hand")) is None
