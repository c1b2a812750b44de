"""A database, the copy of it on a real shadow, and what tells them apart."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from tests.house.sources import ROOT
from tests.servers.database import Database
from toolkit.backends.catalogs.register import reader_of
from toolkit.backends.copies.base import Copies, Definition
from toolkit.backends.copies.register import copies_of
from toolkit.backends.register import backend_of
from toolkit.backends.sql.values import Name
from toolkit.catalog.comparison import Change, compare
from toolkit.catalog.values import Catalog
from toolkit.shadow.life import original_of, shadow_of


@dataclass(frozen=True, kw_only=True)
class Copied:
    """The copy, while its shadow lives."""

    live: sa.Connection
    shadow: sa.Connection
    definitions: Sequence[Definition]
    told: Sequence[str]

    def tables(self) -> set[str]:
        return set(sa.inspect(self.shadow).get_table_names())

    def views(self) -> set[str]:
        return set(sa.inspect(self.shadow).get_view_names())

    def changes(self, *schemas: str) -> list[str]:
        """All differences; comments are not copied everywhere."""
        found = compare(catalog(self.live, *schemas), catalog(self.shadow, *schemas))
        return [spoken(change) for change in found if change.facet != "comment"]


def spoken(change: Change) -> str:
    place = f"{change.kind} {change.owner or ''}.{change.name}"
    return f"{change.verdict.value} {place} {change.facet}: {change.expected!r} -> {change.found!r}"


def catalog(connection: sa.Connection, *schemas: str) -> Catalog:
    read = reader_of(backend_of(connection.dialect).name)
    assert read is not None
    return read(connection, schemas)


def copies_at(connection: sa.Connection) -> Copies:
    copies = copies_of(backend_of(connection.dialect).name)
    assert copies is not None
    return copies


@contextmanager
def connected(database: Database) -> Iterator[sa.Connection]:
    with sa.create_engine(database.url, poolclass=sa.NullPool).connect() as connection:
        yield connection


def run(connection: sa.Connection, *statements: str) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
    connection.commit()


@contextmanager
def copied(live: sa.Connection, *tables: str | Name) -> Iterator[Copied]:
    """Of these tables, or of everything where none is named."""
    names = [table if isinstance(table, Name) else Name(name=table) for table in tables] or None
    definitions = copies_at(live).definitions(live, names)
    live.rollback()
    with made(live, definitions) as copy:
        yield copy


@contextmanager
def made(live: sa.Connection, definitions: Sequence[Definition]) -> Iterator[Copied]:
    with shadow_of(original_of(live)) as shadow:
        told = copies_at(live).apply(shadow, definitions)
        assert not shadow.in_transaction()
        yield Copied(live=live, shadow=shadow, definitions=definitions, told=told)


def migrate_reference(database: Database) -> None:
    """The reference project, by its migrations."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("sqlalchemy.url", database.url.replace("%", "%%"))
    command.upgrade(config, "head")


@contextmanager
def statements_counted(connection: sa.Connection) -> Iterator[list[str]]:
    sent: list[str] = []

    def listen(*given: object) -> None:
        sent.append(str(given[2]))

    sa.event.listen(connection, "before_cursor_execute", listen)
    yield sent
    sa.event.remove(connection, "before_cursor_execute", listen)


def lacks(told: Collection[str], *whats: str) -> bool:
    """Whether these sentences tell of exactly these things."""
    return sorted(sentence.split(":")[0] for sentence in told) == sorted(
        f"The copy on the shadow lacks the {what}" for what in whats
    )
