"""What only the text of CREATE TABLE says: https://www.sqlite.org/lang_createtable.html.

Names of constraints, CHECK, COLLATE, AUTOINCREMENT, ON CONFLICT, DEFERRABLE, MATCH and generated columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from toolkit.backends.catalogs.sqlite.cursor import Cursor, Unparsable
from toolkit.backends.catalogs.sqlite.tokens import Token, is_sign, split_at_commas, tokens_of, upper


@dataclass(kw_only=True)
class WrittenColumn:
    """A column as it was written."""

    name: str
    collation: str | None = None
    generated: Sequence[Token] | None = None
    on_conflict: str | None = None
    is_autoincrement: bool = False


@dataclass(frozen=True, kw_only=True)
class KeyPart:
    """A column of a key."""

    name: str
    collation: str | None = None
    descending: bool = False


@dataclass(frozen=True, kw_only=True)
class WrittenKey:
    """A PRIMARY KEY or UNIQUE."""

    name: str | None
    parts: tuple[KeyPart, ...]
    on_conflict: str | None


@dataclass(frozen=True, kw_only=True)
class WrittenCheck:
    """A CHECK."""

    name: str | None
    expression: Sequence[Token]


@dataclass(kw_only=True)
class WrittenReference:
    """A foreign key, without what the server says of it itself."""

    name: str | None
    match: str | None = None
    deferrable: str | None = None


@dataclass(kw_only=True)
class WrittenTable:
    """A table as it was written; constraints in the order of the text."""

    columns: list[WrittenColumn] = field(default_factory=list)
    primary_key: WrittenKey | None = None
    uniques: list[WrittenKey] = field(default_factory=list)
    checks: list[WrittenCheck] = field(default_factory=list)
    references: list[WrittenReference] = field(default_factory=list)
    options: tuple[str, ...] = ()


_TABLE_CONSTRAINTS = frozenset({"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"})
_COLUMN_CONSTRAINTS = frozenset(
    {
        *("CONSTRAINT", "DEFAULT", "NULL", "NOT", "PRIMARY", "UNIQUE", "CHECK", "REFERENCES", "COLLATE"),
        *("AS", "DEFERRABLE"),
    }
)


def parse_table(sql: str) -> WrittenTable:
    """Read a CREATE TABLE as the server keeps it: without TEMP, IF NOT EXISTS and the database's name."""
    cursor = Cursor(tokens_of(sql))
    if not cursor.accept("CREATE", "TABLE"):
        raise Unparsable("it does not begin with CREATE TABLE")
    cursor.name()
    table = WrittenTable()
    body = Cursor(cursor.group())
    while body.peek().word not in _TABLE_CONSTRAINTS and body.rest():
        _column(body, table)
        if not body.accept_sign(","):
            break
    while body.rest():
        _table_constraint(body, table)
        # https://www.sqlite.org/src/file/src/parse.y: tconscomma may be empty.
        body.accept_sign(",")
    table.options = tuple(
        " ".join(upper(token.text) for token in item) for item in split_at_commas(cursor.rest()) if item
    )
    return table


def _column(body: Cursor, table: WrittenTable) -> None:
    column = WrittenColumn(name=body.name())
    table.columns.append(column)
    while body.rest() and not _ends_type(body):
        if is_sign(body.peek(), "("):
            body.group()
        else:
            body.take()
    while body.rest() and not is_sign(body.peek(), ","):
        name = _constraint_name(body)
        if not _column_constraint(body, column, name, table):
            raise Unparsable(f"{body.peek().text!r} in column {column.name!r}")


def _ends_type(body: Cursor) -> bool:
    if is_sign(body.peek(), ",") or body.sees("GENERATED", "ALWAYS"):
        return True
    return body.peek().word in _COLUMN_CONSTRAINTS


def _constraint_name(body: Cursor) -> str | None:
    name = None
    while body.accept("CONSTRAINT"):
        name = body.name()
    return name


def _column_constraint(body: Cursor, column: WrittenColumn, name: str | None, table: WrittenTable) -> bool:
    """Read one; False where there is none."""
    if body.accept("NOT", "NULL"):
        column.on_conflict = _on_conflict(body)
    elif body.accept("PRIMARY", "KEY"):
        part = KeyPart(name=column.name, descending=_is_descending(body))
        table.primary_key = WrittenKey(name=name, parts=(part,), on_conflict=_on_conflict(body))
        column.is_autoincrement = body.accept("AUTOINCREMENT")
    elif body.accept("UNIQUE"):
        key = WrittenKey(name=name, parts=(KeyPart(name=column.name),), on_conflict=_on_conflict(body))
        table.uniques.append(key)
    elif body.accept("CHECK"):
        _check(body, name, table)
    elif body.accept("REFERENCES"):
        _reference(body, name, table)
    elif body.sees("DEFERRABLE") or body.sees("NOT", "DEFERRABLE"):
        _defer(body, table)
    else:
        return _column_value(body, column) or name is not None
    return True


