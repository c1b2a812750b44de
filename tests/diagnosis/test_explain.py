from __future__ import annotations

from pathlib import Path

from toolkit.diagnosis.explain import explain
from toolkit.diagnosis.scene import Scene
from toolkit.errors import TargetInvalid


def test_what_nobody_knows_is_an_unexpected_fault(tmp_path: Path) -> None:
    error = explain(RuntimeError("strange"), Scene(directory=tmp_path))
    assert (type(error).__name__, error.exit_code, error.why) == ("UnexpectedFault", 3, "strange")


def test_an_error_of_ours_is_explained_already(tmp_path: Path) -> None:
    error = TargetInvalid("There is none.")
    assert explain(error, Scene(directory=tmp_path)) is error
