"""The part that every run shares: execute, and say what is true when it stops half way."""

from __future__ import annotations

from typing import Any

from alembic.runtime.migration import MigrationContext

from toolkit.backends.running import habits_of
from toolkit.errors import Interrupted
from toolkit.events import Listener
from toolkit.execution.account import Account
from toolkit.execution.executor import Executor
from toolkit.execution.intention import Intention
from toolkit.fault import Stopped
from toolkit.outcomes import RunOutcome
from toolkit.planning.stakes import AtStake
from toolkit.project import Project
from toolkit.reports.counting import counted

HALF_DONE = (
    "Correct the cause, then run the same command again: it goes on at the statement where it stopped. Or go back to "
    "the state before the revision: `--abandon`."
)


def run(project: Project, intention: Intention, tell: Listener, **options: Any) -> RunOutcome:
    """Execute, and give an error the account of what stays applied. Raises a TkError."""
    executor = Executor(project, tell)
    try:
        return executor.run(intention, configured=lambda context: _refuse_other_url(project, context), **options)
    except AtStake:
        raise
    except KeyboardInterrupt as error:
        stopped = Interrupted(
            "Stopped.", state=_state(executor), mend="Run the same command again when you are ready; it goes on there."
        )
        if isinstance(error, Stopped):
            stopped.exit_code = 128 + error.number
        raise stopped from error
    except BaseException as error:  # a revision may call sys.exit(), or raise what is no Exception
        if isinstance(error, BrokenPipeError) and executor.revision is None:
            raise
        # What explains an error is wanted only where there is one.
        from toolkit.workflows.explaining import explained

        told = explained(error, project.settings, project, executor.revision)
        told.state = told.state or _state(executor)
        if not told.tells_how_to_go_on and any(_may_be_half_done(account, executor) for account in executor.accounts):
            told.mend = HALF_DONE
        raise told from (error.__cause__ if told is error else error)


def _refuse_other_url(project: Project, context: MigrationContext) -> None:
    if project.settings.url is not None and context.connection is not None:
        from toolkit.workflows.observing import refuse_other_url

        refuse_other_url(project, context.connection.engine.url)


def _state(executor: Executor) -> str:
    return " ".join(_state_of(account, executor) for account in executor.accounts)


def _state_of(account: Account, executor: Executor) -> str:
    stands = f"{account.place.database} is at {', '.join(account.committed) or 'base'}"
    rolled_back = [step.revision for step in account.steps if account.committed == account.before]
    if rolled_back:
        stands += f"; {', '.join(rolled_back)} ran too and was rolled back"
    revision = executor.revision
    if revision is None:
        return f"{stands}."
    if not _may_be_half_done(account, executor):
        return f"{stands}; nothing of {revision} stays."
    why = "this backend commits DDL at once" if _commits(account) else "the revision commits in between"
    return f"{stands}; {_ran(executor, revision)} of {revision} ran before it stopped and may stay, since {why}."


def _ran(executor: Executor, revision: str) -> str:
    whole = executor.succeeded(revision)
    if not executor.is_within_statement:
        return counted(whole, "statement")
    return f"{counted(whole, 'statement')} and a part of the next" if whole else "a part of the first statement"


def _may_be_half_done(account: Account, executor: Executor) -> bool:
    revision = executor.revision
    ran = executor.is_within_statement or (revision is not None and executor.succeeded(revision))
    return bool(revision and ran) and (_commits(account) or executor.has_committed)


def _commits(account: Account) -> bool:
    return habits_of(account.place.backend).commits_definitions
