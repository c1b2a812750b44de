"""Proofs of revisions that somebody changed after they were written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.autogenerate.written import applied, written
from tests.conftest import MakeDatabase
from tests.projects.maker import Revision, make_project
from tests.projects.opened import settings_of
from toolkit.errors import RevisionUnproved
from toolkit.workflows.migrate import migrate
from toolkit.workflows.revise import revise

MODELS = "sa.Table('t', target_metadata, sa.Column('id', sa.Integer, primary_key=True), sa.Column('n', sa.Integer))"
CHANGED = """
from alembic.operations import ops

def process(context, revision, directives):
    {change}
"""


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A function that lets a project change the operations of a revision that adds a column, and writes it."""
    monkeypatch.chdir(tmp_path)

    def changed(change: str, then: Callable[[], object] = lambda: None) -> Any:
        first = Revision("aa11", upgrade="op.create_table('t', sa.Column('id', sa.Integer, primary_key=True))")
        prelude, options = CHANGED.format(change=change), "process_revision_directives=process"
        make_project(tmp_path, [first], models=MODELS, prelude=prelude, options=options)
        then()
        settings = settings_of(tmp_path)
        migrate(settings, "head", lambda event: None)
        return revise(settings, autogenerate=True, rev_id="bb22")

    return changed


def test_what_is_left_over_is_told(write: Any) -> None:
    answer = write("directives[0].upgrade_ops.ops[:] = []; directives[0].downgrade_ops.ops[:] = []")
    text = Path(answer.files[0]).read_text()
    assert "Tried on a shadow of sqlite" in text
    assert any(note.startswith("Up, this is left: column t.n is not there") for note in answer.notes)


def test_a_way_back_that_does_not_lead_back(write: Any) -> None:
    answer = write("directives[0].downgrade_ops.ops[:] = []")
    assert any(
        note.startswith("Down, this is not as it was: column t.n is not there") or "t.n" in note
        for note in answer.notes
    )


def test_a_file_that_does_not_run_is_not_kept(write: Any, tmp_path: Path) -> None:
    with pytest.raises(RevisionUnproved) as caught:
        write("directives[0].upgrade_ops.ops.append(ops.ExecuteSQLOp('SELECT 1 FROM nowhere'))")
    assert "no such table: nowhere" in str(caught.value.why)
    names = sorted(path.name for path in (tmp_path / "scripts/versions").iterdir() if path.is_file())
    assert names == ["aa11_create.py", "bb22_.py.rejected"]
    assert caught.value.where == str(tmp_path / "scripts/versions/bb22_.py.rejected")


def test_a_template_may_write_no_way_back(write: Any, tmp_path: Path) -> None:
    """As the templates of many projects do not."""
    template = tmp_path / "scripts/script.py.mako"

    def cut() -> None:
        text = template.read_text()
        template.write_text(text[: text.index("def downgrade")])

    answer = write("pass", cut)
    assert "def downgrade" not in Path(answer.files[0]).read_text()
    assert answer.notes[-1] == "There is no way back: the project's template writes no downgrade()."


def test_types_of_tables_that_stay_as_they_are_do_not_take_part(
    tmp_path: Path, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The shadow has the tables that change, and what these need."""
    monkeypatch.chdir(tmp_path)
    mood = "sa.Column('mood', sa.Enum('sad', 'glad', name='mood'))"
    first = f"op.create_table('t', sa.Column('id', sa.Integer, primary_key=True)); op.create_table('u', {mood})"
    models = f"{MODELS}\nsa.Table('u', target_metadata, {mood})"
    answer = written(tmp_path, make_database("postgresql").url, first, models)
    assert answer.notes[0].startswith("Proved on a shadow of postgresql")
    assert "op.add_column('t', sa.Column('n', sa.Integer(), nullable=True))" in Path(answer.files[0]).read_text()


FIRST = """op.create_table('p', sa.Column('id', sa.Integer, primary_key=True))
    op.create_table('c', sa.Column('id', sa.Integer, primary_key=True), sa.Column('p', sa.Integer))"""
KEYED = """
sa.Table('p', target_metadata, sa.Column('id', sa.Integer, primary_key=True))
sa.Table('c', target_metadata, sa.Column('id', sa.Integer, primary_key=True),
         sa.Column('p', sa.Integer, sa.ForeignKey('p.id', name='fk_c_p')))
"""
ALONE = """
sa.Table('p', target_metadata, sa.Column('id', sa.Integer, primary_key=True))
sa.Table('c', target_metadata, sa.Column('id', sa.Integer, primary_key=True), sa.Column('p', sa.Integer))
sa.Table('n', target_metadata, sa.Column('p', sa.Integer, sa.ForeignKey('p.id', name='fk_n_p')))
"""


@pytest.mark.parametrize("backend", ["mysql", "mariadb", "postgresql", "sqlite"])
@pytest.mark.parametrize(
    ("models", "line"), [(KEYED, "create_foreign_key('fk_c_p', "), (ALONE, "op.create_table('n',")]
)
def test_a_new_foreign_key_to_a_table_that_stays_as_it_is(
    backend: str, models: str, line: str, tmp_path: Path, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = written(tmp_path, make_database(backend).url, FIRST, models)
    assert answer.notes[0].startswith(f"Proved on a shadow of {backend}")
    assert line in Path(answer.files[0]).read_text()


MOOD = "sa.Column('mood', sa.Enum('sad', 'glad', name='mood'))"
BESIDE = f"""op.create_table('t', sa.Column('id', sa.Integer, primary_key=True))
    op.create_table('u', {MOOD})
    op.execute('CREATE SEQUENCE s')
    op.execute('CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$')"""
BESIDE_MODELS = f"""
sa.Table('t', target_metadata, sa.Column('id', sa.Integer, primary_key=True), {{column}})
sa.Table('u', target_metadata, {MOOD})
sa.Sequence('s', metadata=target_metadata)
make = 'CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$'
sa.event.listen(target_metadata, 'before_create', sa.DDL(make))
"""


@pytest.mark.parametrize(
    "column",
    [
        MOOD,
        """sa.Column('n', sa.Integer, server_default=sa.text("nextval('s')"))""",
        "sa.Column('n', sa.Integer, server_default=sa.text('f()'))",
    ],
)
def test_what_only_other_tables_have_so_far_is_there_for_a_new_column(
    column: str, tmp_path: Path, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    models = BESIDE_MODELS.format(column=column)
    answer = written(tmp_path, make_database("postgresql").url, BESIDE, models)
    assert answer.notes[0].startswith("Proved on a shadow of postgresql")
    assert "op.add_column('t'," in Path(answer.files[0]).read_text()


def test_a_schema_that_the_revision_makes_goes_with_it(
    tmp_path: Path, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    models = "sa.Table('t', target_metadata, sa.Column('n', sa.Integer), schema='third')"
    answer = written(tmp_path, make_database("postgresql").url, "pass", models)
    assert answer.notes[0].startswith("Proved on a shadow of postgresql")
    assert "op.execute('CREATE SCHEMA third')" in Path(answer.files[0]).read_text()
    assert applied(tmp_path) == []
