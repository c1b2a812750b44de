"""What a server does for every operation, each on tables of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.exc import DBAPIError

from tests.backends.impacts.innodb_operations import PARENT, TABLE, Answer, Operation
from tests.backends.impacts.sending import Shadow
from toolkit.impact import Blocks, Work


def answers(server: Shadow, operations: Sequence[Operation]) -> Mapping[str, Answer | None]:
    """By statement and what was before; None where the server refuses it."""
    found: dict[str, Answer | None] = {}
    for operation in operations:
        server.run(
            "SET SESSION foreign_key_checks = 1, sql_mode = DEFAULT",
            "DROP TABLE IF EXISTS t, t2",
            "DROP TABLE IF EXISTS p",
        )
        try:
            server.run(PARENT, *(operation.before or (TABLE,)))
            impact = server.observe(operation.sql).impact
        except DBAPIError:
            found[key(operation)] = None
        else:
            own = impact.tables[0]
            found[key(operation)] = Answer(impact.algorithm, own.work, own.blocks)
            assert own.name == "t"
    return found


def key(operation: Operation) -> str:
    return f"{operation.name}: {operation.sql}"


def weight(answer: Answer) -> tuple[int, int]:
    """The more it does, and the more it keeps from others, the heavier."""
    return list(Work).index(answer.work), list(Blocks).index(answer.blocks)
