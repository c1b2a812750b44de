"""A live database and what it will be, and the findings about its rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa

from tests.conftest import MakeDatabase
from toolkit.backends.catalogs.register import reader_of
from toolkit.backends.fitting.base import Misfits
from toolkit.backends.sql.values import Name
from toolkit.catalog.values import Catalog
from toolkit.finding import Finding
from toolkit.planning.renaming import LiveNames
from toolkit.preflight.asked import Asked
from toolkit.preflight.mending import Change
from toolkit.preflight.misfits import find_misfits
from toolkit.preflight.pair import Trial

ASKED = Asked(
    table="orders",
    columns=("note",),
    database="sqlite:///a.db",
    written_table="orders",
    written_columns=("note",),
)
ONE = Misfits(rows=1, samples=("id=7",))
TWO = Misfits(rows=2, samples=("id=7", "id=8"))


@dataclass(kw_only=True)
class Rows:
    """The database that is live, and the one that stands for the shadow after the plan."""

    backend: str
    connection: sa.Connection
    shadow: sa.Connection
    conversions: dict[tuple[Name, str], str] = field(default_factory=dict)

    def live(self, *statements: str) -> None:
        run(self.connection, *statements)

    def then(self, *statements: str) -> None:
        run(self.shadow, *statements)

    def findings(
        self,
        changed: Collection[Change] = (),
        seconds: float = 9,
        *,
        names: LiveNames | None = None,
        copied: Collection[Name] = (),
        takes_values: bool = True,
        alike: Collection[tuple[Name, str]] = (),
    ) -> list[Finding]:
        before, after = self.catalog(self.connection), self.catalog(self.shadow)
        trial = Trial(
            shadow=self.shadow, takes_values=takes_values, conversions=self.conversions, copied=copied, alike=alike
        )
        found = find_misfits(
            self.connection, self.backend, before, after, changed, seconds, "the database", names=names, trial=trial
        )
        return list(found)

    def catalog(self, connection: sa.Connection) -> Catalog:
        read = reader_of(self.backend)
        assert read is not None
        catalog = read(connection)
        connection.rollback()
        return catalog

    def facts(self, changed: Collection[Change] = ()) -> list[tuple[str, str, str]]:
        return [(finding.name, finding.subject, finding.fact) for finding in self.findings(changed)]


def run(connection: sa.Connection, *statements: str) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
    connection.commit()


@contextmanager
def rows_of(backend: str, make_database: MakeDatabase) -> Iterator[Rows]:
    one, other = (sa.create_engine(make_database(backend).url, poolclass=sa.NullPool) for _ in range(2))
    with one.connect() as connection, other.connect() as shadow:
        yield Rows(backend=backend, connection=connection, shadow=shadow)
