"""The databases of the project, looked at before anything runs; none but the one that was asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy.engine import URL, make_url

from toolkit.backends.register import hidden_url
from toolkit.backends.sessions.register import sessions_of
from toolkit.errors import CommandRefused
from toolkit.execution.opened import Opened
from toolkit.places import lead_to_one_place
from toolkit.project import Project
from toolkit.rehearsal.observing import Observed, observe


@dataclass(frozen=True, kw_only=True)
class Found:
    """One database, and what this process has open to its server."""

    observed: Observed
    opened: Opened

    def own_sessions(self) -> Collection[str]:
        """The server's names of the connections that env.py, or what it imports, has left open."""
        sessions = sessions_of(self.observed.place.backend)
        return () if sessions is None else self.opened.ids(sessions)


def databases_of(project: Project) -> Iterator[Found]:
    """Each of them in turn. Raises CommandRefused where env.py connects to another one than the URL asked for."""
    opened = Opened()
    with opened.watching():
        found = observe(project, live=False)
    for observed in found:
        refuse_other_url(project, observed.engine.url)
        yield Found(observed=observed, opened=opened)


def refuse_other_url(project: Project, found: URL) -> None:
    """An env.py that takes its URL from elsewhere must not lead to another database than the one asked for."""
    wanted = project.settings.url
    if wanted is None:
        return
    asked = make_url(wanted)
    if not lead_to_one_place(asked, found):
        raise CommandRefused(
            f"env.py connects to {hidden_url(found)}, not to the URL asked for, {hidden_url(asked)}.",
            where=str(project.script.env_py_location),
            why="It does not read `sqlalchemy.url`, so --url cannot reach it. Nothing was run.",
            mend="Set the URL where env.py reads it (a variable, the application's settings), and leave --url out.",
        )
