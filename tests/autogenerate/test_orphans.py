from __future__ import annotations

from pathlib import Path

import pytest

from tests.autogenerate.written import applied, written
from tests.catalog.made import catalog, column, table
from tests.conftest import MakeDatabase
from toolkit.autogenerate.choices import choices_of
from toolkit.autogenerate.orphans import orphans
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.members import Column
from toolkit.catalog.values import EnumType, Routine

MOOD = EnumType(schema=None, name="mood", labels=("sad", "glad"))
LIVE = catalog(table("t", column("a", "mood"), column("b", "mood[]")), table("u", column("x")), enums=(MOOD,))


def change(name: str, before: Column, after: Column | None = None) -> Alteration:
    facets = ("type",) if after else ()
    return Alteration(kind="column", schema=None, owner="t", name=name, before=before, after=after, facets=facets)


GOES, CHANGES = change("a", column("a", "mood")), change("b", column("b", "mood[]"), column("b", "text"))
TABLE = Alteration(kind="table", schema=None, owner=None, name="t", before=LIVE.tables[0])


@pytest.mark.parametrize(("kept", "found"), [([GOES], []), ([GOES, CHANGES], ["mood"]), ([TABLE], ["mood"]), ([], [])])
def test_a_type_goes_with_its_last_column(kept: list[Alteration], found: list[str]) -> None:
    assert [one.name for one in orphans(kept, LIVE, catalog())] == found


def test_what_something_else_may_need_stays() -> None:
    kept = [GOES, CHANGES]
    assert list(orphans(kept, LIVE, catalog(enums=(MOOD,)))) == []
    function = Routine(schema=None, name="f", signature="f(mood)", definition="")
    assert list(orphans(kept, catalog(*LIVE.tables, enums=(MOOD,), routines=(function,)), catalog())) == []
    # No column had it before: others made it, and know why.
    assert list(orphans(kept, catalog(LIVE.tables[1], enums=(MOOD,)), catalog())) == []


def test_it_is_dropped_and_made_again(
    tmp_path: Path, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    mood = "sa.Column('m', sa.Enum('sad', 'glad', name='mood'))"
    first = f"op.create_table('t', sa.Column('id', sa.Integer, primary_key=True), {mood})"
    models = "sa.Table('t', target_metadata, sa.Column('id', sa.Integer, primary_key=True))"
    choices = choices_of(["drop-column"], "it is a test")
    answer = written(tmp_path, make_database("postgresql").url, first, models, choices=choices)
    assert answer.notes[0].startswith("Proved on a shadow")
    up, _, down = Path(answer.files[0]).read_text().partition("def downgrade")
    assert up.index("op.drop_column('t', 'm')") < up.index("op.execute('DROP TYPE mood')")
    assert down.index("CREATE TYPE mood") < down.index("op.add_column('t'")
    assert applied(tmp_path) == []
