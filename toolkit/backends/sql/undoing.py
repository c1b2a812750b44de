"""What takes a definition back, where its text alone tells how."""

from __future__ import annotations

import re

from toolkit.backends.sql.values import ColumnMade, Effect, Name, PartMade, Renamed, Statement, TableMade

_QUOTED = re.compile(r"'(?:[^'\\]|\\.|'')*'|\"(?:[^\"]|\"\")*\"|`(?:[^`]|``)*`|/\*.*?\*/|--[^\n]*", re.DOTALL)
_PARENTHESES = re.compile(r"\([^()]*\)")
_ALTER = re.compile(r"\W*ALTER\s+TABLE\b", re.IGNORECASE)
# CHANGE gives a name and a definition at once.
_MAY_DO_LESS_OR_MORE = re.compile(r"\bIF\s+NOT\s+EXISTS\b|\bOR\s+REPLACE\b|\bCHANGE\b", re.IGNORECASE)
_MYSQL_FAMILY = ("mysql", "mariadb")


def undo_of(statement: Statement, backend: str) -> tuple[str, ...] | None:
    """Statements that undo it, tables and columns that it made excepted: those go to the trash. None if unknown."""
    if not _is_told_whole(statement):
        return None
    undone = [_undone(effect, backend) for effect in statement.effects]
    if not undone or any(steps is None for steps in undone):
        return None
    return tuple(step for steps in reversed(undone) if steps is not None for step in steps)


def _is_told_whole(statement: Statement) -> bool:
    """Whether its effects are all that it does, and were not there before."""
    bare = _QUOTED.sub("q", statement.sql)
    if _MAY_DO_LESS_OR_MORE.search(bare):
        return False
    while _PARENTHESES.search(bare):
        bare = _PARENTHESES.sub("p", bare)
    return not _ALTER.match(bare) or bare.count(",") + 1 == len(statement.effects)


def _undone(effect: Effect, backend: str) -> tuple[str, ...] | None:
    match effect:
        case TableMade() | ColumnMade():
            return ()
        case Renamed(column=None):
            new = _name(Name(schema=effect.table.schema, name=effect.to), backend)
            # ALTER TABLE of MySQL takes another schema's name, the others' only a bare one.
            old = _name(effect.table, backend) if backend in _MYSQL_FAMILY else _quoted(effect.table.name, backend)
            return (f"ALTER TABLE {new} RENAME TO {old}",)
        case Renamed() if effect.column is not None:
            table = _name(effect.table, backend)
            columns = f"{_quoted(effect.to, backend)} TO {_quoted(effect.column, backend)}"
            return (f"ALTER TABLE {table} RENAME COLUMN {columns}",)
        case PartMade(name=str() as name):
            return _part_undone(effect, name, backend)
    return None


def _part_undone(part: PartMade, name: str, backend: str) -> tuple[str, ...] | None:
    table, quoted = _name(part.table, backend), _quoted(name, backend)
    if part.what == "trigger":
        return (f"DROP TRIGGER {quoted}",) if backend != "postgresql" else (f"DROP TRIGGER {quoted} ON {table}",)
    if part.what == "index":
        return (f"ALTER TABLE {table} DROP INDEX {quoted}",) if backend in _MYSQL_FAMILY else (f"DROP INDEX {quoted}",)
    return (f"ALTER TABLE {table} DROP CONSTRAINT {quoted}",)


def _name(name: Name, backend: str) -> str:
    own = _quoted(name.name, backend)
    return own if name.schema is None else f"{_quoted(name.schema, backend)}.{own}"


def _quoted(name: str, backend: str) -> str:
    mark = "`" if backend in _MYSQL_FAMILY else '"'
    return mark + name.replace(mark, mark * 2) + mark
