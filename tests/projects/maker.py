"""Makes Alembic projects for tests, from a few parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ENV = """\
import json
from pathlib import Path

import sqlalchemy as sa
from alembic import context

config = context.config
target_metadata = sa.MetaData()
{models}


def answer(question):
    try:
        return question()
    except Exception as error:
        return type(error).__name__


def seen():
    options = dict(vars(config.cmd_opts))
    command, positional, keywords = options.pop("cmd")
    return {{
        "command": command.__name__,
        "parameters": sorted(name for name in [*positional, *keywords] if name in options),
        "options": options,
        "x": context.get_x_argument(),
        "tag": answer(context.get_tag_argument),
        "from": answer(context.get_starting_revision_argument),
        "to": answer(context.get_revision_argument),
        "heads": answer(context.get_head_revisions),
        "offline": context.is_offline_mode(),
        "ini": config.config_file_name,
        "toml": str(config.toml_file_name),
        "section": config.config_ini_section,
        "url": config.get_alembic_option("sqlalchemy.url"),
        "color": config.get_alembic_option("color"),
        "main color": config.get_main_option("color") if Path(config.config_file_name).exists() else None,
        "attributes": sorted(config.attributes),
    }}


with Path("seen.jsonl").open("a") as file:
    file.write(json.dumps(seen(), default=str) + "\\n")
{prelude}
URL = config.get_alembic_option("sqlalchemy.url")


def run(**connected):
    context.configure(target_metadata=target_metadata, **connected, {options})
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    run(url=URL, literal_binds=True, dialect_opts={{"paramstyle": "named"}})
else:
    with sa.create_engine(URL, poolclass=sa.NullPool).connect() as connection:
        run(connection=connection)
"""

MAKO = '''\
"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
Create Date: ${create_date}
"""
from alembic import op
import sqlalchemy as sa
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade():
    ${upgrades if upgrades else "pass"}


def downgrade():
    ${downgrades if downgrades else "pass"}
'''


@dataclass(frozen=True)
class Revision:
    """One revision file; without code it creates, and drops, a table named after it."""

    name: str
    parents: str | tuple[str, ...] | None = None
    labels: str | None = None
    depends_on: str | tuple[str, ...] | None = None
    upgrade: str = "op.create_table('t_{name}', sa.Column('id', sa.Integer, primary_key=True))"
    downgrade: str = "op.drop_table('t_{name}')"
    folder: str = "scripts/versions"

    def text(self) -> str:
        """The file."""
        heading = f'"""Create {self.name}\n\nRevision ID: {self.name}\nRevises: {self.parents}\nCreate Date: 2026-01-02 03:04:05\n"""'
        code = f"revision = {self.name!r}\ndown_revision = {self.parents!r}\n"
        code += f"branch_labels = {self.labels!r}\ndepends_on = {self.depends_on!r}\n"
        up, down = (text.replace("{name}", self.name) for text in (self.upgrade, self.downgrade))
        return f"{heading}\nimport sqlalchemy as sa\nfrom alembic import op\n\n{code}\n\ndef upgrade():\n    {up}\n\n\ndef downgrade():\n    {down}\n"


LINE = (Revision("aa11"), Revision("ab22", "aa11"), Revision("cc33", "ab22"))
"""A history without branches."""

BRANCHES = (
    Revision("aa11"),
    Revision("bb22", "aa11", labels="left"),
    Revision("bc33", "bb22"),
    Revision("dd44", "aa11", labels="right"),
    Revision("de55", "dd44"),
)
"""Two heads, each on a labelled branch."""

MERGED = (*BRANCHES, Revision("ff66", ("bc33", "de55")), Revision("fa77", "ff66"))
"""The same two, joined."""

DEPENDENT = (
    Revision("aa11"),
    Revision("bb22", "aa11"),
    Revision("dd44", None, labels="other", depends_on="aa11"),
    Revision("de55", "dd44"),
)
"""Two lines from two bases, the second of which needs the first revision of the first."""


def make_project(
    directory: Path,
    revisions: Sequence[Revision] = LINE,
    *,
    url: str = "sqlite:///app.db",
    models: str = "",
    prelude: str = "",
    options: str = "",
    settings: Mapping[str, str] | None = None,
    more: str = "",
) -> Path:
    """An Alembic project in ``directory``, configured by alembic.ini.

    ``models``, ``prelude`` and ``options`` are Python that goes into env.py: the tables, what runs before the
    connection is made, and further arguments of ``context.configure``. ``settings`` go into the ini file's
    main section, ``more`` is text after it.
    """
    write_scripts(directory, revisions, models=models, prelude=prelude, options=options)
    lines = {
        "script_location": "%(here)s/scripts",
        "path_separator": "os",
        "sqlalchemy.url": url.replace("%", "%%"),
    } | dict(settings or {})
    section = "\n".join(f"{name} = {value}" for name, value in lines.items())
    (directory / "alembic.ini").write_text(f"[alembic]\n{section}\n\n{more}", encoding="utf-8")
    return directory


def write_scripts(
    directory: Path, revisions: Sequence[Revision], *, models: str = "", prelude: str = "", options: str = ""
) -> None:
    """The migrations directory ``scripts`` alone, without a configuration."""
    (directory / "scripts/versions").mkdir(parents=True)
    environment = ENV.format(models=models, prelude=prelude, options=options)
    (directory / "scripts/env.py").write_text(environment, encoding="utf-8")
    (directory / "scripts/script.py.mako").write_text(MAKO, encoding="utf-8")
    for revision in revisions:
        path = directory / revision.folder / f"{revision.name}_create.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(revision.text(), encoding="utf-8")
