"""The triggers of a table: dropped with it, made again when it comes back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.catalogs.innodb.grants import read_grants
from toolkit.backends.catalogs.innodb.texts import literal, quoted
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.innodb.reading import UNPREPARED, spelled
from toolkit.backends.trash.innodb.session import Session

_STATEMENT = re.compile(
    r"\bFOR\s+EACH\s+ROW\b(?:\s+(?:FOLLOWS|PRECEDES)\s+(?:`(?:[^`]|``)*`|\S+))?\s*(.*)", re.IGNORECASE | re.DOTALL
)
_TRIGGERS = """
SELECT trigger_name, action_timing, event_manipulation, action_statement, definer, sql_mode, character_set_client,
  collation_connection
FROM information_schema.triggers WHERE event_object_schema = :schema AND event_object_table = :name
ORDER BY action_timing, event_manipulation, action_order
"""
_TRIGGER = """
SELECT 1 FROM information_schema.triggers WHERE trigger_schema = :schema AND trigger_name = :name
"""
# https://dev.mysql.com/doc/refman/9.1/en/stored-objects-security.html, https://mariadb.com/kb/en/grant/#set-user
_MAY_NAME_ANY_DEFINER = ("SUPER", "SET_ANY_DEFINER", "SET_USER_ID", "SET USER")


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """One trigger, with the settings that belong to it."""

    name: str
    timing: str
    event: str
    statement: str
    definer: str
    sql_mode: str
    character_set: str
    collation: str

    def creation(self, table: Name, *, with_definer: bool) -> str:
        """The statement that makes it."""
        user, _, host = self.definer.rpartition("@")
        definer = f" DEFINER={quoted(user)}@{quoted(host)}" if with_definer else ""
        name = spelled(Name(schema=table.schema, name=self.name))
        return (
            f"CREATE{definer} TRIGGER {name} {self.timing} {self.event} ON {spelled(table)} FOR EACH ROW "
            f"{self.statement}"
        )

    def wanted(self, session: Session) -> Mapping[str, str]:
        """What must be set otherwise while it is made."""
        wanted = {}
        if self.sql_mode != session.sql_mode:
            wanted["sql_mode"] = literal(self.sql_mode)
        if self._is_spelled_alike and (self.character_set, self.collation) != (
            session.character_set,
            session.collation,
        ):
            wanted |= {"character_set_client": self.character_set, "collation_connection": self.collation}
        return wanted

    @property
    def _is_spelled_alike(self) -> bool:
        """Whether its text is the same bytes in its character set as in ours."""
        return self.statement.isascii() or self.character_set.startswith("utf8")


def read_triggers(connection: Connection, schema: str | None, table: str) -> Sequence[Trigger]:
    """In the order in which they fire."""
    rows = connection.execute(text(_TRIGGERS), {"schema": schema, "name": table}).all()
    # information_schema has lost the backslashes of those that were made in another character set.
    return [
        Trigger(
            name=str(row[0]),
            timing=str(row[1]),
            event=str(row[2]),
            statement=_written(connection, Name(schema=schema, name=str(row[0]))) or _told(row[3]),
            definer=str(row[4]),
            sql_mode=str(row[5]),
            character_set=str(row[6]),
            collation=str(row[7]),
        )
        for row in rows
    ]


def _written(connection: Connection, trigger: Name) -> str | None:
    """What it does, as it was written; None where that cannot be told from how it was made."""
    asked = f"SHOW CREATE TRIGGER {spelled(trigger)}"
    row = connection.exec_driver_sql(asked, execution_options=UNPREPARED).one()
    found = _STATEMENT.search(_told(row[2]))
    return found[1] if found else None


def recorded(triggers: Sequence[Trigger]) -> list[dict[str, str]]:
    """As JSON."""
    return [asdict(trigger) for trigger in triggers]


def is_taken(connection: Connection, schema: str | None, name: str) -> bool:
    """Whether another trigger of the database has the name."""
    return connection.execute(text(_TRIGGER), {"schema": schema, "name": name}).first() is not None


def may_name(connection: Connection, session: Session, definer: str) -> bool:
    """Whether the account of the connection may make triggers that run as this one."""
    if definer == session.user:
        return True
    role = connection.execute(text("SELECT CURRENT_ROLE()")).scalar()
    grants = read_grants(connection, None if role is None else str(role))
    return any(map(grants.allow_everywhere, _MAY_NAME_ANY_DEFINER))


def _told(value: object) -> str:
    """Some drivers give long texts as bytes."""
    return value.decode() if isinstance(value, bytes | bytearray) else str(value)
