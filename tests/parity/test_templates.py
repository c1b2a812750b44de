"""Projects that `alembic init` makes, with env.py as it comes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.parity.conftest import Pair, Pairs
from tests.projects.maker import LINE, Revision

LINES = (
    "upgrade ab22",
    "current",
    "current -v",
    "upgrade head",
    "history -i",
    "downgrade -1",
    "downgrade base",
    "stamp heads",
    "stamp --purge aa11",
)
TWO = {
    "driver://user:pass@localhost/dbname2": "sqlite:///two.db",
    "driver://user:pass@localhost/dbname": "sqlite:///one.db",
}
URL = "driver://user:pass@localhost/dbname"


def _add(pair: Pair, revisions: tuple[Revision, ...]) -> None:
    for directory in (pair.alembic, pair.tk):
        for revision in revisions:
            (directory / f"scripts/versions/{revision.name}_create.py").write_text(revision.text())


@pytest.mark.parametrize(
    ("template", "url"), [("generic", "sqlite:///app.db"), ("async", "sqlite+aiosqlite:///app.db")]
)
def test_template(pairs: Pairs, template: str, url: str) -> None:
    pair = pairs.template(template, {URL: url})
    _add(pair, LINE)
    for line in LINES:
        pair.succeed(line, prints=line.startswith(("current", "history")))
    pair.succeed("upgrade head --sql", prints=True)
    pair.succeed("revision -m more --rev-id dd44")


@pytest.mark.parametrize("template", ["pyproject", "pyproject_async"])
def test_template_of_pyproject(pairs: Pairs, template: str) -> None:
    url = "sqlite+aiosqlite:///app.db" if "async" in template else "sqlite:///app.db"
    pair = pairs.template(template, {URL: url})
    _add(pair, LINE)
    for line in LINES:
        pair.succeed(line, prints=line.startswith(("current", "history")))
    pair.succeed("revision -m more --rev-id dd44")


MULTIDB = '''\
"""Two databases

Revision ID: {name}
"""
from alembic import op
import sqlalchemy as sa

revision = "{name}"
down_revision = {parent!r}


def upgrade(engine_name):
    globals()["upgrade_" + engine_name]()


def downgrade(engine_name):
    globals()["downgrade_" + engine_name]()


def upgrade_engine1():
    op.create_table("one_{name}", sa.Column("id", sa.Integer))


def downgrade_engine1():
    op.drop_table("one_{name}")


def upgrade_engine2():
    op.create_table("two_{name}", sa.Column("id", sa.Integer))


def downgrade_engine2():
    op.drop_table("two_{name}")
'''


def test_multidb(pairs: Pairs) -> None:
    pair = pairs.template("multidb", TWO)
    for directory in (pair.alembic, pair.tk):
        for name, parent in (("aa11", None), ("ab22", "aa11")):
            (directory / f"scripts/versions/{name}.py").write_text(MULTIDB.format(name=name, parent=parent))
    for line in (
        "upgrade aa11",
        "upgrade head",
        "current -v",
        "history -i",
        "downgrade -1",
        "stamp aa11",
        "downgrade base",
        "upgrade head",
    ):
        pair.succeed(line, prints=line.startswith(("current", "history")))
    assert set(pair.databases()) == {"one.db", "two.db"}
    pair.succeed("revision -m more --rev-id ac33")
    pair.succeed("upgrade aa11:ab22 --sql", prints=True)


def test_multidb_current_names_each_database(pairs: Pairs) -> None:
    """Alembic prints bare ids, and nothing says which database each is of."""
    pair = pairs.template("multidb", TWO)
    assert Path(pair.tk, "alembic.ini").is_file()
    ours = pair.forker.run("tk", ["current"], pair.tk)
    assert ours.stdout.splitlines() == [
        "Current revision(s) for sqlite:///one.db:",
        "Current revision(s) for sqlite:///two.db:",
    ]
