"""The way back, tried after the way there."""

from __future__ import annotations

import pytest

from tests.planning.conftest import MakeStanding
from tests.planning.standing import Standing
from tests.projects.maker import Revision

ADD, REMOVE = "op.add_column('users', sa.Column('x', sa.Integer))", "op.drop_column('users', 'x')"


def test_a_way_back(everywhere: Standing) -> None:
    revisions = Revision("bb22", "aa11", upgrade=ADD, downgrade=REMOVE), Revision("cc33", "bb22")
    made = everywhere.having().plan(*revisions)
    assert [(one.is_reversible, one.irreversible) for one in made.database.revisions] == [(True, None)] * 2


@pytest.mark.parametrize(
    ("downgrade", "why"),
    [
        ("pass", "it does not make again as it was: column users.x"),
        ("raise NotImplementedError('no way')", "NotImplementedError: no way"),
        ("op.drop_column('users', 'y')", "y"),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_none(downgrade: str, why: str, backend: str, standing_on: MakeStanding) -> None:
    made = standing_on(backend).having().plan(Revision("bb22", "aa11", upgrade=ADD, downgrade=downgrade))
    [revision] = made.database.revisions
    assert revision.is_reversible is False
    assert why in str(revision.irreversible)


def test_a_file_without_a_way_back(standing_on: MakeStanding) -> None:
    revision = Revision("bb22", "aa11", upgrade=f"{ADD}\n\n\nglobals()['leave'] = None", downgrade="pass")
    without = Revision(**{**vars(revision), "downgrade": "pass\n\n\ndel downgrade"})
    [planned] = standing_on("sqlite").having().plan(without).database.revisions
    assert (planned.is_reversible, planned.irreversible) == (False, "its file has no function for that")


def test_what_is_before_the_first_that_fails_is_not_tried(standing_on: MakeStanding) -> None:
    revisions = (
        Revision("bb22", "aa11", upgrade=ADD, downgrade=REMOVE),
        Revision("cc33", "bb22", downgrade="raise ValueError"),
    )
    made = standing_on("sqlite").having().plan(*revisions)
    assert [one.is_reversible for one in made.database.revisions] == [None, False]


def test_what_is_not_asked_is_not_tried(standing_on: MakeStanding) -> None:
    made = standing_on("sqlite").having().plan(Revision("bb22", "aa11", upgrade=ADD), copies_all=False)
    assert [one.is_reversible for one in made.database.revisions] == [None]


def test_a_drop_comes_back_and_the_way_back_of_a_downgrade_is_an_upgrade(standing: Standing) -> None:
    create = "op.create_table('users', sa.Column('id', sa.Integer, primary_key=True, autoincrement=False), sa.Column('name', sa.String(50)), sa.Column('status', sa.String(10)))"
    drops = Revision("bb22", "aa11", upgrade="op.drop_table('users')", downgrade=create)
    [revision] = standing.having().plan(drops).database.revisions
    assert (revision.is_reversible, revision.irreversible) == (True, None)


def test_the_version_table_of_a_new_database_is_no_matter(standing: Standing) -> None:
    """A database at no revision: whoever goes back to it leaves the version table there."""
    made = standing.plan(Revision("bb22", "aa11"))
    assert [one.revision for one in made.database.revisions] == ["aa11", "bb22"]
    assert [one.irreversible for one in made.database.revisions] == [None, None]
