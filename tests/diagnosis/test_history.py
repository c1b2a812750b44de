from __future__ import annotations

import pytest

from tests.diagnosis.raising import REVISION, Ground, told
from tests.diagnosis.test_files import second
from tests.projects.opened import settings_of
from toolkit.errors import TargetInvalid
from toolkit.workflows.downgrade import downgrade
from toolkit.workflows.migrate import migrate
from toolkit.workflows.status import status


def test_an_id_that_two_files_carry(ground: Ground) -> None:
    ground.revision(REVISION.format(upgrade="pass"), "copy")
    error = ground.error()
    assert "Two revision files carry the id one" in error.what
    assert "migrations/versions/copy.py:4" in error.where
    assert "migrations/versions/one.py:4" in error.where


def test_a_cycle(ground: Ground) -> None:
    ground.revision(second(down_revision="three"), "two")
    ground.revision(second(revision="three", down_revision="two"), "three")
    assert "cycle" in told(ground.error())


def test_a_cycle_of_dependencies(ground: Ground) -> None:
    ground.revision(second(down_revision=None, depends_on="three"), "two")
    ground.revision(second(revision="three", down_revision=None, depends_on="two"), "three")
    assert "cycle" in told(ground.error())


def test_an_error_of_a_revision_that_sounds_like_one_of_the_graph(ground: Ground) -> None:
    ground.upgrade("from alembic.util import CommandError; raise CommandError('the branch head revision')")
    assert type(ground.error()).__name__ == "RevisionFailed"


def test_a_step_back_from_a_merge_names_no_parent(ground: Ground) -> None:
    ground.revision(second(), "two")
    ground.revision(second(revision="other"), "other")
    ground.revision(second(revision="merged", down_revision=("two", "other")), "merged")
    settings = settings_of(ground.directory)
    migrate(settings, "head", lambda event: None)
    with pytest.raises(TargetInvalid, match="leads to each of its parents") as refused:
        downgrade(settings, "-1", lambda event: None)
    assert "`tk downgrade PARENT`" in refused.value.mend
    downgrade(settings, "two", lambda event: None)
    heads = [entry.revision for entry in status(settings).databases[0].current]
    assert {*heads} == {"two", "other"}
