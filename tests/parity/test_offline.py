"""`--sql` prints what Alembic prints."""

from __future__ import annotations

import pytest

from tests.parity.conftest import Pairs
from tests.projects.maker import BRANCHES, LINE, MERGED, Revision

LINES = """
upgrade head --sql
upgrade --sql head
upgrade heads --sql
upgrade base:head --sql
upgrade aa11:cc33 --sql
upgrade aa:ab --sql
upgrade aa11:+1 --sql
upgrade aa11:+2 --sql
upgrade aa11: --sql
upgrade +2 --sql
upgrade cc33:aa11 --sql
upgrade nowhere --sql
downgrade cc33:aa11 --sql
downgrade --sql cc33:base
downgrade head:base --sql
downgrade head:-1 --sql
downgrade cc33:-2 --sql
downgrade base --sql
downgrade -1 --sql
downgrade aa11:cc33 --sql
stamp head --sql
stamp aa11:cc33 --sql
stamp aa11: --sql
stamp --sql cc33:aa11
stamp base --sql
stamp aa11:ab22 ab22:cc33 --sql
stamp --purge --sql head
ensure_version --sql
upgrade head --sql --tag x
""".strip().splitlines()


@pytest.mark.parametrize("line", LINES)
def test_line(pairs: Pairs, line: str) -> None:
    pair = pairs.make(*LINE)
    pair.run(line, prints=True)


@pytest.mark.parametrize(
    "line",
    [
        "upgrade heads",
        "upgrade left@head",
        "upgrade bb22:left@head",
        "upgrade aa11:heads",
        "downgrade bc33:bb22",
        "stamp left@head",
    ],
)
@pytest.mark.parametrize("history", [BRANCHES, MERGED], ids=["branches", "merged"])
def test_branches(pairs: Pairs, history: tuple[Revision, ...], line: str) -> None:
    pairs.make(*history).run(f"{line} --sql", prints=True)


@pytest.mark.parametrize("url", ["postgresql://u:p@h/d", "mysql+pymysql://u:p@h/d", "mariadb+pymysql://u:p@h/d"])
def test_other_dialects_without_a_server(pairs: Pairs, url: str) -> None:
    pair = pairs.make(
        Revision(
            "aa11",
            upgrade="op.create_table('t', sa.Column('n', sa.Numeric(9, 2), server_default='0'), sa.Column('d', sa.DateTime))",
        ),
        Revision(
            "ab22",
            "aa11",
            upgrade="op.bulk_insert(sa.table('t', sa.column('n', sa.Integer)), [{'n': 1}])",
            downgrade="op.execute('DELETE FROM t')",
        ),
        url=url,
    )
    pair.succeed("upgrade head --sql", prints=True)
    pair.succeed("downgrade ab22:base --sql", prints=True)


@pytest.mark.parametrize(
    "options",
    [
        "transaction_per_migration=True",
        "output_buffer=open('out.sql', 'w')",
        "version_table='v'",
        "transactional_ddl=False",
    ],
)
def test_options_of_env_py(pairs: Pairs, options: str) -> None:
    pair = pairs.make(*LINE, options=options)
    pair.succeed("upgrade head --sql", prints=True)
