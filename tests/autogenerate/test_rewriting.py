from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext

from tests.autogenerate.cycle import untold
from tests.autogenerate.written import applied
from tests.conftest import MakeDatabase
from tests.projects.maker import Revision, make_project
from tests.projects.opened import settings_of
from toolkit.autogenerate.choices import choices_of
from toolkit.autogenerate.rewriting import noticing
from toolkit.workflows.migrate import migrate
from toolkit.workflows.revise import revise


def told(theirs: Callable[..., None]) -> set[Any]:
    prefixes = {"sqlalchemy_module_prefix": "sa.", "alembic_module_prefix": "op.", "user_module_prefix": None}
    opts = {"target_metadata": sa.MetaData(), "render_as_batch": False, **prefixes}
    context = MigrationContext.configure(dialect_name="sqlite", opts=opts)
    added = ops.AddColumnOp("t", sa.Column("n", sa.Integer, nullable=False))
    upgrade = ops.UpgradeOps([ops.ModifyTableOps("t", [added], schema="s"), ops.DropTableOp("u")])
    script = ops.MigrationScript("1", upgrade, ops.DowngradeOps([]))
    found: set[Any] = set()
    noticing(theirs, found.update)(context, None, [script])
    return found


def nullable(context: Any, revision: Any, scripts: Any) -> None:
    scripts[0].upgrade_ops.ops[0].ops[0].column.nullable = True


def nothing(context: Any, revision: Any, scripts: Any) -> None:
    scripts[:] = []


def test_tables_are_told_for_which_it_is_written_otherwise() -> None:
    assert told(lambda context, revision, scripts: None) == set()
    assert told(nullable) == {("s", "t")}
    assert told(nothing) == {("s", "t"), (None, "u")}


# As https://alembic.sqlalchemy.org/en/latest/api/autogenerate.html#fine-grained-autogenerate-generation-with-rewriters
# has it, but for the last line.
REWRITER = """
from alembic.autogenerate import rewriter
from alembic.operations import ops

writer = rewriter.Rewriter()

@writer.rewrites(ops.AddColumnOp)
def add_column(context, revision, op):
    op.column.nullable = True
    required = ops.AlterColumnOp(op.table_name, op.column.name, modify_nullable=False, existing_type=op.column.type)
    return [op, required][:LENGTH]

sa.Table('t', target_metadata, sa.Column('id', sa.Integer, primary_key=True),
         sa.Column('n', sa.Integer, nullable=False))
"""


@pytest.mark.parametrize("backend", ["mysql", "mariadb", "postgresql"])
@pytest.mark.parametrize("length", [1, 2])
def test_what_a_rewriter_writes_stands(
    backend: str, length: int, tmp_path: Path, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first = Revision("aa11", upgrade="op.create_table('t', sa.Column('id', sa.Integer, primary_key=True))")
    models, options = REWRITER.replace("LENGTH", str(length)), "process_revision_directives=writer"
    make_project(tmp_path, [first], url=make_database(backend).url, models=models, options=options)
    migrate(settings_of(tmp_path), "head", untold)
    choices = choices_of(["add-not-null"], "there are no rows")
    answer = revise(settings_of(tmp_path), autogenerate=True, rev_id="bb22", choices=choices)
    text = Path(answer.files[0]).read_text()
    assert "op.add_column('t', sa.Column('n', sa.Integer(), nullable=True))" in text
    assert ("nullable=False)" in text) is (length == 2)
    # What it leaves out is said, since the models are as they were.
    assert answer.notes[0].startswith("Proved on a shadow") is (length == 2)
    assert any("the nullable of column t.n" in note for note in answer.notes) is (length == 1)
    assert (applied(tmp_path) == []) is (length == 2)
