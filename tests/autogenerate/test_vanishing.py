from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.catalog.made import table
from toolkit.autogenerate.deciding import Origins
from toolkit.autogenerate.vanishing import origins_of
from toolkit.catalog.alterations import Alteration

REVISION = """
def upgrade():
    op.create_table('a', sa.Column('id'))
    op.create_table(
        "b", sa.Column('id'))
    op.rename_table('x', 'c')
    op.execute("CREATE TABLE IF NOT EXISTS `d` (id int)")
    op.create_table('other', sa.Column('unmanaged'))
"""


def gone(*names: str) -> list[Alteration]:
    return [Alteration(kind="table", schema=None, owner=None, name=name, before=table(name)) for name in names]


def script(directory: Path) -> Any:
    (directory / "r.txt").write_text(REVISION)
    return SimpleNamespace(walk_revisions=lambda: [SimpleNamespace(path=directory / "r.txt")])


def test_what_the_revisions_create_was_the_projects(tmp_path: Path) -> None:
    origins = origins_of(gone("a", "b", "c", "d", "unmanaged"), script(tmp_path), tmp_path)
    assert origins == Origins(created=frozenset("abcd"), are_many=True)


def test_which_module_is_not_imported(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text("class A(Base):\n    __tablename__ = 'a'\n")
    origins = origins_of(gone("a", "b"), script(tmp_path), tmp_path)
    assert (origins.declared, origins.are_many) == ({"a": "shop"}, False)


def test_nothing_is_gone_or_known(tmp_path: Path) -> None:
    assert origins_of([], script(tmp_path), tmp_path) == Origins()
    assert origins_of(gone("a"), None, tmp_path) == Origins()
