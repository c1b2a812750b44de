"""The settings of a session: those that the user's has, and those under which a text means what it meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.base import is_mariadb
from toolkit.backends.catalogs.innodb.texts import literal
from toolkit.backends.trash.innodb.zero import is_zero_date

_ASKED = (
    "SELECT DATABASE(), CURRENT_USER(), @@SESSION.sql_mode, @@SESSION.time_zone, @@SESSION.foreign_key_checks, "
    "@@SESSION.character_set_client, @@SESSION.collation_connection"
)
_POINT_IN_TIME = re.compile(r"\btimestamp\b.*'\d{4}-", re.IGNORECASE | re.DOTALL)
_KEEPS_ZEROS = "NO_AUTO_VALUE_ON_ZERO"
_NO_ZERO_DATES = frozenset({"NO_ZERO_DATE", "NO_ZERO_IN_DATE"})
_UNSETTABLE = frozenset({"character_set_client", "collation_connection"})
"""MariaDB: "cannot be set in SET STATEMENT" (1971)."""


@dataclass(frozen=True, kw_only=True)
class Session:
    """The migrating connection as the user set it up."""

    is_mariadb: bool
    database: str | None
    user: str
    """The account that its rights come from."""
    sql_mode: str
    time_zone: str
    checks_foreign_keys: bool
    character_set: str
    collation: str

    @property
    def modes(self) -> Sequence[str]:
        """The names in sql_mode."""
        return [mode for mode in self.sql_mode.split(",") if mode]

    def wanted(
        self, definition: str, others: Iterable[str] = (), *, keeps_zeros: bool | None = None
    ) -> Mapping[str, str]:
        """What must be set otherwise for a definition to mean what it said when it was printed.

        It was printed with no sql_mode at all, in UTC. ``others`` are the definitions of the columns that stay.
        ``keeps_zeros``: whether a zero is a value for AUTO_INCREMENT; None where it does not matter.
        """
        hindering = {_KEEPS_ZEROS} if keeps_zeros is False else set()
        lacking = {_KEEPS_ZEROS} - set(self.modes) if keeps_zeros else set()
        if "\\" in definition:
            hindering.add("NO_BACKSLASH_ESCAPES")
        if any(map(is_zero_date, [definition, *others])):
            hindering |= _NO_ZERO_DATES
        wanted = {}
        if lacking or hindering & set(self.modes):
            wanted["sql_mode"] = literal(",".join([*(mode for mode in self.modes if mode not in hindering), *lacking]))
        if _POINT_IN_TIME.search(definition) and self.time_zone != "+00:00":
            wanted["time_zone"] = "'+00:00'"
        return wanted

    def under(self, wanted: Mapping[str, str], *statements: str) -> tuple[str, ...]:
        """The statements, each under these settings, which are as they were afterwards.

        MySQL can only set them for the session: whoever goes on at one of the statements sends the SET before it too.
        """
        if not wanted:
            return statements
        given = ", ".join(f"{name} = {value}" for name, value in wanted.items())
        if self.is_mariadb and not wanted.keys() & _UNSETTABLE and not self._are_read_otherwise(wanted):
            return tuple(f"SET STATEMENT {given} FOR {statement}" for statement in statements)
        before = ", ".join(f"{name} = {self._now(name)}" for name in wanted)
        return (f"SET SESSION {given}", *statements, f"SET SESSION {before}")

    def _are_read_otherwise(self, wanted: Mapping[str, str]) -> bool:
        """SET STATEMENT comes too late for a mode that decides how a statement is read (measured)."""
        modes = set(wanted.get("sql_mode", literal(self.sql_mode)).strip("'").split(",")) - {""}
        return not modes ^ set(self.modes) <= {_KEEPS_ZEROS, *_NO_ZERO_DATES}

    def _now(self, name: str) -> str:
        return {
            "sql_mode": literal(self.sql_mode),
            "time_zone": literal(self.time_zone),
            "foreign_key_checks": str(int(self.checks_foreign_keys)),
            "character_set_client": self.character_set,
            "collation_connection": self.collation,
        }[name]


def session_of(connection: Connection) -> Session:
    """Read it, before anything is set for our own reading."""
    database, user, mode, zone, checks, character_set, collation = connection.execute(text(_ASKED)).one()
    return Session(
        is_mariadb=is_mariadb(connection),
        database=database,
        user=user,
        sql_mode=mode,
        time_zone=zone,
        checks_foreign_keys=bool(checks),
        character_set=character_set,
        collation=collation,
    )
