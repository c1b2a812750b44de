"""Current: which revisions the databases are at."""

from __future__ import annotations

from toolkit.answers import Current
from toolkit.errors import NotAtHead, VersionTableInvalid
from toolkit.settings import Settings
from toolkit.workflows.opening import open_project
from toolkit.workflows.standing import read_standing


def current(settings: Settings, *, check_heads: bool = False) -> Current:
    """Where each database stands. With ``check_heads`` raises NotAtHead unless each is at every head."""
    options = {"check_heads": check_heads, "verbose": settings.verbose}
    with open_project(settings, "current", **options) as project:
        databases = read_standing(project, verbose=settings.verbose)
    for database in databases:
        if database.unknown:
            raise VersionTableInvalid(
                f"The database is at revision {', '.join(database.unknown)}, which no revision file has.",
                where=database.place.url,
                mend="Deploy the files that made this database, or say what it is at: `tk stamp --purge REVISION`.",
            )
        if check_heads and not database.at_head:
            raise NotAtHead(
                f"{database.place.database} is not at every head.",
                where=database.place.url,
                why=f"It is at {', '.join(entry.revision for entry in database.current) or 'base'}.",
                mend="Run `tk migrate`; `tk status` lists what is pending.",
            )
    return Current(databases=databases)
