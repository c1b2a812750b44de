"""Why a run cannot go on, or did not count, in words."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.errors import AnotherRunner, EnvironmentFailed, NotCommitted, VersionTableInvalid
from toolkit.execution.account import Account
from toolkit.project import Project


def turn_lost() -> AnotherRunner:
    """Somebody else may have the turn."""
    return AnotherRunner(
        "The lease of this run is lost: its row was not renewed in time, and another process may migrate now.",
        why="The server could not be reached over a second connection, or somebody removed the row of `tk_lease`.",
        mend="Run the same command again; it goes on where this one stopped.",
    )


def never_ran(project: Project) -> EnvironmentFailed:
    """env.py did not do what it is for."""
    return EnvironmentFailed(
        "env.py ended without running any migration.",
        where=str(project.script.env_py_location),
        why="It never called `context.run_migrations()` after `context.configure(connection=...)`.",
        mend="Call both in it, as the env.py of `tk init` does; nothing was changed.",
    )


def not_committed(account: Account) -> NotCommitted:
    """What ran was taken back."""
    return NotCommitted(
        "The revisions ran, and env.py closed the connection without a commit: the version table was not changed.",
        where=account.place.url,
        why="A statement on the connection before `context.configure` began a transaction, "
        "which Alembic then leaves to env.py.",
        mend="Call `connection.commit()` in env.py before `context.configure`, or after the migrations.",
    )


def head_unknown(heads: Iterable[str], project: Project) -> VersionTableInvalid:
    """The version table names what is not there."""
    return VersionTableInvalid(
        f"The database is at revision {', '.join(heads)}, which no revision file has.",
        where=", ".join(map(str, project.version_directories)),
        why="A newer release migrated it, or the file was deleted or is on another branch of the repository.",
        mend="Deploy the files that made this database, or say what it is at: `tk stamp --purge REVISION`.",
    )
