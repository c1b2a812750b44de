"""The history of a project, run on a shadow: what its revisions make, whatever the live database holds."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from toolkit.events import Listener, ReplayFinished, ReplayMoved
from toolkit.project import Project
from toolkit.redaction import redact
from toolkit.rehearsal.confining import Unreplayable, confined
from toolkit.rehearsal.observing import Observed

# What belongs to the run that env.py saw, not to this one.
_NOT_TAKEN_OVER = frozenset(
    {"fn", "dont_mutate", "script", "on_version_apply", "as_sql", "starting_rev", "output_buffer"}
)


class History:
    """The revision files of a project on one shadow, upgraded step by step."""

    def __init__(self, project: Project, observed: Observed, shadow: Connection, tell: Listener) -> None:
        self._project, self._observed, self._shadow, self._tell = project, observed, shadow, tell
        self._running: str | None = None

    def prepare(self) -> None:
        """Make the schemas that env.py, or whoever set the live database up, has made there."""
        assert self._observed.original is not None
        version_schema = self._observed.options.get("version_table_schema")
        names = [*self._observed.schemas, *([version_schema] if version_schema else [])]
        for statement in self._observed.original.shadows.schemas(names):
            self._shadow.exec_driver_sql(statement.replace("%", "%%"))
        self._shadow.commit()

    def upgrade(self, target: str) -> None:
        """Run the revisions up to ``target``. Raises Unreplayable where one cannot run on an empty database."""
        script, started = self._project.script, time.perf_counter()

        def steps(heads: Any, context: MigrationContext) -> Iterable[Any]:
            found = script._upgrade_revs(target, heads)
            for position, step in enumerate(found, 1):
                self._tell(ReplayMoved(revision=step.revision.revision, position=position, revisions=len(found)))
                yield self._watched(step)

        options = {name: value for name, value in self._observed.options.items() if name not in _NOT_TAKEN_OVER}
        with (
            EnvironmentContext(self._project.config, script, fn=steps, destination_rev=target) as environment,
            confined(self._shadow, self._observed, lambda: self._running) as confinement,
            confinement.connected() as connection,
        ):
            environment.configure(connection=connection, **options)
            try:
                with environment.begin_transaction():
                    environment.run_migrations(**self._observed.keywords)
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt | Unreplayable) or self._running is None:
                    raise
                raise _unreplayable(self._running, error, self._project.attempts.secrets) from error
            finally:
                self._tell(ReplayFinished(seconds=time.perf_counter() - started))
            if connection.in_transaction():
                connection.commit()

    def _watched(self, step: Any) -> Any:
        migrate = step.migration_fn

        def watched(**keywords: Any) -> None:
            self._running = step.revision.revision
            migrate(**keywords)
            self._running = None

        watched.__name__ = migrate.__name__  # Alembic tells a step by it
        step.migration_fn = watched
        return step


def _unreplayable(revision: str, error: BaseException, secrets: Iterable[str]) -> Unreplayable:
    cause = getattr(error, "orig", None) or error
    why = f"{type(cause).__name__}: {redact(' '.join(str(cause).split()), secrets)[:400]}"
    mend = f"Where {revision} expects what another program makes, write a first revision that makes it."
    return Unreplayable(revision, why, mend)
