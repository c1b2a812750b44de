from __future__ import annotations

import pytest

from tests.diagnosis.raising import REVISION, Ground, told
from tests.projects.opened import settings_of
from toolkit.errors import NoWayBack
from toolkit.workflows.downgrade import downgrade
from toolkit.workflows.migrate import migrate

SECOND = REVISION.format(upgrade="pass").replace('"one"', '"two"').replace("None", '"one"', 1)


def second(**values: object) -> str:
    lines = SECOND.splitlines()
    for name, value in values.items():
        lines = [line for line in lines if not line.startswith(f"{name} =")]
        lines.insert(3, f"{name} = {value!r}")
    return "\n".join(lines) + "\n"


FILES = {
    "the id is a number": (second(revision=3), "`revision = 3`"),
    "the id is None": (second(revision=None), "`revision = None`"),
    "the id is a list": (second(revision=["a"]), "`revision = ['a']`"),
    "the id has an @": (second(revision="a@b"), "without @"),
    "the id is reserved": (second(revision="base"), "none of base"),
    "the parent is a number": (second(down_revision=3), "`down_revision = 3`"),
    "a parent is a number": (second(down_revision=("one", 3)), "`down_revision = ('one', 3)`"),
    "an unknown parent": (second(down_revision="nosuch"), "nosuch"),
    "one unknown parent of two": (second(down_revision=["one", "nosuch"]), "nosuch"),
    "an unknown dependency": (second(depends_on="nosuch"), "nosuch"),
    "the label is an id": (second(branch_labels="one"), "branch label one"),
    "no id": ("x = 1\n", "two.py"),
    "no upgrade": (SECOND.replace("def upgrade", "def up"), "has no upgrade()"),
}


def test_a_revision_without_a_way_back(ground: Ground) -> None:
    ground.revision(SECOND.replace("def downgrade", "def down"), "two")
    settings = settings_of(ground.directory)
    migrate(settings, "head", lambda event: None)
    with pytest.raises(NoWayBack) as refused:
        downgrade(settings, "base", lambda event: None)
    error = refused.value
    assert error.exit_code == 1
    assert error.what == "Revision two cannot be undone: its file has no downgrade(). Nothing was undone."
    assert error.where.endswith("two.py")
    assert "`tk downgrade two`" in error.mend


@pytest.mark.parametrize("wrong", FILES)
def test_a_wrong_declaration_is_told_with_its_file(wrong: str, ground: Ground) -> None:
    text, said = FILES[wrong]
    ground.revision(text, "two")
    error = ground.error()
    assert type(error).__name__ == "RevisionFilesBroken"
    assert said in told(error)
    assert "two.py" in told(error)


def test_a_label_given_twice(ground: Ground) -> None:
    ground.revision(second(branch_labels="x"), "two")
    ground.revision(second(revision="three", down_revision="two", branch_labels=("x",)), "three")
    assert "branch label x" in told(ground.error())


def test_sound_files_are_not_blamed_for_a_target(ground: Ground) -> None:
    ground.revision(second(down_revision=None), "two")
    assert type(ground.error()).__name__ == "MultipleHeads"


def test_a_computed_id_is_no_unknown_one(ground: Ground) -> None:
    ground.revision(SECOND.replace('revision = "two"', 'revision = "t" + "wo"'), "two")
    ground.revision(second(revision="three", down_revision="two", depends_on="nosuch"), "three")
    assert "names two" not in told(ground.error())
