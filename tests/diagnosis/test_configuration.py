from __future__ import annotations

import pytest

from tests.diagnosis.raising import INI, Ground, told
from tests.projects.opened import settings_of
from toolkit.errors import ScriptsMissing
from toolkit.reports.fault import render
from toolkit.workflows.migrate import migrate
from toolkit.workflows.revise import revise


def test_a_value_that_alembic_does_not_take(ground: Ground) -> None:
    (ground.directory / "alembic.ini").write_text(INI.replace("= os", "= nosuch\nversion_locations = a b"))
    assert "path_separator" in told(ground.error())
    assert ground.error().exit_code == 2


def test_a_package_of_scripts_that_cannot_be_imported(ground: Ground) -> None:
    (ground.directory / "alembic.ini").write_text(INI.replace("%(here)s/migrations", "nosuchpackage:migrations"))
    error = ground.error()
    assert type(error).__name__ == "ScriptsMissing"
    assert "nosuchpackage" in error.why


def test_a_percent_sign_that_env_py_sets(ground: Ground) -> None:
    ground.env(
        "from alembic import context\ncontext.config.set_main_option('sqlalchemy.url', 'mysql://u:p%40S3cr3t@h/x')\n"
    )
    assert "S3cr3t" not in render(ground.error(), ())


def test_a_migrations_directory_without_a_template(ground: Ground) -> None:
    """As those in the wheels of many projects."""
    settings = settings_of(ground.directory)
    migrate(settings, "head", lambda event: None)
    with pytest.raises(ScriptsMissing) as caught:
        revise(settings, message="x")
    assert caught.value.where == str(ground.directory / "migrations/script.py.mako")
    assert "template" in caught.value.what
