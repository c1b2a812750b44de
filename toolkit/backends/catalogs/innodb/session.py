"""The reader's own session settings, put back when it is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

SECONDS = 300
"""How long one query may take before the server ends it."""
ALL_ROWS = 18446744073709551615
LONGEST = 1073741824
"""Bytes: MariaDB allows no more, and in a strict session refuses to be asked for more."""
SETTINGS: Mapping[str, str | int] = {
    # ANSI_QUOTES, NO_BACKSLASH_ESCAPES and the like change how definitions are printed.
    "sql_mode": "",
    "sql_quote_show_create": 1,
    # Defaults of TIMESTAMP columns are printed in it.
    "time_zone": "+00:00",
    # `mysql --safe-updates` and some init_connect set these; the first would cut the answers off silently.
    "sql_select_limit": ALL_ROWS,
    "sql_big_selects": 1,
    # What is joined beyond this would be cut off.
    "group_concat_max_len": LONGEST,
}


@dataclass(frozen=True, kw_only=True)
class Session:
    """What the connection was, before anything was set."""

    database: str | None
    role: str | None
    lower_case_table_names: int
    character_set: str


@contextmanager
def own_settings(connection: sa.Connection, special: Mapping[str, str | int]) -> Iterator[Session]:
    """Run under ``SETTINGS`` and the server's own ``special`` ones."""
    wanted = {**SETTINGS, **special}
    # One row: SHOW VARIABLES would be cut off by sql_select_limit too.
    variables = ", ".join(f"@@SESSION.{name}" for name in wanted)
    asked = f"SELECT DATABASE(), CURRENT_ROLE(), @@lower_case_table_names, @@character_set_results, {variables}"
    database, role, folds, character_set, *before = connection.execute(sa.text(asked)).one()
    _set(connection, wanted)
    try:
        with _backticks(connection.dialect):
            yield Session(
                database=database, role=role, lower_case_table_names=int(folds), character_set=str(character_set or "")
            )
    finally:
        if not connection.invalidated:
            _set(connection, dict(zip(wanted, before, strict=True)))


@contextmanager
def _backticks(dialect: Any) -> Iterator[None]:
    """A dialect that met ANSI_QUOTES at its first connection puts names in double quotes, which are texts here."""
    before = dialect.identifier_preparer
    dialect.identifier_preparer = dialect.preparer(dialect, server_ansiquotes=False)
    try:
        yield
    finally:
        dialect.identifier_preparer = before


def _set(connection: sa.Connection, values: Mapping[str, Any]) -> None:
    assignments = ", ".join(f"{name} = :{name}" for name in values)
    connection.execute(sa.text(f"SET SESSION {assignments}"), dict(values))
