"""From models that differ from their database to a revision, up, checked, and down again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from tests.projects.maker import make_project
from tests.projects.opened import settings_of
from toolkit.autogenerate.choices import choices_of
from toolkit.autogenerate.losses import KINDS
from toolkit.backends.catalogs.register import reader_of
from toolkit.backends.own import without_our_own
from toolkit.catalog.comparison import Change, compare
from toolkit.catalog.values import Catalog
from toolkit.drift.checking import Parts
from toolkit.workflows.check import check
from toolkit.workflows.downgrade import downgrade
from toolkit.workflows.migrate import migrate
from toolkit.workflows.revise import revise

FIRST = """
'''first'''
from alembic import op
from tests.autogenerate.kinds import metadata_of

revision, down_revision, branch_labels, depends_on = "aa11", None, None, None


def upgrade():
    metadata_of("before", {backend!r}, {names!r}).create_all(op.get_bind())


def downgrade():
    pass
"""
MODELS = """
from tests.autogenerate.kinds import metadata_of
target_metadata = metadata_of("after", {backend!r}, {names!r})
"""


def untold(event: object) -> None:
    """Nobody listens."""


class Cycle:
    """One project with one database."""

    def __init__(self, directory: Path, url: str, backend: str, names: Sequence[str] | None) -> None:
        self.url, self.backend = url, backend
        said = {"backend": backend, "names": names}
        make_project(directory, (), url=url, models=MODELS.format(**said))
        (directory / "scripts" / "versions" / "aa11_first.py").write_text(FIRST.format(**said))
        self.settings = settings_of(directory)
        migrate(self.settings, "heads", untold)

    def catalog(self) -> Catalog:
        """As the database is now."""
        engine = sa.create_engine(self.url, poolclass=sa.NullPool)
        read = reader_of(self.backend)
        assert read is not None
        with engine.connect() as connection:
            return without_our_own(read(connection, ()))

    def revision(self) -> str:
        """The text of the file that autogenerate writes."""
        choices = choices_of(KINDS, "it is a test")
        [path] = revise(self.settings, autogenerate=True, rev_id="bb22", choices=choices).files
        return Path(path).read_text()

    def findings(self) -> list[str]:
        """What `tk check` says, of the models against the live database."""
        parts = Parts(models=True, live=True, migrations=False)
        return [f"{one.subject}: {one.fact}" for one in check(self.settings, parts, untold).findings]

    def up(self) -> None:
        """`tk migrate`."""
        migrate(self.settings, "heads", untold)

    def down(self) -> None:
        """`tk downgrade`."""
        downgrade(self.settings, "-1", untold)


def changes(before: Catalog, after: Catalog) -> list[Change]:
    """What is not as it was; a column that comes back stands last."""
    return [change for change in compare(before, after) if change.facet != "column_order"]
