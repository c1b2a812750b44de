"""tk ensure-version."""

from __future__ import annotations

from toolkit.cli.common import Invocation, command
from toolkit.cli.options import Sql


@command
def ensure_version(invocation: Invocation, sql: Sql = False) -> None:
    """Create the version table where it is missing."""
    from toolkit.workflows.ensure_version import ensure_version as create

    create(invocation.settings(), sql=sql)
