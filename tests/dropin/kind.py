"""What a made-up project is, and how it comes to lie in a directory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from tests.servers.database import Database

EVERYWHERE = ("sqlite", "mariadb", "mysql", "postgresql")
A_FILE_AND_A_SERVER = ("sqlite", "postgresql")
"""Enough where the kind has to do with Python, not with the server."""

INI = """\
[alembic]
script_location = %(here)s/scripts
prepend_sys_path = %(here)s
path_separator = os
sqlalchemy.url = @INI_URL@
"""

REVISION = '''\
"""{name}"""
import sqlalchemy as sa
from alembic import context, op

revision = "{name}"
down_revision = {parent!r}
branch_labels = {labels!r}
depends_on = {depends_on!r}


def upgrade(**keywords):
    {upgrade}


def downgrade(**keywords):
    {downgrade}
'''


def revision(name: str, parent: str | None, upgrade: str, downgrade: str = "pass", **more: str) -> str:
    """The text of a revision file."""
    values = {"labels": None, "depends_on": None} | more
    up, down = (text.strip().replace("\n", "\n    ") for text in (upgrade, downgrade))
    return REVISION.format(name=name, parent=parent, upgrade=up, downgrade=down, **values)


TWO = {
    "scripts/versions/one.py": revision(
        "one",
        None,
        """
op.create_table("users", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(40)))
op.bulk_insert(sa.table("users", sa.column("id"), sa.column("name")), [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}])
""",
        'op.drop_table("users")',
    ),
    "scripts/versions/two.py": revision(
        "two",
        "one",
        """
with op.batch_alter_table("users") as batch:
    batch.add_column(sa.Column("email", sa.String(80)))
op.execute("UPDATE users SET email = name")
op.create_index("users_email", "users", ["email"])
""",
        """
op.drop_index("users_email", table_name="users")
with op.batch_alter_table("users") as batch:
    batch.drop_column("email")
""",
    ),
}
"""A history of two revisions, with rows."""


@dataclass(frozen=True)
class Kind:
    """A kind of project. Texts of ``files`` may say @URL@ or, in an ini file, @INI_URL@."""

    name: str
    files: Mapping[str, str]
    backends: tuple[str, ...] = EVERYWHERE
    driver: str | None = None
    """The driver in the URL, where not the one that the tests use."""
    before: tuple[str, ...] = ()
    """Statements that the database has seen before Alembic."""
    commands: tuple[str, ...] = ("upgrade heads", "downgrade -1")
    variables: Mapping[str, str] = field(default_factory=dict)

    def url(self, database: Database) -> str:
        """The URL that the project is configured with."""
        url = sa.make_url(database.url)
        if self.driver:
            url = url.set(drivername=f"{url.get_backend_name()}+{self.driver}")
        return url.render_as_string(hide_password=False)

    def make(self, directory: Path, database: Database) -> None:
        """Write the project's files, and bring the database to where its history begins."""
        url = self.url(database)
        files = {"alembic.ini": INI} | dict(self.files)
        for name, text in files.items():
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace("@INI_URL@", url.replace("%", "%%")).replace("@URL@", url), encoding="utf-8")
        engine = sa.create_engine(database.url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            for statement in self.before:
                connection.exec_driver_sql(statement)
