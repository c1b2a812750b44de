"""Sends the statements that create the models to a shadow; what the server refuses is passed over, and noted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Index, Table, event
from sqlalchemy.exc import InvalidRequestError, SQLAlchemyError
from sqlalchemy.schema import CreateIndex, CreateTable

from toolkit.shadow.life import Original

STATEMENT = 160
"""Characters of a refused statement that are told."""


class Uncreatable(Exception):
    """The server refuses a statement that creates the models."""

    def __init__(
        self, statement: str, why: str, names: frozenset[str] = frozenset(), tables: frozenset[str] | None = None
    ) -> None:
        super().__init__(f"{statement}: {why}")
        self.statement, self.why = statement, why
        self.names = names
        """The objects that are not there for it, also by the statements that followed from it."""
        self.tables = tables
        """The full names of the tables that these statements are about; None where one is about something else."""


class Sending:
    """What was refused so far. A table that is not there makes the server refuse more: that is told once."""

    def __init__(self, original: Original, shadow: Connection) -> None:
        self.refused: list[Uncreatable] = []
        self._shadows = original.shadows
        self._live, self._own = original.url.database, shadow.engine.url.database
        self._others = original.shadows.others(shadow)
        self._of_table: dict[str, Uncreatable] = {}
        self._made: set[Index] = set()
        """Those that came with their tables."""

    @contextmanager
    def at(self, engine: Engine) -> Iterator[None]:
        """Go on after a statement that the server refuses."""

        def execute(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
            return self._send(
                lambda sql: context.dialect.do_execute(cursor, sql, parameters, context), statement, context
            )

        def execute_bare(cursor: Any, statement: str, context: Any) -> bool:
            return self._send(
                lambda sql: context.dialect.do_execute_no_params(cursor, sql, context), statement, context
            )

        event.listen(engine, "do_execute", execute)
        event.listen(engine, "do_execute_no_params", execute_bare)
        try:
            yield
        finally:
            event.remove(engine, "do_execute", execute)
            event.remove(engine, "do_execute_no_params", execute_bare)

    def _send(self, send: Callable[[str], None], statement: str, context: Any) -> bool:
        element = getattr(context.compiled, "statement", None)
        spelled = self._shadows.spelled(statement)
        if spelled is None:
            # It concerns the whole server, which is the live one, too.
            return True
        statement = self._shadows.moved(spelled, self._live, self._own)
        if isinstance(element, CreateIndex) and element.element in self._made:
            return True
        stranger = self._stranger(statement, element)
        if stranger is not None:
            # The models must not reach what is no shadow.
            refusal = InvalidRequestError(f"it names another database, {stranger}")
            if not context.isddl:
                raise refusal
            self._note(statement, refusal, element)
            return True
        if isinstance(element, CreateTable) and self._sends_whole(send, statement, element.element, context.dialect):
            return True
        try:
            send(statement)
        except (context.dialect.loaded_dbapi.Error, UnicodeError) as error:
            if not context.isddl:
                raise
            # A compiler doubles each percent for drivers that read it as a parameter.
            is_doubled = context.dialect.paramstyle in ("format", "pyformat")
            self._note(statement.replace("%%", "%") if is_doubled else statement, error, element)
        return True

    def _sends_whole(self, send: Callable[[str], None], statement: str, table: Table, dialect: Any) -> bool:
        """Make a table with its indexes at once, where the server takes longer to make them one by one."""
        indexes = [index for index in table.indexes if getattr(index, "_ddl_if", None) is None]
        try:
            texts = [self._text(index, dialect) for index in indexes]
        except SQLAlchemyError:
            # It is said when the index is made.
            return False
        whole = self._shadows.with_indexes(statement, texts) if texts else None
        if whole is None:
            return False
        try:
            send(whole)
        except (dialect.loaded_dbapi.Error, UnicodeError):
            # One by one the server tells which of them it refuses.
            return False
        self._made |= {*indexes}
        return True

    def _stranger(self, statement: str, element: Any) -> str | None:
        """The database that a statement reaches for; a table of the project's own may refer to one of another."""
        table = _table_of(element)
        is_own = table is not None and table.schema in (None, self._live)
        return None if is_own else self._shadows.stranger(statement, self._others)

    def _text(self, index: Index, dialect: Any) -> str:
        return self._shadows.moved(str(CreateIndex(index).compile(dialect=dialect)), self._live, self._own)

    def _note(self, statement: str, error: Exception, element: Any) -> None:
        names, needed = _made_and_needed(element)
        cause = next((self._of_table[name] for name in needed if name in self._of_table), None)
        if cause is None:
            cause = Uncreatable(one_line(statement)[:STATEMENT], one_line(error), tables=frozenset())
            self.refused.append(cause)
        cause.names |= names
        table = _table_of(element)
        cause.tables = None if table is None or cause.tables is None else cause.tables | {table.fullname}
        if isinstance(element, CreateTable):
            self._of_table[str(element.element.name)] = cause


def _table_of(element: Any) -> Table | None:
    """The table that a statement makes, or makes something of."""
    made = getattr(element, "element", None)
    table = made if isinstance(made, Table) else getattr(made, "table", None)
    return table if isinstance(table, Table) else None


def _made_and_needed(element: Any) -> tuple[frozenset[str], frozenset[str]]:
    """The names of what a statement would have made, and of the tables that it needs."""
    if isinstance(element, CreateTable):
        table = element.element
        keys = [key.target_fullname.split(".")[-2] for key in table.foreign_keys]
        return frozenset({str(table.name)}), frozenset(keys) - {str(table.name)}
    if isinstance(element, CreateIndex):
        index = element.element
        return frozenset({str(index.name)}), frozenset({str(index.table.name)} if index.table is not None else ())
    return frozenset(), frozenset()


def one_line(value: object) -> str:
    """What a driver or a server said, without its line breaks."""
    return " ".join(str(getattr(value, "orig", None) or value).split())
