"""What env.py tells while it runs once: the databases, their schemas as they are, and how it configured Alembic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Dialect, Engine, MetaData

from toolkit.backends.catalogs.register import BACKENDS, reader_of
from toolkit.backends.register import backend_of
from toolkit.backends.running import habits_of
from toolkit.errors import CommandRefused, ShadowUnavailable
from toolkit.outcomes import Place
from toolkit.places import place_of
from toolkit.project import Project
from toolkit.shadow.life import Original, original_of

if TYPE_CHECKING:
    from toolkit.catalog.values import Catalog

ATTEMPTS = 3
"""How often a schema is read that is migrated meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Observed:
    """One database that env.py connected to."""

    place: Place
    engine: Engine
    """That of env.py, with every listener that the project hung on it."""
    execution_options: Mapping[str, Any]
    """Those of env.py's connection."""
    heads: tuple[str, ...]
    """Where it stands, by its version table."""
    options: Mapping[str, Any]
    """What env.py gave to ``context.configure``, and Alembic's defaults for the rest."""
    keywords: Mapping[str, Any]
    """What env.py gave to ``context.run_migrations``, which passes it on to the revisions."""
    schemas: tuple[str, ...]
    """Those to read beside the default one."""
    others: tuple[str, ...]
    """Schemas of the models that are databases of their own, which no shadow stands for."""
    live: Catalog | None
    original: Original | None
    """None where no shadow can be made."""
    one_transaction: bool = False
    """Whether Alembic runs all revisions in one: definitions are part of it, and each was not given its own."""

    @property
    def dialect(self) -> Dialect:
        """As the server answered it: with its version, and which server it is."""
        return self.engine.dialect

    @property
    def metadata(self) -> tuple[MetaData, ...]:
        """The models that env.py named; none where it named none."""
        found = self.options.get("target_metadata")
        return () if found is None else tuple(found) if isinstance(found, Sequence) else (found,)


def observe(project: Project, *, live: bool) -> list[Observed]:
    """Run env.py to look: nothing is written. With ``live`` each database's catalog is read too."""
    found: list[Observed] = []
    keywords: dict[int, Mapping[str, Any]] = {}

    def steps(heads: Any, context: MigrationContext) -> list[Any]:
        arguments = project.attempts.arguments_of(context.connection.dialect) if context.connection else {}
        found.append(observed_in(context, tuple(heads), keywords.get(id(context), {}), arguments, live=live))
        return []

    def configured(context: MigrationContext) -> None:
        run = context.run_migrations

        def run_migrations(**given: Any) -> None:
            keywords[id(context)] = given
            run(**given)

        context.run_migrations = run_migrations  # type: ignore[method-assign]  # the only way to see what it is given

    project.run_environment(steps, configured=configured, dont_mutate=True)
    return found


def observed_in(
    context: MigrationContext,
    heads: tuple[str, ...],
    keywords: Mapping[str, Any],
    arguments: Mapping[str, Any],
    *,
    live: bool,
) -> Observed:
    """The database that a migration context is connected to.

    ``keywords`` go to the revisions, ``arguments`` to the driver besides the URL. Raises CommandRefused.
    """
    connection = context.connection
    assert connection is not None
    backend = backend_of(connection.dialect).name
    if backend not in BACKENDS:
        raise CommandRefused(
            f"tk cannot read the schema of a {connection.dialect.name} database.",
            where=place_of(connection).url,
            mend="MySQL, MariaDB, PostgreSQL and SQLite can be checked.",
        )
    options = dict(context.opts)
    try:
        original = original_of(connection, arguments)
    except ShadowUnavailable:
        original = None
    asked = _schemas(connection, original, options)
    holds = original is not None and original.shadows.holds_schemas
    found, heads = _read(context, connection, asked if holds else (), heads) if live else (None, heads)
    return Observed(
        place=place_of(connection),
        engine=connection.engine,
        execution_options=connection.get_execution_options(),
        heads=heads,
        options=options,
        keywords=keywords,
        schemas=asked if holds else (),
        others=() if holds else asked,
        live=found,
        original=original,
        one_transaction=context.impl.transactional_ddl and not options.get("transaction_per_migration"),
    )


def _read(
    context: MigrationContext, connection: Connection, schemas: Sequence[str], heads: tuple[str, ...]
) -> tuple[Catalog, tuple[str, ...]]:
    """The schema, and the revisions of the same moment: somebody may migrate while it is read."""
    read = reader_of(backend_of(connection.dialect).name)
    assert read is not None
    for _ in range(ATTEMPTS):
        found, before = read(connection, schemas), heads
        heads = _heads_now(context, connection)
        if heads == before:
            break
    return found, heads


def _heads_now(context: MigrationContext, connection: Connection) -> tuple[str, ...]:
    backend = backend_of(connection.dialect).name
    if habits_of(backend).commits_definitions and connection.in_transaction():
        # The transaction that the first reading began would go on showing the version of then. To SQLAlchemy it
        # goes on: it may be env.py that began it.
        connection.connection.rollback()
    return tuple(context.get_current_heads())


def _schemas(connection: Connection, original: Original | None, options: Mapping[str, Any]) -> tuple[str, ...]:
    """Those of the models; with ``include_schemas`` also those that are there, as env.py's filter lets them pass."""
    given = options.get("target_metadata")
    metadata = () if given is None else given if isinstance(given, Sequence) else (given,)
    wanted = {table.schema for item in metadata for table in item.tables.values() if table.schema}
    default = connection.dialect.default_schema_name
    if options.get("include_schemas") and original is not None:
        keep: Callable[..., bool] = options.get("include_name") or _all
        names = original.shadows.schema_names(connection)
        wanted |= {name for name in names if name != default and keep(name, "schema", {})}
    return tuple(sorted(wanted - {default}))


def _all(*asked: Any) -> bool:
    return True
