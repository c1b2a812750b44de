"""Ensure-version: create the version table where it is missing."""

from __future__ import annotations

from alembic import command

from toolkit.settings import Settings
from toolkit.workflows.opening import open_project


def ensure_version(settings: Settings, *, sql: bool = False) -> None:
    """Create ``alembic_version`` in each database, or print the statement with ``sql``. Raises a TkError."""
    with (
        open_project(settings, "ensure_version", sql=sql) as project,
        project.around_environment(),
    ):
        command.ensure_version(project.config, sql=sql)
