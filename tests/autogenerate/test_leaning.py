from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.autogenerate.written import applied, written
from tests.catalog.made import catalog, column, table
from tests.conftest import MakeDatabase
from toolkit.autogenerate.leaning import without_keys_that_go
from toolkit.catalog.comparison import compare
from toolkit.catalog.members import ForeignKey, Index, IndexPart

KEY = ForeignKey(name="fk", columns=("a",), referred_schema=None, referred_table="p", referred_columns=("id",))
INDEX = Index(name="a", parts=(IndexPart(column="a"),), named_by_server=True)
BEFORE = table("c", column("a"), foreign_keys=(KEY,), indexes=(INDEX,))


def test_an_index_is_the_servers_as_long_as_a_key_has_it() -> None:
    live, gone = catalog(BEFORE), catalog(table("c", column("a")))
    [freed] = without_keys_that_go(live, gone, [*compare(live, gone)]).tables
    assert freed.indexes == (replace(INDEX, named_by_server=False),)
    other = catalog(replace(BEFORE, foreign_keys=(replace(KEY, name="new"),)))
    assert without_keys_that_go(live, other, [*compare(live, other)]) is live
    assert without_keys_that_go(live, live, []) is live


FIRST = """
op.create_table('p', sa.Column('id', sa.Integer, primary_key=True))
    op.create_table('c', sa.Column('id', sa.Integer, primary_key=True), sa.Column('a', sa.Integer, sa.ForeignKey('p.id')))
"""
MODELS = """
sa.Table('p', target_metadata, sa.Column('id', sa.Integer, primary_key=True))
sa.Table('c', target_metadata, sa.Column('id', sa.Integer, primary_key=True), sa.Column('a', sa.Integer, index=True))
"""


def test_the_index_of_the_models_takes_its_place(
    tmp_path: Path, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = written(tmp_path, make_database("mariadb").url, FIRST.strip(), MODELS)
    assert answer.notes[0].startswith("Proved on a shadow")
    assert applied(tmp_path) == []
