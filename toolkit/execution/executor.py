"""Runs the revisions of a project: the steps come from Alembic, every statement passes the gate."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from alembic.runtime.migration import MigrationContext, StampStep
from sqlalchemy.engine import Connection

from toolkit.answers import RunOutcome, StepOutcome
from toolkit.errors import EnvironmentFailed, NotCommitted, VersionTableInvalid
from toolkit.events import Listener, RevisionFinished, RevisionStarted, RunStarted
from toolkit.execution.account import Account
from toolkit.execution.gate import Gate, commits
from toolkit.execution.names import names_kept_whole
from toolkit.project import ConfiguredHook, Project

FindSteps = Callable[[Any], list[Any]]
"""From the heads of a database to Alembic's steps for it."""


class Executor:
    """One run of one project, over every database that its env.py connects to."""

    def __init__(self, project: Project, tell: Listener) -> None:
        self.accounts: list[Account] = []
        self.revision: str | None = None
        """The revision whose function is running, or was when the run stopped."""
        self._project = project
        self._tell = tell
        self._gate = Gate(tell)

    def run(
        self, find_steps: FindSteps, target: str, *, configured: ConfiguredHook | None = None, **options: Any
    ) -> RunOutcome:
        """Run env.py and, in it, the steps that lead to ``target``.

        ``options`` are those of Alembic's EnvironmentContext. Whatever env.py, a revision or the server raises
        comes through as it is; ``accounts`` then say what stays true. Raises NotCommitted.
        """
        started = time.perf_counter()

        def steps(heads: Any, context: MigrationContext) -> Iterable[Any]:
            if context.as_sql:
                return self._printed(find_steps(heads))
            return self._told(find_steps, target, heads, context)

        def hook(context: MigrationContext) -> None:
            context.on_version_apply_callbacks = (*context.on_version_apply_callbacks, self._applied)
            if configured is not None:
                configured(context)

        with self._gate.open(), commits(self._committed), names_kept_whole():
            self._project.run_environment(steps, configured=hook, **({"destination_rev": target} | options))
        if not self.accounts and not options.get("as_sql"):
            raise _never_ran(self._project)
        for account in self.accounts:
            if not account.is_settled():
                raise _not_committed(account)
        script = self._project.script
        # A head that another one depends on is not written to the version table beside it.
        heads = (set(script.get_heads()), {head.revision for head in script.get_revisions("heads")})
        return RunOutcome(
            databases=tuple(account.outcome(heads) for account in self.accounts), seconds=time.perf_counter() - started
        )

    def succeeded(self, revision: str) -> int:
        """How many statements of a revision the server has carried out."""
        return sum(statement.revision == revision and not statement.failed for statement in self._gate.statements)

    def _printed(self, steps: Iterable[Any]) -> Iterator[Any]:
        """The steps of a run that is only printed: what matters of them is which one raised."""
        for step in steps:
            self._pass_through_gate(step, _described(step)[0])
            yield step
            self.revision = None

    def _told(self, find_steps: FindSteps, target: str, heads: Any, context: MigrationContext) -> Iterator[Any]:
        """The steps for one database, each told before it runs and after it is done."""
        before = tuple(heads)
        self._refuse_unknown(before)
        account = Account(context, before)
        self.accounts.append(account)
        steps = find_steps(heads)
        self._tell(RunStarted(place=account.place, before=before, target=target, revisions=len(steps)))
        for position, step in enumerate(steps, start=1):
            yield from self._one(step, position, account)

    def _one(self, step: Any, position: int, account: Account) -> Iterator[Any]:
        revision, doc, direction = _described(step)
        self._tell(RevisionStarted(revision=revision, doc=doc, direction=direction, position=position))
        self._pass_through_gate(step, revision)
        started, statements_before = time.perf_counter(), self._gate.count(revision)
        yield step
        # Alembic comes back for the next step when this one is written to the version table and,
        # where it runs a transaction for each revision, committed.
        self.revision = None
        seconds, statements = time.perf_counter() - started, self._gate.count(revision) - statements_before
        account.steps.append(
            StepOutcome(revision=revision, doc=doc, direction=direction, statements=statements, seconds=seconds)
        )
        self._tell(
            RevisionFinished(revision=revision, doc=doc, direction=direction, statements=statements, seconds=seconds)
        )

    def _pass_through_gate(self, step: Any, revision: str) -> None:
        migrate = step.migration_fn

        @wraps(migrate)  # Alembic tells a step by the function's name
        def gated(**keywords: Any) -> None:
            self.revision = revision
            with self._gate.running(revision):
                migrate(**keywords)

        step.migration_fn = gated

    def _applied(self, ctx: MigrationContext, heads: set[str], **_: Any) -> None:
        for account in self.accounts:
            if account.context is ctx:
                account.note_applied(heads)

    def _committed(self, connection: Connection) -> None:
        for account in self.accounts:
            account.note_commit(connection)

    def _refuse_unknown(self, heads: tuple[str, ...]) -> None:
        unknown = [head for head in heads if not self._project.is_known(head)]
        if unknown:
            raise VersionTableInvalid(
                f"The database is at revision {', '.join(unknown)}, which no revision file has.",
                where=", ".join(map(str, self._project.version_directories)),
                why="A newer release migrated it, or the file was deleted or is on another branch of the repository.",
                mend="Deploy the files that made this database, or say what it is at: `tk stamp --purge REVISION`.",
            )


def _never_ran(project: Project) -> EnvironmentFailed:
    return EnvironmentFailed(
        "env.py ended without running any migration.",
        where=str(project.script.env_py_location),
        why="It never called `context.run_migrations()` after `context.configure(connection=...)`.",
        mend="Call both in it, as the env.py of `tk init` does; nothing was changed.",
    )


def _described(step: Any) -> tuple[str, str, str]:
    if isinstance(step, StampStep):
        return ", ".join(step.to_revisions) or "base", "", "stamp"
    return step.revision.revision, step.revision.doc, "upgrade" if step.is_upgrade else "downgrade"


def _not_committed(account: Account) -> NotCommitted:
    return NotCommitted(
        "The revisions ran, and env.py closed the connection without a commit: the version table was not changed.",
        where=account.place.url,
        why="A statement on the connection before `context.configure` began a transaction, "
        "which Alembic then leaves to env.py.",
        mend="Call `connection.commit()` in env.py before `context.configure`, or after the migrations.",
    )
