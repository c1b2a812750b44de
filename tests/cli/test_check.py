"""`tk check`."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Tk


@pytest.fixture
def migrated(tk: Tk) -> Tk:
    tk.run("migrate")
    return tk


def test_differences_are_1(migrated: Tk) -> None:
    assert "op.drop_table('t_aa11')" in migrated.says("check", code=1)
    assert len(migrated.json("check", code=1)["differences"]) == 3


def test_agreement_is_0(migrated: Tk) -> None:
    env = migrated.directory / "scripts/env.py"
    tables = "\n".join(
        f"sa.Table('t_{name}', target_metadata, sa.Column('id', sa.Integer, primary_key=True))"
        for name in ("aa11", "ab22", "cc33")
    )
    env.write_text(
        env.read_text().replace("target_metadata = sa.MetaData()", f"target_metadata = sa.MetaData()\n{tables}")
    )
    assert "agree" in migrated.says("check")
    assert migrated.json("check") == {"differences": []}


def test_pending_revisions_are_a_refusal(tk: Tk) -> None:
    assert "pending-revisions" in tk.complains("check", code=1)
