"""MySQL and MariaDB: columns, keys, indexes and options as CREATE TABLE has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.backends.alterations.base import Unwritable
from toolkit.backends.catalogs.innodb.texts import literal, quoted
from toolkit.catalog.members import Check, Column, ForeignKey, Index, IndexPart, PrimaryKey
from toolkit.catalog.values import Table

_SRID = re.compile(r" SRID (\d+)\Z")
_TEXT = re.compile(r"(var)?char|(tiny|medium|long)?text|enum|set", re.IGNORECASE)
_PREFIX = re.compile(r"(.*)\((\d+)\)\Z", re.DOTALL)
_OPTIONS = {
    "engine": "ENGINE",
    "collation": "COLLATE",
    "auto_increment": "AUTO_INCREMENT",
    "row_format": "ROW_FORMAT",
}


def qualified(schema: str | None, name: str) -> str:
    """A name within its database; what is in the connection's own is named without it."""
    return quoted(name) if schema is None else f"{quoted(schema)}.{quoted(name)}"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the two servers write differently."""

    is_mariadb: bool

    def column(self, table: Table, column: Column) -> str:
        """A column with everything that it has: what MODIFY does not say is lost."""
        system = _SRID.search(column.type)
        words = [quoted(column.name), _SRID.sub("", column.type)]
        is_text = _TEXT.match(column.type) is not None
        if is_text and column.collation and column.collation != dict(table.options).get("collation"):
            words.append(
                f"CHARACTER SET {column.charset} COLLATE {column.collation}"
                if column.charset
                else f"COLLATE {column.collation}"
            )
        if column.computed is not None:
            words.append(f"GENERATED ALWAYS AS ({column.computed}) {'STORED' if column.computed_stored else 'VIRTUAL'}")
        # A TIMESTAMP that says nothing may be NOT NULL; MariaDB takes neither word of a generated column.
        if column.computed is None or not self.is_mariadb:
            words.append("NULL" if column.nullable else "NOT NULL")
        words += [f"SRID {system[1]}"] if system else []
        words += [f"DEFAULT {column.default}"] if column.default is not None else []
        words += [f"ON UPDATE {column.on_update}"] if column.on_update else []
        words += ["AUTO_INCREMENT"] if column.autoincrement else []
        words += ["INVISIBLE"] if column.invisible else []
        words += [f"COMMENT {literal(column.comment)}"] if column.comment else []
        words += [column.storage] if column.storage else []
        words += [f"CHECK ({check.expression})" for check in table.checks if check.column == column.name]
        return " ".join(words)

    def primary_key(self, key: PrimaryKey) -> str:
        """A primary key."""
        method = dict(key.options).get("method")
        words = f"PRIMARY KEY ({', '.join(map(_key_part, key.columns))})"
        words += f" USING {method}" if method else ""
        return words + (f" COMMENT {literal(key.comment)}" if key.comment else "")

    def check(self, check: Check) -> str:
        """A check of a table."""
        name = f"CONSTRAINT {quoted(check.name)} " if check.name else ""
        text = check.expression
        enclosed = text if text.startswith("(") and _closes_last(text) else f"({text})"
        return f"{name}CHECK {enclosed}{'' if check.enforced else ' NOT ENFORCED'}"

    def invisible(self) -> str:
        """The word for an index that no query uses."""
        return "IGNORED" if self.is_mariadb else "INVISIBLE"


def index(one: Index, words: Words) -> str:
    """An index, a unique key too."""
    kind = one.method if one.method in ("FULLTEXT", "SPATIAL") else "UNIQUE" if one.unique else ""
    said = f"{kind} INDEX {quoted(one.name)} ({', '.join(map(_part, one.parts))})".strip()
    said += f" USING {one.method}" if one.method in ("HASH", "RTREE") else ""
    said += f" COMMENT {literal(one.comment)}" if one.comment else ""
    return said + (f" {words.invisible()}" if one.invisible else "")


def foreign_key(key: ForeignKey) -> str:
    """A foreign key."""
    name = f"CONSTRAINT {quoted(key.name)} " if key.name else ""
    schema = None if key.referred_schema == "(default)" else key.referred_schema
    said = f"{name}FOREIGN KEY ({_names(key.columns)}) REFERENCES {qualified(schema, key.referred_table)}"
    said += f" ({_names(key.referred_columns)})"
    said += f" ON DELETE {key.on_delete}" if key.on_delete else ""
    return said + (f" ON UPDATE {key.on_update}" if key.on_update else "")


# https://dev.mysql.com/doc/refman/8.4/en/create-table.html and https://mariadb.com/docs/server/reference/sql-statements/
# data-definition/create/create-table: what each is set to where nothing is asked for.
_UNSET = {
    **dict.fromkeys(("key_block_size", "avg_row_length", "checksum", "delay_key_write", "max_rows", "min_rows"), "0"),
    **dict.fromkeys(("stats_persistent", "stats_auto_recalc", "stats_sample_pages", "pack_keys"), "DEFAULT"),
    **dict.fromkeys(("page_compressed", "encrypted", "encryption_key_id", "page_checksum", "transactional"), "DEFAULT"),
    "compression": "''",
}


def option(name: str, value: str | None, table: str) -> str:
    """An option of a table."""
    if name == "engine" and value:
        return f"ENGINE={value}"
    if name == "collation" and value:
        return f"DEFAULT CHARACTER SET={value.partition('_')[0]} COLLATE={value}"
    if name == "system_versioning":
        return "ADD SYSTEM VERSIONING" if value else "DROP SYSTEM VERSIONING"
    if value is None and name in _UNSET:
        return f"{name.upper()}={_UNSET[name]}"
    if value is None:
        raise Unwritable(f"option {name} of table {table}", f"Write `ALTER TABLE ... {name.upper()}=DEFAULT`.")
    return f"{name.upper()}={value if value.isalnum() else literal(value)}"


def _names(columns: Sequence[str]) -> str:
    return ", ".join(map(quoted, columns))


def _key_part(text: str) -> str:
    descending = text.endswith(" DESC")
    found = _PREFIX.match(text.removesuffix(" DESC"))
    name = f"{quoted(found[1])}({found[2]})" if found else quoted(text.removesuffix(" DESC"))
    return f"{name} DESC" if descending else name


def _part(part: IndexPart) -> str:
    said = quoted(part.column) if part.column else f"({part.expression})"
    said += f"({part.prefix})" if part.prefix else ""
    return said + (" DESC" if part.descending else "")


def _closes_last(text: str) -> bool:
    """Whether the first parenthesis of a text is closed by its last character."""
    depth = 0
    for found in re.finditer(r"'(?:[^'\\]|\\.|'')*'|`[^`]*`|[()]", text):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth == 0 and found[0] == ")":
            return found.end() == len(text)
    return False
