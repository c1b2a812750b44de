"""The history of a project, run on a shadow: what its revisions make, whatever the live database holds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol

from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from toolkit.events import Listener, ReplayFinished, ReplayMoved
from toolkit.project import Project
from toolkit.redaction import redact
from toolkit.rehearsal.confining import Unreplayable, confined
from toolkit.rehearsal.observing import Observed

FindSteps = Callable[[Any], Sequence[Any]]
"""From the heads of a database to Alembic's steps."""

# What belongs to the run that env.py saw, not to this one.
_NOT_TAKEN_OVER = frozenset(
    {"fn", "dont_mutate", "script", "on_version_apply", "as_sql", "starting_rev", "output_buffer"}
)


def only(steps: Sequence[Any]) -> FindSteps:
    """These, wherever the database stands."""
    return lambda _: steps


class Stage(Protocol):
    """What a history is run on beside its shadow: whoever wants to see what it sends."""

    def opened(self) -> AbstractContextManager[object]:
        """Around all revisions, within the walls of the shadow."""
        ...

    def entered(self, step: Any) -> AbstractContextManager[object]:
        """Around the function of one of Alembic's steps."""
        ...

    def passed_over(self, statement: str) -> None:
        """A revision sends what concerns the whole server: it was not sent to the shadow."""
        ...


class _Unwatched:
    def opened(self) -> AbstractContextManager[object]:
        return nullcontext()

    def entered(self, step: Any) -> AbstractContextManager[object]:
        return nullcontext()

    def passed_over(self, statement: str) -> None:
        pass


class History:
    """The revision files of a project on one shadow, upgraded step by step."""

    def __init__(self, project: Project, observed: Observed, shadow: Connection, tell: Listener) -> None:
        self._project, self._observed, self._shadow, self._tell = project, observed, shadow, tell
        self._running: str | None = None
        self._begun: str | None = None

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
        self.run(lambda heads: self._project.script._upgrade_revs(target, heads), target)

    def run(
        self, find_steps: FindSteps, target: str, *, stage: Stage | None = None, stamped: Sequence[str] | None = None
    ) -> None:
        """Run Alembic's steps; with ``stamped`` the shadow stands at these revisions first. Raises Unreplayable."""
        script, started, stage = self._project.script, time.perf_counter(), stage or _Unwatched()
        self._begun = None

        def steps(heads: Any, context: MigrationContext) -> Iterable[Any]:
            found = find_steps(heads)
            for position, step in enumerate(found, 1):
                self._tell(ReplayMoved(revision=step.revision.revision, position=position, revisions=len(found)))
                yield self._watched(step, stage)

        options = {name: value for name, value in self._observed.options.items() if name not in _NOT_TAKEN_OVER}
        assert self._observed.original is not None
        if not self._observed.original.shadows.holds_schemas:
            # It is another database, which stays the live one.
            options["version_table_schema"] = None
        with (
            EnvironmentContext(self._project.config, script, fn=steps, destination_rev=target) as environment,
            confined(self._shadow, self._observed, lambda: self._running, stage.passed_over) as confinement,
            confinement.connected() as connection,
        ):
            environment.configure(connection=connection, **options)
            if stamped is not None:
                # Alembic takes several, whatever its annotation says.
                environment.get_context().stamp(script, tuple(stamped) or "base")  # type: ignore[arg-type]  # see above
                connection.commit()
            try:
                with stage.opened(), environment.begin_transaction():
                    environment.run_migrations(**self._observed.keywords)
            except BaseException as error:
                # What fails after the function of a revision, the version table or the commit, fails because of it.
                if isinstance(error, KeyboardInterrupt | Unreplayable) or self._begun is None:
                    raise
                raise _unreplayable(self._begun, error, self._project.attempts.secrets) from error
            finally:
                self._tell(ReplayFinished(seconds=time.perf_counter() - started))
            if connection.in_transaction():
                connection.commit()

    def _watched(self, step: Any, stage: Stage) -> Any:
        migrate = step.migration_fn

        def watched(**keywords: Any) -> None:
            self._running = self._begun = step.revision.revision
            with stage.entered(step):
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
