"""The server's own statements as an operation of Alembic's: rendered as ``op.execute``, and led back by others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from alembic.autogenerate.api import AutogenContext
from alembic.operations import Operations
from alembic.operations.ops import MigrateOperation

# As sqlalchemy.text reads a parameter.
_PARAMETER = re.compile(r"(?<![:\w\\]):(?=\w+(?!:))")


class Statements(MigrateOperation):
    """``forward`` are sent in an upgrade, ``backward`` in the downgrade.

    ``is_committed``: what comes after needs them committed, so they stand outside of the upgrade's transaction.
    """

    def __init__(self, forward: Sequence[str], backward: Sequence[str], *, is_committed: bool = False) -> None:
        self.forward, self.backward = tuple(forward), tuple(backward)
        self.is_committed = is_committed

    def reverse(self) -> MigrateOperation:
        """The same in the other direction."""
        return Statements(self.backward, self.forward)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """As Alembic tells a difference."""
        return ("execute", *self.forward)


def send(operations: Operations, operation: Statements) -> None:
    """What Alembic does with the operation where nobody renders it."""
    apart = operations.get_context().autocommit_block() if operation.is_committed else nullcontext()
    with apart:
        for statement in operation.forward:
            operations.execute(escaped(statement))


def render(context: AutogenContext, operation: Statements) -> list[str]:
    """One line for each statement; one of several lines as it is printed."""
    prefix = context.opts["alembic_module_prefix"] or ""
    lines = [f"{prefix}execute({_literal(escaped(statement))})" for statement in operation.forward]
    if operation.is_committed and lines:
        # An empty line ends a block of the printer.
        return [f"with {prefix}get_context().autocommit_block():", *lines, ""]
    return lines


def led_back_by(operation: MigrateOperation, back: MigrateOperation) -> MigrateOperation:
    """The operation, with this one in the downgrade instead of what Alembic would think of."""
    operation.reverse = lambda: back  # type: ignore[method-assign]  # asked once, before anybody rewrites it
    return operation


def escaped(statement: str) -> str:
    """As SQLAlchemy's ``text`` wants it, which takes a colon before a word for a parameter."""
    return _PARAMETER.sub(r"\\:", statement)


def _literal(statement: str) -> str:
    """A text of several lines line by line: Alembic indents what it is given, and must not indent the statement."""
    lines = statement.splitlines(keepends=True)
    if len(lines) <= 1:
        return repr(statement)
    return "\n" + "\n".join(f"    {line!r}" for line in lines) + "\n"
