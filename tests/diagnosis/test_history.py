from __future__ import annotations

from tests.diagnosis.raising import REVISION, Ground, told
from tests.diagnosis.test_files import second


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
