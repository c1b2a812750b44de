"""A schema as a drawn history knows it: tables with keys and rows, and the operations that make and change them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Value = int | str | None
Row = Mapping[str, Value]
CREATES = {"index": "create_index", "unique": "create_unique_constraint", "foreign": "create_foreign_key"}
INLINE = {"primary": "PrimaryKeyConstraint", "unique": "UniqueConstraint", "foreign": "ForeignKeyConstraint"}


@dataclass(frozen=True)
class Alter:
    """One operation on a table, as ``op`` and as ``batch`` have it. ``names`` are the columns and keys it is about."""

    table: str
    method: str
    arguments: tuple[str, ...]
    names: frozenset[str]

    def directly(self) -> str:
        at = int("index" in self.method or "constraint" in self.method or "foreign" in self.method)
        arguments = (*self.arguments[:at], repr(self.table), *self.arguments[at:])
        return f"op.{self.method}({', '.join(arguments)})"

    def batched(self) -> str:
        return f"    batch.{self.method}({', '.join(self.arguments)})"


Step = str | Alter
"""A line of a revision, or what can be written in two ways."""


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    nullable: bool = True
    default: str | None = None

    @property
    def is_number(self) -> bool:
        return "Integer" in self.type

    @property
    def filled(self) -> Value:
        """What a row has in it that does not name it."""
        return self.default if self.default is None or not self.is_number else int(self.default)

    def source(self) -> str:
        return f"sa.Column({self.name!r}, {self.type}, nullable={self.nullable}, server_default={self.default!r})"

    def add(self, table: str) -> Alter:
        return Alter(table, "add_column", (self.source(),), frozenset({self.name}))

    def drop(self, table: str) -> Alter:
        return Alter(table, "drop_column", (repr(self.name),), frozenset({self.name}))

    def alter(self, table: str, new: Column) -> Alter:
        """To what the new one is; with all that MySQL wants to be told about the old one."""
        changes = {
            "new_column_name": (repr(self.name), repr(new.name)),
            "type_": (self.type, new.type),
            "nullable": (self.nullable, new.nullable),
            "server_default": (repr(self.default), repr(new.default)),
        }
        told = [f"{name}={after}" for name, (before, after) in changes.items() if before != after]
        existing = f"existing_type={self.type}, existing_nullable={self.nullable}"
        existing += f", existing_server_default={self.default!r}"
        return Alter(table, "alter_column", (repr(self.name), *told, existing), frozenset({self.name, new.name}))


@dataclass(frozen=True)
class Key:
    """``kind`` is primary, unique, foreign or index; ``parent`` the table that a foreign key leads to."""

    kind: str
    name: str
    columns: tuple[str, ...]
    parent: str | None = None

    def source(self) -> str:
        parent = "" if self.parent is None else f", {[f'{self.parent}.id']!r}"
        return f"sa.{INLINE[self.kind]}({', '.join(map(repr, self._columns()))}{parent}, name={self.name!r})"

    def create(self, table: str) -> Alter:
        arguments: list[object] = [self.name, list(self.columns)]
        if self.parent is not None:
            arguments = [self.name, self.parent, list(self.columns), ["id"]]
        return Alter(table, CREATES[self.kind], tuple(map(repr, arguments)), self._names())

    def drop(self, table: str) -> Alter:
        if self.kind == "index":
            return Alter(table, "drop_index", (repr(self.name),), self._names())
        kind = "unique" if self.kind == "unique" else "foreignkey"
        return Alter(table, "drop_constraint", (repr(self.name), f"type_={kind!r}"), self._names())

    def _columns(self) -> tuple[object, ...]:
        return (list(self.columns),) if self.kind == "foreign" else self.columns

    def _names(self) -> frozenset[str]:
        return frozenset({self.name, *self.columns})


@dataclass(frozen=True)
class Table:
    """``rows`` are known by their id. ``thinned``: a column was dropped. ``counts``: so does its id."""

    name: str
    columns: tuple[Column, ...]
    keys: tuple[Key, ...]
    rows: Mapping[int, Row] = field(default_factory=dict)
    thinned: bool = False
    counts: bool = False

    def keys_of(self, *kinds: str) -> tuple[Key, ...]:
        return tuple(key for key in self.keys if key.kind in kinds)

    def keyed(self, column: str) -> tuple[Key, ...]:
        return tuple(key for key in self.keys if column in key.columns)

    def create(self) -> list[Step]:
        inline = [key.source() for key in self.keys_of("primary", "unique", "foreign")]
        parts = [repr(self.name), *(column.source() for column in self.columns), *inline]
        parts[1] = parts[1].replace("server_default=None", f"autoincrement={self.counts}")
        lines: list[Step] = [f"op.create_table({', '.join(parts)})"]
        return lines + [key.create(self.name).directly() for key in self.keys_of("index")]

    def are_distinct(self, columns: Sequence[str]) -> bool:
        """Whether a unique key over them would hold."""
        values = [tuple(row[column] for column in columns) for row in self.rows.values()]
        return len({value for value in values if None not in value}) == sum(None not in value for value in values)


Schema = Mapping[str, Table]


def code(steps: Sequence[Step], backend: str, *, batch: bool) -> str:
    """The body of a function. Without ``batch`` only what SQLite cannot do otherwise stands in a batch."""
    lines: list[str] = []
    for group in _groups(steps, together=batch):
        match group:
            case [str() as line]:
                lines.append(line)
            case [Alter() as only] if not batch and (backend != "sqlite" or "index" in only.method):
                lines.append(only.directly())
            case alters:
                lines.append(f"with op.batch_alter_table({alters[0].table!r}) as batch:")
                lines += [alter.batched() for alter in alters]
    return "\n    ".join(lines) or "pass"


def _groups(steps: Sequence[Step], *, together: bool) -> Iterator[list[Step]]:
    """Neighbours on one table that have no name in common: Alembic's batches know columns by their old names."""
    group: list[Step] = []
    for step in steps:
        if group and not (together and all(_are_apart(step, other) for other in group)):
            yield group
            group = []
        group.append(step)
    if group:
        yield group


def _are_apart(one: Step, other: Step) -> bool:
    return (
        isinstance(one, Alter) and isinstance(other, Alter) and one.table == other.table and not one.names & other.names
    )
