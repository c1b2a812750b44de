"""What a run did, as lines for a person."""

from __future__ import annotations

from toolkit.outcomes import DatabaseOutcome, RunOutcome
from toolkit.reports.counting import counted


def render(answer: RunOutcome) -> str:
    """A line for each database."""
    return "\n".join(_outcome(database, answer.seconds) for database in answer.databases)


def _outcome(database: DatabaseOutcome, seconds: float) -> str:
    at = ", ".join(database.after) or "base"
    head = " (head)" if database.at_head else ""
    steps = [step for step in database.steps if step.direction != "stamp"]
    if database.steps and not steps:
        return f"{database.place.database} is stamped {at}{head}; no migration ran."
    if database.taken_back is not None:
        return f"{database.place.database} is at {at}{head}; what was done of {database.taken_back} was taken back."
    if not steps:
        return f"{database.place.database} is at {at}{head}; there was nothing to do."
    verb = {"upgrade": "applied", "downgrade": "undone"}[steps[0].direction]
    revisions, statements = (
        counted(len(steps), "revision"),
        counted(sum(step.statements for step in steps), "statement"),
    )
    return f"{database.place.database} is at {at}{head}; {revisions} {verb} with {statements} in {seconds:.1f} s."
