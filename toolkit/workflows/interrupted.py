"""What the journal tells of a run that was not seen to end."""

from __future__ import annotations

from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import SQLAlchemyError

from toolkit.answers import InterruptedRun, SentStatement
from toolkit.execution.half import half_applied
from toolkit.execution.journal.journal import Journal
from toolkit.execution.journal.records import Record, Sort, State
from toolkit.execution.turn import is_alive_here, is_dead_here


def read_interrupted(context: MigrationContext) -> InterruptedRun | None:
    """The open run of a database; None where there is none. Only reads."""
    connection = context.connection
    assert connection is not None
    journal = Journal(context.version_table_schema, context.version_table)
    try:
        if not journal.is_there(connection):
            return None
        run = journal.open_run(connection)
        records = {} if run is None else journal.records(connection, run.id)
    except SQLAlchemyError:
        # This user may not read it: status tells what it can.
        return None
    if run is None:
        return None
    half = half_applied(context, run, records)
    dead, alive = is_dead_here(run.process), is_alive_here(run.process)
    return InterruptedRun(
        command=run.command,
        target=run.target,
        started=run.started,
        attempts=run.attempts,
        os_user=run.os_user,
        host=run.host,
        pid=run.process.split(" ")[1],
        is_alive=None if not (dead or alive) else alive,
        revision=half,
        statements=_sent(records.get(half, []) if half else []),
    )


def _sent(records: list[Record]) -> tuple[SentStatement, ...]:
    told = [record for record in records if record.sort in (Sort.CHANGE, Sort.DEFINITION, Sort.STEP)]
    return tuple(
        SentStatement(number=number, sql=record.text, count=record.count, state=_state(record))
        for number, record in enumerate(told, start=1)
    )


def _state(record: Record) -> str:
    # Whether it happened is found out when the run goes on.
    return "begun" if record.state is State.BEGUN else record.state.value
