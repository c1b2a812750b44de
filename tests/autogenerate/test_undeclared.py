from __future__ import annotations

from pathlib import Path

import pytest

from tests.autogenerate.cycle import untold
from tests.autogenerate.written import applied, written
from tests.conftest import MakeDatabase
from tests.projects.opened import settings_of
from toolkit.autogenerate.choices import choices_of
from toolkit.autogenerate.undeclared import dropped, told
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.values import View
from toolkit.workflows.downgrade import downgrade

FIRST = """
op.create_table('t', sa.Column('id', sa.Integer, primary_key=True))
    op.execute('CREATE VIEW v AS SELECT id FROM t')
    op.execute('CREATE VIEW w AS SELECT id FROM v')
"""
MODEL = "sa.Table('t', target_metadata, sa.Column('id', sa.Integer, primary_key=True))"


def view(name: str) -> Alteration:
    return Alteration(
        kind="view", schema=None, owner=None, name=name, before=View(schema=None, name=name, definition="")
    )


def test_it_is_told_on_one_line_and_how_it_is_dropped() -> None:
    assert list(told([])) == []
    line, how = told([view(name) for name in "abcdefg"])
    assert line.endswith("so it stays: view a, view b, view c, view d, view e, and 2 more.")
    assert how == '  To drop it: --allow drop-view=a --reason "..."'


def test_it_is_dropped_by_its_name_alone() -> None:
    views = [view("a"), view("b")]
    assert dropped(views, choices_of(["drop-view"], "why")) == []
    assert dropped(views, choices_of(["drop-view=b"], "why")) == [(views[1], ("drop-view", "b", "why"))]


# The servers print the definition in three ways; MariaDB and MySQL in one.
@pytest.mark.parametrize("backend", ["sqlite", "mariadb", "postgresql"])
def test_a_view_goes_and_comes_back(
    backend: str, tmp_path: Path, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    choices = choices_of(["drop-view=w"], "nobody reads it")
    answer = written(tmp_path, make_database(backend).url, FIRST.strip(), MODEL, choices=choices)
    assert answer.notes[0].startswith("Proved on a shadow")
    assert answer.notes[2].endswith("it stays: view v.")
    assert answer.undecided == ()
    up, _, down = Path(answer.files[0]).read_text().partition("def downgrade")
    assert "('drop-view', 'w', 'nobody reads it')" in up
    assert "DROP VIEW" in up
    assert "CREATE VIEW" in down
    assert applied(tmp_path) == []
    downgrade(settings_of(tmp_path), "-1", untold)
