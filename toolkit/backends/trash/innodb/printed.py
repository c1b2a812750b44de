"""What SHOW CREATE TABLE prints, as values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.backends.sql.values import Name
from toolkit.backends.trash.innodb.texts import columns_in, first_group, is_name, members, pieces, tokens, unquoted

PRIMARY = "PRIMARY"
_KEY = re.compile(r"(?:PRIMARY |UNIQUE |FULLTEXT |SPATIAL |VECTOR )?KEY\b", re.IGNORECASE)
_PARTITIONED = re.compile(r"\b(SUB)?PARTITION BY\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Key:
    """An index or key. ``name`` is PRIMARY for the primary key."""

    name: str
    text: str
    """As ALTER TABLE ... ADD takes it."""

    @property
    def is_unique(self) -> bool:
        """Whether no two rows may be alike in it."""
        return self.text.upper().startswith(("UNIQUE ", "PRIMARY "))

    @property
    def parts(self) -> Sequence[str]:
        """As printed: ```a`(10) DESC``."""
        return members(first_group(self.text)[1])

    @property
    def columns(self) -> Sequence[str | None]:
        """The column of each part in lower case; None for an expression."""
        first = [tokens(part)[0] for part in self.parts]
        return [unquoted(token).lower() if is_name(token) else None for token in first]

    def serves(self, columns: Sequence[str]) -> bool:
        """Whether a foreign key over these columns can use it."""
        return [column.lower() for column in columns] == list(self.columns[: len(columns)])


@dataclass(frozen=True, kw_only=True)
class Check:
    """A CHECK of the table; one that MariaDB prints with its column belongs to the column's definition."""

    name: str
    text: str

    @property
    def expression(self) -> str:
        """In parentheses."""
        return first_group(self.text)[1]

    @property
    def is_enforced(self) -> bool:
        """MySQL keeps some that it does not hold rows against."""
        return "NOT ENFORCED" not in first_group(self.text)[2].upper()


@dataclass(frozen=True, kw_only=True)
class ForeignKey:
    """A foreign key. ``parent.schema`` is None where it is that of the table."""

    name: str
    text: str
    columns: tuple[str, ...]
    parent: Name
    referred: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A table."""

    columns: Mapping[str, str]
    """What stands after each name."""
    keys: tuple[Key, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Check, ...] = ()
    options: str = ""
    """What stands after the last parenthesis: the partitions too."""

    def own_name(self, column: str) -> str:
        """A column's name as the table has it, whatever its case."""
        return next((name for name in self.columns if name.lower() == column.lower()), column)

    def has(self, column: str) -> bool:
        """Whether there is a column of this name."""
        return column.lower() in {name.lower() for name in self.columns}

    def key(self, name: str) -> Key | None:
        """The key of this name."""
        return next((key for key in self.keys if key.name.lower() == name.lower()), None)

    @property
    def counter(self) -> int | None:
        """The next AUTO_INCREMENT, where it is not 1."""
        told = (token.upper().partition("AUTO_INCREMENT=") for token in tokens(self.options))
        return next((int(number) for before, said, number in told if said and not before), None)

    @property
    def partitioned_by(self) -> Sequence[tuple[str, frozenset[str]]]:
        """The way of partitioning, and of the subpartitions, each with the columns that decide, in lower case."""
        found = []
        for match in _PARTITIONED.finditer(self.options):
            way, group, _ = first_group(self.options[match.end() :])
            # MySQL prints the columns of KEY and COLUMNS without quotes.
            bare = "`" not in group
            columns = frozenset(name.strip().lower() for name in group[1:-1].split(",")) if bare else columns_in(group)
            found.append((way.strip().upper(), columns))
        return found


@dataclass(kw_only=True)
class _Items:
    columns: dict[str, str] = field(default_factory=dict)
    keys: list[Key] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    def add(self, item: str) -> None:
        first = tokens(item)[0]
        if is_name(first):
            self.columns[unquoted(first)] = item[len(first) :].strip()
        elif match := _KEY.match(item):
            named = pieces(item[match.end() :])[0]
            is_primary = item.upper().startswith(PRIMARY)
            self.keys.append(Key(name=PRIMARY if is_primary else unquoted(named), text=item))
        elif first.upper() == "CONSTRAINT":
            self._add_constraint(item)

    def _add_constraint(self, item: str) -> None:
        name, kind = pieces(item)[1:3]
        if kind.upper() == "CHECK":
            self.checks.append(Check(name=unquoted(name), text=item))
        else:
            self.foreign_keys.append(foreign_key(item))


def printed(text: str) -> Printed:
    """Take a CREATE TABLE of the server apart."""
    _, body, options = first_group(text)
    items = _Items()
    for item in members(body):
        items.add(item)
    return Printed(
        columns=items.columns,
        keys=tuple(items.keys),
        foreign_keys=tuple(items.foreign_keys),
        checks=tuple(items.checks),
        options=options.strip(),
    )


def foreign_key(text: str) -> ForeignKey:
    """``CONSTRAINT `fk` FOREIGN KEY (`a`) REFERENCES `db`.`p` (`id`) ON DELETE CASCADE``."""
    before, columns, rest = first_group(text)
    referring, referred, _ = first_group(rest)
    path = [unquoted(token) for token in tokens(referring) if is_name(token)]
    return ForeignKey(
        name=next(unquoted(token) for token in tokens(before) if is_name(token)),
        text=text,
        columns=tuple(map(unquoted, members(columns))),
        parent=Name(schema=path[0] if len(path) > 1 else None, name=path[-1]),
        referred=tuple(map(unquoted, members(referred))),
    )