def _column_value(body: Cursor, column: WrittenColumn) -> bool:
    if body.accept("DEFAULT"):
        if is_sign(body.peek(), "("):
            body.group()
        else:
            while is_sign(body.peek(), "-") or is_sign(body.peek(), "+"):
                body.take()
            body.take()
    elif body.accept("COLLATE"):
        column.collation = upper(body.name())
    elif body.accept("NULL"):
        _on_conflict(body)
    elif body.accept("GENERATED", "ALWAYS", "AS") or body.accept("AS"):
        column.generated = body.group()
        # Which of the two it is, the pragma says.
        body.skip(int(body.peek().word in ("STORED", "VIRTUAL")))
    else:
        return False
    return True


def _table_constraint(body: Cursor, table: WrittenTable) -> None:
    name = _constraint_name(body)
    if body.accept("PRIMARY", "KEY"):
        tokens = body.group()
        is_autoincrement = bool(tokens) and tokens[-1].word == "AUTOINCREMENT"
        parts = _parts(tokens[:-1] if is_autoincrement else tokens)
        table.primary_key = WrittenKey(name=name, parts=parts, on_conflict=_on_conflict(body))
        for column in table.columns:
            column.is_autoincrement |= is_autoincrement and upper(column.name) == upper(parts[0].name)
    elif body.accept("UNIQUE"):
        parts = _parts(body.group())
        table.uniques.append(WrittenKey(name=name, parts=parts, on_conflict=_on_conflict(body)))
    elif body.accept("CHECK"):
        _check(body, name, table)
    elif body.accept("FOREIGN", "KEY"):
        body.group()
        if not body.accept("REFERENCES"):
            raise Unparsable("FOREIGN KEY without REFERENCES")
        _reference(body, name, table)
    elif name is None:
        raise Unparsable(f"{body.peek().text!r} where a constraint should begin")


def _check(body: Cursor, name: str | None, table: WrittenTable) -> None:
    table.checks.append(WrittenCheck(name=name, expression=body.group()))
    # Parsed by the server and then ignored: https://www.sqlite.org/lang_conflict.html
    _on_conflict(body)


def _reference(body: Cursor, name: str | None, table: WrittenTable) -> None:
    reference = WrittenReference(name=name)
    table.references.append(reference)
    body.name()
    if is_sign(body.peek(), "("):
        body.group()
    while True:
        if body.accept("MATCH"):
            match = upper(body.name())
            reference.match = None if match == "SIMPLE" else match
        elif body.sees("ON") and body.peek(1).word in ("DELETE", "UPDATE", "INSERT"):
            body.skip(3 if body.peek(2).word not in ("SET", "NO") else 4)
        else:
            break
    if body.sees("DEFERRABLE") or body.sees("NOT", "DEFERRABLE"):
        _defer(body, table)


def _defer(body: Cursor, table: WrittenTable) -> None:
    """Only DEFERRABLE INITIALLY DEFERRED defers: https://www.sqlite.org/foreignkeys.html#fk_deferred."""
    is_refused = body.accept("NOT")
    body.accept("DEFERRABLE")
    is_deferred = body.accept("INITIALLY", "DEFERRED")
    body.accept("INITIALLY", "IMMEDIATE")
    if table.references and not is_refused:
        table.references[-1].deferrable = "DEFERRABLE INITIALLY DEFERRED" if is_deferred else "DEFERRABLE"
    elif table.references:
        table.references[-1].deferrable = None


def _parts(tokens: Sequence[Token]) -> tuple[KeyPart, ...]:
    return tuple(_part(Cursor(item)) for item in split_at_commas(tokens))


def _part(item: Cursor) -> KeyPart:
    name = item.name()
    collation = upper(item.name()) if item.accept("COLLATE") else None
    part = KeyPart(name=name, collation=collation, descending=_is_descending(item))
    if item.rest():
        raise Unparsable(f"{item.peek().text!r} in a key")
    return part


def _is_descending(cursor: Cursor) -> bool:
    if cursor.accept("DESC"):
        return True
    cursor.accept("ASC")
    return False


def _on_conflict(cursor: Cursor) -> str | None:
    """None for the default: https://www.sqlite.org/lang_conflict.html."""
    if not cursor.accept("ON", "CONFLICT"):
        return None
    action = upper(cursor.name())
    return None if action == "ABORT" else action
