"""Projects opened in this process."""

from __future__ import annotations

from tests.projects.opening import open_project

__all__ = ["open_project"]
