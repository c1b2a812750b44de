"""Runs under the options that projects give to `context.configure`, and with revisions that need special care."""

from __future__ import annotations

import pytest

from tests.parity.conftest import Pairs
from tests.projects.maker import LINE, MERGED, Revision

FAILING = (
    Revision("aa11"),
    Revision(
        "ab22",
        "aa11",
        upgrade="op.create_table('t_ab22', sa.Column('id', sa.Integer))\n    op.execute('SELECT * FROM nowhere')",
    ),
    Revision("cc33", "ab22"),
)
OPTIONS = [
    "",
    "transaction_per_migration=True",
    "transactional_ddl=True",
    "transactional_ddl=True, transaction_per_migration=True",
    "version_table='my_version'",
    "version_table_pk=False",
    "render_as_batch=True",
    "version_table='my_version', transaction_per_migration=True",
]


@pytest.mark.parametrize("options", OPTIONS)
def test_up_and_down(pairs: Pairs, options: str) -> None:
    pair = pairs.make(*LINE, options=options)
    for line in (
        "ensure_version",
        "upgrade +2",
        "current",
        "upgrade head",
        "downgrade -1",
        "stamp aa11",
        "stamp --purge ab22",
        "downgrade base",
    ):
        pair.succeed(line, prints=line == "current")


@pytest.mark.parametrize("options", OPTIONS[:4])
def test_a_revision_that_fails(pairs: Pairs, options: str) -> None:
    """What Alembic leaves half done on SQLite, tk takes back: so only how the commands end is compared."""
    pair = pairs.make(*FAILING, options=options)
    for line in ("upgrade head", "upgrade aa11", "upgrade head"):
        theirs, ours = (
            pair.forker.run(program, line.split(), directory)
            for program, directory in (("alembic", pair.alembic), ("tk", pair.tk))
        )
        assert ours.ok == (line == "upgrade aa11")
        assert not theirs.ok or ours.ok


def test_version_table_schema(pairs: Pairs) -> None:
    prelude = (
        "from sqlalchemy import event\n@event.listens_for(sa.Engine, 'connect')\ndef attach(connection, record):\n"
    )
    prelude += "    connection.execute(\"ATTACH DATABASE 'other.db' AS other\")\n"
    pair = pairs.make(*LINE, prelude=prelude, options="version_table_schema='other'")
    for line in ("upgrade head", "current", "downgrade -1", "stamp base", "upgrade aa11:head --sql"):
        pair.succeed(line, prints=line in ("current", "upgrade aa11:head --sql"))
        if line == "upgrade head":
            assert "alembic_version" in str(pair.databases()["other.db"])


def test_autocommit_block(pairs: Pairs) -> None:
    block = "with op.get_context().autocommit_block():\n        op.execute('CREATE TABLE t_ab22 (id INTEGER)')\n        op.execute('VACUUM')"
    history = (Revision("aa11"), Revision("ab22", "aa11", upgrade=block), Revision("cc33", "ab22"))
    pair = pairs.make(*history, options="transaction_per_migration=True")
    pair.succeed("upgrade head")
    pair.succeed("downgrade base")
    pair.succeed("upgrade head --sql", prints=True)


def test_on_version_apply(pairs: Pairs) -> None:
    prelude = (
        "def note(*, ctx, step, heads, run_args, **kw):\n"
        "    with open('applied.txt', 'a') as file:\n"
        "        print(step.is_upgrade, step.is_stamp, step.up_revision_id, sorted(heads), run_args, file=file)\n"
    )
    pair = pairs.make(*MERGED, prelude=prelude, options="on_version_apply=note")
    for line in ("upgrade head", "downgrade left@base", "stamp heads", "downgrade base"):
        pair.run(line)
    assert "fa77" in (pair.tk / "applied.txt").read_text()


def test_on_version_apply_as_a_tuple(pairs: Pairs) -> None:
    prelude = "def note(**kw):\n    open('applied.txt', 'a').write(kw['step'].up_revision_id)\n"
    pair = pairs.make(*LINE, prelude=prelude, options="on_version_apply=(note, note)")
    pair.succeed("upgrade head")
    assert (pair.tk / "applied.txt").read_text() == "aa11aa11ab22ab22cc33cc33"


def test_arguments_of_run_migrations(pairs: Pairs) -> None:
    pair = pairs.make(Revision("aa11", upgrade="pass", downgrade="pass"))
    for directory in (pair.alembic, pair.tk):
        env = directory / "scripts/env.py"
        env.write_text(env.read_text().replace("context.run_migrations()", "context.run_migrations(color='red')"))
        path = directory / "scripts/versions/aa11_create.py"
        path.write_text(
            path.read_text().replace("def upgrade():", "def upgrade(color):\n    open('color.txt', 'w').write(color)")
        )
    pair.succeed("upgrade head")
    assert (pair.tk / "color.txt").read_text() == "red"


def test_rows_of_a_revision(pairs: Pairs) -> None:
    fill = "op.bulk_insert(sa.table('t_aa11', sa.column('id')), [{'id': 1}, {'id': 2}])\n    op.get_bind().execute(sa.text('UPDATE t_aa11 SET id = id + :n'), {'n': 5})"
    pair = pairs.make(
        Revision("aa11"), Revision("ab22", "aa11", upgrade=fill, downgrade="op.execute('DELETE FROM t_aa11')")
    )
    pair.succeed("upgrade head")
    # Where rows are at stake, tk makes a plan before, and env.py runs for that too.
    pair.succeed("downgrade -1", TK_PREFLIGHT="off")


def test_batch_operations(pairs: Pairs) -> None:
    change = "with op.batch_alter_table('t_aa11') as batch:\n        batch.add_column(sa.Column('name', sa.String(9), server_default='x'))"
    back = "with op.batch_alter_table('t_aa11') as batch:\n        batch.drop_column('name')"
    pair = pairs.make(Revision("aa11"), Revision("ab22", "aa11", upgrade=change, downgrade=back))
    pair.succeed("upgrade head")
    pair.succeed("downgrade -1")


def test_env_py_that_commits_itself(pairs: Pairs) -> None:
    pair = pairs.make(*LINE)
    for directory in (pair.alembic, pair.tk):
        env = directory / "scripts/env.py"
        env.write_text(
            env.read_text().replace(
                "run(connection=connection)",
                "connection.execute(sa.text('SELECT 1'))\n        run(connection=connection)\n        connection.commit()",
            )
        )
    pair.succeed("upgrade head")
    pair.succeed("downgrade base")
