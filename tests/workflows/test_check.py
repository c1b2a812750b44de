"""Would autogenerate write anything?"""

from __future__ import annotations

import pytest

from tests.projects.maker import Revision
from tests.projects.opened import Heard
from tests.workflows.conftest import MakeSettings
from toolkit.errors import MetadataMissing, PendingRevisions
from toolkit.workflows.check import check
from toolkit.workflows.migrate import migrate

SAME = "sa.Table('t_aa11', target_metadata, sa.Column('id', sa.Integer, primary_key=True))"
MORE = "sa.Table('t_aa11', target_metadata, sa.Column('id', sa.Integer, primary_key=True), sa.Column('name', sa.String(9)))"


def test_agreement(project: MakeSettings) -> None:
    settings = project(Revision("aa11"), models=SAME)
    migrate(settings, "head", Heard().append)
    assert check(settings).differences == ()


def test_a_difference_inside_a_table(project: MakeSettings) -> None:
    settings = project(Revision("aa11"), models=MORE)
    migrate(settings, "head", Heard().append)
    [difference] = check(settings).differences
    assert (difference.operation, difference.table) == ("AddColumn", "t_aa11")
    assert "'name'" in difference.code


def test_pending_revisions(project: MakeSettings) -> None:
    with pytest.raises(PendingRevisions):
        check(project())


def test_no_models(project: MakeSettings) -> None:
    settings = project(Revision("aa11"), models="target_metadata = None")
    migrate(settings, "head", Heard().append)
    with pytest.raises(MetadataMissing):
        check(settings)
