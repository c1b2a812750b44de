"""A live database that stands somewhere in its history, and plans for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tests.projects.maker import Revision
from tests.projects.opened import Heard
from tests.servers.database import Database
from toolkit.execution.apart import looking_apart
from toolkit.plan import PlannedStatement
from toolkit.planning.making import Asked, Made, Making
from toolkit.project import Project
from toolkit.rehearsal.observing import observe

FIRST = Revision("aa11", upgrade="pass", downgrade="pass")
"""What it made is there already, however it came about."""
USERS = (
    "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(50), status VARCHAR(10))",
    "INSERT INTO users (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'e')",
)
VERSION = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)",
    "INSERT INTO alembic_version VALUES ('aa11')",
)


def execute(database: Database, *statements: str) -> None:
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


@dataclass
class Standing:
    """The database has a table of users, and stands at the first revision."""

    database: Database
    open_project: Callable[..., Project]

    def having(self, *statements: str) -> Standing:
        execute(self.database, *VERSION, *USERS, *statements)
        return self

    def plan(self, *revisions: Revision, target: str = "heads", down: bool = False, **given: Any) -> Made:
        """``given`` are fields of Asked, and parameters of the project."""
        fields = {
            name: given.pop(name)
            for name in ("start", "copies_all", "tries_back", "keeps", "look", "meanwhile")
            if name in given
        }
        fields.setdefault("tries_back", fields.get("copies_all", True))
        project = self.open_project(FIRST, *revisions, url=self.database.url, **given)
        [observed] = observe(project, live=False)
        find = project.script._downgrade_revs if down else project.script._upgrade_revs
        asked = Asked(target=target, find_steps=lambda heads: find(target, heads), **fields)
        return looking_apart(
            observed.engine,
            lambda live: Making(project=project, observed=observed, asked=asked, live=live, tell=Heard().append).made(),
        )

    def statements(self, upgrade: str, **given: Any) -> list[PlannedStatement]:
        """Of one revision that is pending."""
        made = self.plan(Revision("bb22", "aa11", upgrade=upgrade, downgrade="pass"), **given)
        assert made.database.unseen == ()
        [revision] = made.database.revisions
        return list(revision.statements)
