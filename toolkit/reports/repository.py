"""Files as the sites that host a repository name them: relative to its root, wherever in it tk runs."""

from __future__ import annotations

import os
from pathlib import Path

from toolkit.answers import CheckResult
from toolkit.finding import Finding, Location

LAST_RESORT = "alembic.ini"


def location_of(finding: Finding, answer: CheckResult) -> Location:
    """Where the finding lies; the first line of the configuration for one that lies in no file.

    GitLab and GitHub's code scanning refuse a whole report for one finding without a file.
    """
    if finding.location is not None:
        return Location(file=from_root(finding.location.file), line=finding.location.line)
    return Location(file=from_root(next(iter(answer.configuration), LAST_RESORT)), line=1)


def from_root(file: str) -> str:
    """``file``, which is relative to the current directory, relative to the root of the repository around that.

    A file outside of it keeps its name.
    """
    here = Path.cwd()
    path = Path(os.path.normpath(here / file))
    root = next((directory for directory in (here, *here.parents) if (directory / ".git").exists()), None)
    return path.relative_to(root).as_posix() if root is not None and path.is_relative_to(root) else file
