"""Creates the version table."""

from __future__ import annotations

import sqlalchemy as sa

from tests.workflows.conftest import MakeSettings
from toolkit.workflows.ensure_version import ensure_version


def test_the_table_that_env_py_names(project: MakeSettings) -> None:
    settings = project(options="version_table='mine'")
    ensure_version(settings)
    engine = sa.create_engine("sqlite:///app.db", poolclass=sa.NullPool)
    assert sa.inspect(engine).get_table_names() == ["mine"]
