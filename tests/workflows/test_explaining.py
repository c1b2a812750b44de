"""The one error that explains what went wrong."""

from __future__ import annotations

from tests.projects.opened import settings_of
from tests.workflows.conftest import MakeSettings
from toolkit.errors import TargetInvalid, TkError
from toolkit.workflows.explaining import _scene, explained
from toolkit.workflows.opening import open_project


def test_without_a_project_the_scene_is_the_directory(project: MakeSettings) -> None:
    settings = project()
    assert _scene(settings, None, None).directory == settings.directory
    assert isinstance(explained(ValueError("x"), settings, None), TkError)


def test_the_scene_of_a_project(project: MakeSettings) -> None:
    settings = project()
    with open_project(settings, "current") as opened:
        opened.run_environment(lambda heads, context: [], dont_mutate=True)
        scene = _scene(settings, opened, "aa11")
    assert scene.backend is not None
    assert scene.backend.name == "sqlite"
    assert scene.scripts == settings.directory / "scripts"
    assert scene.revision == "aa11"


def test_a_broken_directory_leaves_its_part_out(project: MakeSettings) -> None:
    settings = project(settings={"script_location": "nowhere"})
    caught: list[TkError] = []
    try:
        with open_project(settings, "current") as opened:
            assert _scene(settings, opened, None).scripts is None
            opened.script.get_heads()
    except TkError as error:
        caught.append(error)
    assert [error.kebab_name() for error in caught] == ["scripts-missing"]
    assert not isinstance(caught[0], TargetInvalid)
    assert settings_of(settings.directory) == settings
