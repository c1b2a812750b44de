"""Runs the revisions of a project: the steps come from Alembic, every statement passes the gate."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from alembic.runtime.migration import MigrationContext, StampStep
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.events import Listener, RevisionFinished, RevisionStarted, RunStarted, StopAsked
from toolkit.execution.account import Account
from toolkit.execution.beginning import begin
from toolkit.execution.ending import end_when_closed, write_ends
from toolkit.execution.gate import Gate, commits, rollbacks
from toolkit.execution.intention import Intention
from toolkit.execution.names import names_kept_whole
from toolkit.execution.opened import Opened
from toolkit.execution.passing import APART_OPTION, Passing
from toolkit.execution.patience import Patience, is_wait
from toolkit.execution.refusals import head_unknown, never_ran, not_committed, turn_lost
from toolkit.execution.run import Run
from toolkit.execution.stopping import Stopping
from toolkit.execution.versions import versions_compiled_once
from toolkit.outcomes import RunOutcome, StepOutcome
from toolkit.project import ConfiguredHook, Project

Before = Callable[[MigrationContext], None]
"""Called when env.py has configured a database and nothing has run there; what it raises ends the run."""


class Executor:
    """One run of one project, over every database that its env.py connects to."""

    def __init__(self, project: Project, tell: Listener) -> None:
        self.accounts: list[Account] = []
        self.revision: str | None = None
        """The revision whose function is running, or was when the run stopped."""
        self.has_committed = False
        """Whether something of that revision was committed before its end."""
        self.runs: list[Run] = []
        self._project = project
        self._tell = tell
        self._stopping = Stopping(lambda _: tell(StopAsked()))
        self._gate = Gate(tell, self._route)
        self._patience: Patience | None = None
        self._opened = Opened()
        self._before: Before | None = None
        self._ended: Counter[str] = Counter()
        self._thrown: BaseException | None = None
        """What ended the run within env.py, whose threads keep it to themselves."""

    def run(
        self,
        intention: Intention,
        *,
        configured: ConfiguredHook | None = None,
        before: Before | None = None,
        **options: Any,
    ) -> RunOutcome:
        """Run env.py and, in it, the steps that lead to the intention's target.

        ``before`` is called once it is known where a database stands, unless the run is only printed; ``options`` are
        those of Alembic's EnvironmentContext. Whatever env.py, a revision or the server raises comes through as it is;
        ``accounts`` then say what stays true. Raises NotCommitted.
        """
        started, self._before = time.perf_counter(), before
        with self._stopping.listening():
            while not self._attempted(intention, configured, options):
                self.accounts, self.runs, self.revision = [], [], None
        if not self.accounts and not options.get("as_sql"):
            raise never_ran(self._project)
        for account in self.accounts:
            if not account.is_settled():
                raise not_committed(account)
        script = self._project.script
        # A head that another one depends on is not written to the version table beside it.
        heads = (set(script.get_heads()), {head.revision for head in script.get_revisions("heads")})
        return RunOutcome(
            databases=tuple(account.outcome(heads) for account in self.accounts), seconds=time.perf_counter() - started
        )

    def succeeded(self, revision: str) -> int:
        """How many statements of a revision the server has carried out."""
        return sum(statement.revision == revision and not statement.failed for statement in self._gate.statements)

    @property
    def is_within_statement(self) -> bool:
        """Whether it stopped between two steps of one statement."""
        return any(run.sender is not None and run.sender.is_half_sent for run in self.runs)

    def _attempted(self, intention: Intention, configured: ConfiguredHook | None, options: dict[str, Any]) -> bool:
        """Run env.py once. False where a lock was not granted, all is as it was, and it is worth another try."""
        try:
            with (
                self._gate.open(),
                self._opened.watching(),
                commits(self._committed),
                rollbacks(self._rolled_back),
                names_kept_whole(),
                versions_compiled_once(),
            ):
                self._thrown = None
                self._run_environment(intention, configured, options)
                if self._thrown is not None:
                    raise self._thrown
        except DBAPIError as error:
            run = self.runs[-1] if self.runs else None
            if run is None or not self._is_worth_another(run, error):
                raise
            return False
        finally:
            with self._gate.own():
                for run in self.runs:
                    run.close()
        began = [(account, run) for account in self.accounts for run in self.runs if run.context is account.context]
        write_ends(self._gate, [(account, run) for account, run in began if run.is_journalled and account.is_settled()])
        return True

    def _is_worth_another(self, run: Run, error: DBAPIError) -> bool:
        """Whether a lock was not granted and there is time left; then it has waited."""
        if is_wait(run.sessions, error) is None and run.patience.ended_for is None:
            return False
        from toolkit.execution.anew import wait_anew

        # One patience for all attempts: what an attempt gets done before it meets the lock does not renew it.
        self._patience = self._patience or run.patience
        with self._gate.own():
            is_worth = wait_anew(self._patience, run, error.statement or "COMMIT")
        if not is_worth:
            run.patience.refuse_ended(error.statement or "", error)
        return is_worth

    def _run_environment(
        self, intention: Intention, configured: ConfiguredHook | None, options: dict[str, Any]
    ) -> None:
        def steps(heads: Any, context: MigrationContext) -> Iterable[Any]:
            if context.as_sql:
                return self._printed(intention.find_steps(heads))
            return self._told(intention, heads, context)

        @self._noting
        def hook(context: MigrationContext) -> None:
            context.on_version_apply_callbacks = (*context.on_version_apply_callbacks, self._applied)
            if configured is not None:
                configured(context)
            if not context.as_sql and context.connection is not None:
                self._refuse_unknown(context)
                if self._before is not None:
                    self._before(context)
                with self._gate.own(), self._stopping.busy():
                    run = begin(context, intention, self._stopping, self._opened, self._tell, self._ended)
                if run is not None:
                    self.runs.append(run)

        options = {"destination_rev": intention.target} | options
        self._project.run_environment(steps, configured=hook, **options)

    def _printed(self, steps: Iterable[Any]) -> Iterator[Any]:
        """The steps of a run that is only printed: what matters of them is which one raised."""
        for step in steps:
            self._pass_through_gate(step, _described(step)[0], None)
            yield step
            self.revision = None

    def _told(self, intention: Intention, heads: Any, context: MigrationContext) -> Iterator[Any]:
        """The steps for one database, each told before it runs and after it is done."""
        before = tuple(heads)
        account = Account(context, before)
        self.accounts.append(account)
        run = next((run for run in self.runs if run.context is context), None)
        if run is not None:
            end_when_closed(self._gate, account, run)
        steps = run.steps if run is not None and run.is_journalled else self._found(intention, heads, run)
        self._tell(RunStarted(place=account.place, before=before, target=intention.target, revisions=len(steps)))
        for position, step in enumerate(steps, start=1):
            yield from self._one(step, position, account, run)

    @staticmethod
    def _found(intention: Intention, heads: Any, run: Run | None) -> list[Any]:
        """The steps of a stamp, or of a backend without a journal; none where the run found that all is done."""
        return intention.find_steps(heads) if run is None or intention.command == "stamp" else []

    def _one(self, step: Any, position: int, account: Account, run: Run | None) -> Iterator[Any]:
        revision, doc, direction = _described(step)
        self._tell(RevisionStarted(revision=revision, doc=doc, direction=direction, position=position))
        if run is not None and run.sender is not None:
            run.sender.enter(run.replay_of(revision), direction)
        self._pass_through_gate(step, revision, run)
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

    def _pass_through_gate(self, step: Any, revision: str, run: Run | None) -> None:
        migrate = step.migration_fn

        @wraps(migrate)  # Alembic tells a step by the function's name
        def gated(**keywords: Any) -> None:
            self.revision, self.has_committed = revision, False
            started = time.perf_counter()
            with self._gate.running(revision):
                self._noting(migrate)(**keywords)
            if run is not None and run.sender is not None and not isinstance(step, StampStep):
                run.sender.leave(time.perf_counter() - started)

        step.migration_fn = gated

    def _noting(self, function: Callable[..., None]) -> Callable[..., None]:
        def noted(*arguments: Any, **keywords: Any) -> None:
            try:
                function(*arguments, **keywords)
            except BaseException as error:
                self._thrown = error
                raise

        return noted

    def _route(self, passing: Passing) -> None:
        run = self._run_of(passing.connection)
        if run is not None and getattr(run.hold, "lost", False):
            raise turn_lost()
        with self._stopping.busy():
            if run is None or run.sender is None:
                passing.send()
            else:
                run.sender.send(passing)

    def _run_of(self, connection: Connection) -> Run | None:
        if connection.get_execution_options().get(APART_OPTION):
            # It is of another thread, which must not touch what is at work in this one.
            return None
        for run in reversed(self.runs):
            if run.connection is connection or _is_same(run.connection, connection):
                return run
        return None

    def _applied(self, ctx: MigrationContext, heads: set[str], **_: Any) -> None:
        for account in self.accounts:
            if account.context is ctx:
                account.note_applied(heads)

    def _committed(self, connection: Connection) -> None:
        run = self._run_of(connection)
        if run is not None and run.sender is not None:
            with self._gate.own():
                run.sender.flush(connection)
        for account in self.accounts:
            account.note_commit(connection)
        self.has_committed |= self._gate.revision is not None and run is not None

    def _rolled_back(self, connection: Connection) -> None:
        run = self._run_of(connection)
        if run is not None and run.sender is not None:
            run.sender.undo()

    def _refuse_unknown(self, context: MigrationContext) -> None:
        assert context.connection is not None
        was_in_transaction = context.connection.in_transaction()
        unknown = [head for head in context.get_current_heads() if not self._project.is_known(head)]
        if not was_in_transaction:
            # Looking began one, which must not be taken for one of env.py's.
            context.connection.rollback()
        if unknown and not context.purge:
            raise head_unknown(unknown, self._project)


def _is_same(one: Connection, other: Connection) -> bool:
    if one.closed or other.closed:
        return False
    return one.connection.dbapi_connection is other.connection.dbapi_connection


def _described(step: Any) -> tuple[str, str, str]:
    if isinstance(step, StampStep):
        return ", ".join(step.to_revisions) or "base", "", "stamp"
    return step.revision.revision, step.revision.doc, "upgrade" if step.is_upgrade else "downgrade"
