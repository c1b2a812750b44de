"""The same on every backend: where the rows, the tables and the SQL can differ."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.schema import CreateTable

from tests.conftest import MakeDatabase
from tests.parity import effects
from tests.projects.forker import Forker
from tests.projects.maker import Revision, make_project
from tests.projects.ours import NO_TRASH, is_ours

HISTORY = (
    Revision("aa11"),
    Revision(
        "ab22",
        "aa11",
        upgrade="op.add_column('t_aa11', sa.Column('name', sa.String(40), server_default='x'))",
        downgrade="op.drop_column('t_aa11', 'name')",
    ),
    Revision(
        "cc33",
        "ab22",
        upgrade='op.execute("INSERT INTO t_aa11 (id) VALUES (1), (2)")',
        downgrade="op.execute('DELETE FROM t_aa11')",
    ),
)
LINES = (
    "ensure_version",
    "upgrade +1",
    "current",
    "upgrade head",
    "downgrade -1",
    "stamp aa11",
    "current -v",
    "stamp --purge cc33",
    "history -i",
    "downgrade base",
    "upgrade head --sql",
    "downgrade cc33:base --sql",
)
PRINTED = ("current", "history", "upgrade head --sql", "downgrade cc33:base --sql")


def state(url: str) -> dict[str, object]:
    """Every table with its columns and rows."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    metadata = sa.MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        return {
            name: (str(CreateTable(table).compile(engine)), sorted(map(repr, connection.execute(table.select()))))
            for name, table in metadata.tables.items()
            if not is_ours(name)
        }


@pytest.mark.parametrize("backend", ["sqlite", "mariadb", "mysql", "postgresql"])
def test_the_life_of_a_database(backend: str, make_database: MakeDatabase, forker: Forker, tmp_path: Path) -> None:
    urls = {program: make_database(backend).url for program in ("alembic", "tk")}
    for program, url in urls.items():
        (tmp_path / program).mkdir()
        make_project(tmp_path / program, HISTORY, url=url)
    for line in LINES:
        runs = {program: forker.run(program, line.split(), tmp_path / program, NO_TRASH) for program in urls}
        assert runs["tk"].ok, runs["tk"].stderr
        assert runs["alembic"].ok, runs["alembic"].stderr
        assert state(urls["tk"]) == state(urls["alembic"]), line
        if line.startswith(PRINTED):
            texts = [_plain(runs[program].stdout, urls[program], tmp_path / program) for program in urls]
            assert texts[0] == texts[1]


def _plain(text: str, url: str, directory: Path) -> str:
    shown = sa.make_url(url).render_as_string(hide_password=True)
    return effects.plain(text.replace(shown, "<url>"), directory)
