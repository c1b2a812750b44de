"""What is dropped for real in a rehearsal."""

from __future__ import annotations

import pytest

from tests.planning.conftest import MakeStanding
from tests.planning.standing import Standing

MAKE = "op.create_table('t', sa.Column('id', sa.Integer, primary_key=True), sa.Column('n', sa.Integer))"
DROP = "op.drop_table('t')"


def test_a_live_table_goes_to_the_trash_though_the_shadow_s_is_empty(standing: Standing) -> None:
    upgrade = "op.drop_column('users', 'status')\n    op.drop_table('users')"
    column, table = standing.having().statements(upgrade)
    assert column.trash == ("column users.status",)
    assert table.trash == ("table users",)


def test_what_the_plan_makes_and_never_fills_is_dropped(standing: Standing) -> None:
    _, drop = standing.having().statements(f"{MAKE}\n    {DROP}")
    assert drop.trash == ()
    assert drop.sent == (drop.sql,)


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
@pytest.mark.parametrize("fill", ["INSERT INTO t VALUES (1, 1)", "INSERT INTO t SELECT id, id FROM users"])
def test_what_the_plan_fills_is_kept(fill: str, backend: str, standing_on: MakeStanding) -> None:
    """The second one inserts nothing here, where no table has rows, and would in the run."""
    *_, drop = standing_on(backend).having().statements(f"{MAKE}\n    op.execute({fill!r})\n    {DROP}")
    assert drop.trash == ("table t",)
