"""Opening a project, and running its env.py as it is."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from tests.projects.maker import BRANCHES, LINE, Revision, make_project
from tests.projects.opened import settings_of
from toolkit.errors import ScriptsMissing
from toolkit.project import opened


@pytest.fixture(autouse=True)
def in_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the command line would stand there: env.py may write into its directory."""
    monkeypatch.chdir(tmp_path)


def test_steps_get_the_heads_of_the_database(tmp_path: Path) -> None:
    make_project(tmp_path, LINE, url=f"sqlite:///{tmp_path}/app.db")
    seen: list[Any] = []
    with opened(settings_of(tmp_path), "upgrade") as project:
        project.run_environment(lambda heads, context: seen.append((heads, context.dialect.name)) or [])
    assert seen == [((), "sqlite")]


def test_the_hook_sees_each_context_before_any_migration(tmp_path: Path) -> None:
    make_project(tmp_path, LINE, url=f"sqlite:///{tmp_path}/app.db")
    order: list[str] = []
    with opened(settings_of(tmp_path), "upgrade") as project:
        project.run_environment(
            lambda heads, context: order.append("steps") or [], configured=lambda context: order.append("configured")
        )
    assert order == ["configured", "steps"]


def test_known_revisions(tmp_path: Path) -> None:
    make_project(tmp_path, BRANCHES)
    with opened(settings_of(tmp_path), "heads") as project:
        assert project.is_known("bc33")
        assert not project.is_known("nowhere")
        assert project.version_directories == (tmp_path / "scripts/versions",)


@pytest.mark.parametrize("missing", ["scripts", "scripts/env.py"])
def test_missing_scripts(tmp_path: Path, missing: str) -> None:
    make_project(tmp_path, LINE)
    (tmp_path / missing).rename(tmp_path / "elsewhere")
    with (
        opened(settings_of(tmp_path), "upgrade") as project,
        pytest.raises(ScriptsMissing, match=r"does not exist|no env\.py"),
    ):
        project.run_environment(lambda heads, context: [])


@pytest.mark.parametrize(
    "warned", [(LINE[0], Revision("bb22", "nowhere")), (LINE[0], Revision("aa11", folder="scripts/versions/more"))]
)
def test_what_alembic_only_warns_of_stops(tmp_path: Path, warned: tuple[Revision, ...]) -> None:
    make_project(tmp_path, warned, settings={"recursive_version_locations": "true"})
    with opened(settings_of(tmp_path), "heads") as project, pytest.raises(UserWarning):
        project.script.get_heads()


def test_alembics_own_story_is_not_told_twice(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    loud = "import logging; logging.getLogger('alembic').setLevel('INFO')"
    make_project(tmp_path, LINE, url=f"sqlite:///{tmp_path}/app.db", prelude=loud)
    with caplog.at_level(logging.INFO), opened(settings_of(tmp_path), "upgrade") as project:
        project.run_environment(lambda heads, context: list(project.script._upgrade_revs("head", heads)))
    assert not [record for record in caplog.records if record.name == "alembic.runtime.migration"]
    with caplog.at_level(logging.INFO), opened(settings_of(tmp_path, verbose=True), "downgrade") as project:
        project.run_environment(lambda heads, context: list(project.script._downgrade_revs("base", heads)))
    assert [record for record in caplog.records if "Running downgrade" in record.getMessage()]


def test_revision_files_that_changed_are_read_again(tmp_path: Path) -> None:
    make_project(tmp_path, LINE)
    files = tmp_path / "scripts/versions"
    with opened(settings_of(tmp_path), "heads") as project:
        assert project.script.get_heads() == ["cc33"]
        (files / "dd44_create.py").write_text(Revision("dd44", "cc33").text())
        again = project.reread([files / "dd44_create.py"])
        assert (project.script.get_heads(), again.script.get_heads()) == (["cc33"], ["dd44"])
        assert again.script.get_revision("ab22").module is project.script.get_revision("ab22").module
        (files / "cc33_create.py").write_text(Revision("cc33", "aa11").text())
        (files / "dd44_create.py").unlink()
        again = again.reread(str(files / f"{name}_create.py") for name in ("cc33", "dd44"))
        assert again.script.get_heads() == ["ab22", "cc33"]
