"""Whatever goes wrong with an open project is one error of ours."""

from __future__ import annotations

import pytest

from tests.workflows.conftest import MakeSettings
from toolkit.errors import NotAtHead, TkError
from toolkit.workflows.opening import open_project


def test_another_error_is_explained(project: MakeSettings) -> None:
    with pytest.raises(TkError) as caught, open_project(project(), "current"):
        raise ZeroDivisionError("x")
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


@pytest.mark.parametrize("error", [NotAtHead("no"), BrokenPipeError()])
def test_an_error_with_a_meaning_of_its_own_passes(project: MakeSettings, error: Exception) -> None:
    with pytest.raises(type(error)) as caught, open_project(project(), "current"):
        raise error
    assert caught.value is error


def test_env_py_sees_the_command_and_its_options(project: MakeSettings) -> None:
    with open_project(project(), "upgrade", revision="head", sql=False, tag=None) as opened:
        options = opened.config.cmd_opts
        assert options is not None
        assert (options.cmd[0].__name__, options.revision, options.sql) == ("upgrade", "head", False)
