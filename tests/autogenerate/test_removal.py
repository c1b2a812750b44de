from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.autogenerate.cycle import untold
from tests.autogenerate.written import applied, written
from tests.catalog.made import catalog, column, table
from tests.conftest import MakeDatabase
from tests.projects.opened import settings_of
from toolkit.autogenerate.choices import choices_of
from toolkit.autogenerate.removal import drop_tables
from toolkit.autogenerate.statements import Statements
from toolkit.backends.alterations.register import alterations_of
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.members import ForeignKey
from toolkit.workflows.downgrade import downgrade


def gone(name: str, *refers_to: str) -> Alteration:
    keys = tuple(
        ForeignKey(
            name=f"fk_{name}_{other}",
            columns=("a",),
            referred_schema=None,
            referred_table=other,
            referred_columns=("a",),
        )
        for other in refers_to
    )
    before = table(name, column("a"), foreign_keys=keys)
    return Alteration(kind="table", schema=None, owner=None, name=name, before=before)


def dropped(backend: str, *tables: Alteration) -> list[Any]:
    writer = alterations_of(backend)
    assert writer is not None
    return list(drop_tables(tables, writer, catalog()))


def test_a_table_goes_before_those_that_it_refers_to() -> None:
    found = dropped("postgresql", gone("a", "stays"), gone("b", "c", "b"), gone("c"), gone("d", "b"))
    assert [one.table_name for one in found] == ["a", "d", "b", "c"]


def test_keys_of_a_circle_go_first() -> None:
    circle = gone("a", "b"), gone("b", "a", "stays")
    keys, *tables = dropped("postgresql", *circle)
    assert isinstance(keys, Statements)
    assert [text.split()[-1] for text in keys.forward] == ["fk_a_b", "fk_b_a"]
    assert len(keys.backward) == 2
    assert "fk_b_stays" in str(vars(tables[1].reverse()))
    assert "fk_b_a" not in str(vars(tables[1].reverse()))
    assert dropped("sqlite", *circle)[0].forward == ()


FIRST = """
op.create_table('a', sa.Column('id', sa.Integer, primary_key=True))
    op.create_table('b', sa.Column('id', sa.Integer, primary_key=True), sa.Column('a', sa.Integer, sa.ForeignKey('a.id')))
"""


def test_both_of_two_tables_go_and_come_back(
    tmp_path: Path, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    choices = choices_of(["drop-table=a", "drop-table=b"], "it is a test")
    answer = written(tmp_path, make_database("postgresql").url, FIRST.strip(), "", choices=choices)
    assert answer.notes[0].startswith("Proved on a shadow")
    assert applied(tmp_path) == []
    downgrade(settings_of(tmp_path), "-1", untold)
