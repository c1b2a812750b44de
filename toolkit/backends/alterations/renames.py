"""New names in the words of each server, where Alembic's operation would not keep all of a column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from toolkit.backends.alterations import innodb_words, postgresql_words
from toolkit.backends.catalogs.innodb.texts import quoted
from toolkit.backends.catalogs.sqlite.spelling import spelled_name
from toolkit.catalog.members import Column

Qualify = Callable[[str | None, str], str]
_WORDS: Mapping[str, tuple[Qualify, Callable[[str], str]]] = {
    "postgresql": (postgresql_words.qualified, postgresql_words.named),
    "sqlite": (lambda _, name: spelled_name(name), spelled_name),
    "mysql": (innodb_words.qualified, quoted),
    "mariadb": (innodb_words.qualified, quoted),
}
_COUNTED = re.compile(r"nextval\('(?P<schema>(?:\w+\.)?)(?P<name>\w+)'::regclass\)")


def renamed_column(backend: str, schema: str | None, table: str, old: str, new: str) -> str:
    """The statement that gives a column another name, and changes nothing else of it."""
    qualified, named = _WORDS[backend]
    return f"ALTER TABLE {qualified(schema, table)} RENAME COLUMN {named(old)} TO {named(new)}"


def renamed_sequence(before: Column, table: str, new_table: str, after: Column) -> tuple[str, str, Column] | None:
    """The name of the sequence behind a column that counts, the name that it would have, and the column with it.

    https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL: it is named after both.
    """
    found = _COUNTED.fullmatch(before.default or "")
    if found is None or before.sequence is None or found["name"] != f"{table}_{before.name}_seq":
        return None
    name = f"{new_table}_{after.name}_seq"
    default = f"nextval('{found['schema']}{name}'::regclass)"
    return found["schema"] + found["name"], name, replace(after, default=default)


def renaming_of_sequence(old: str, new: str) -> str:
    """The statement that gives a sequence its new name."""
    return f"ALTER SEQUENCE {old} RENAME TO {postgresql_words.named(new)}"
