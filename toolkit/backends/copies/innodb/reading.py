"""What a database of MySQL or MariaDB holds, and how the server says that it is made."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.exc import DBAPIError

from toolkit.backends.base import is_mariadb
from toolkit.backends.catalogs.innodb.texts import quoted
from toolkit.backends.sessions.innodb import where_readable

UNPREPARED = {"no_parameters": True}
_RELATIONS = """
SELECT table_name AS name, table_type AS kind FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_type <> 'TEMPORARY' ORDER BY table_name
"""
# A table keeps the row format that was the server's default when it was made, and SHOW CREATE TABLE does not say it.
_ROW_FORMATS = """
SELECT table_name AS name, row_format AS format FROM information_schema.tables
WHERE table_schema = DATABASE() AND engine = 'InnoDB' AND table_name IN :names
  AND LOWER(row_format) IN ('compact', 'redundant', 'dynamic')
  AND LOWER(row_format) <> LOWER(@@GLOBAL.innodb_default_row_format)
  AND create_options NOT LIKE '%row\\_format=%' AND create_options NOT LIKE '%KEY\\_BLOCK\\_SIZE=%'
"""
# https://dev.mysql.com/doc/refman/9.1/en/innodb-online-ddl-operations.html: a table can be changed in an instant so
# often, until it is rebuilt. Names that need an encoding are not told.
_ROW_VERSIONS = """
SELECT SUBSTRING_INDEX(name, '/', -1) AS name, total_row_versions AS versions FROM information_schema.innodb_tables
WHERE name LIKE CONCAT(DATABASE(), '/%') AND total_row_versions >= :least
"""
_COUNTED_SINCE, _MORE_SINCE = (8, 0, 29), (9, 1)
_MOST, _MOST_NOW = 64, 255
_ROOM = 16
"""How many instant changes must be left for a plan not to come to the end."""
_REFERENCES = """
SELECT table_name AS name, referenced_table_name AS referred FROM information_schema.referential_constraints
WHERE constraint_schema = DATABASE() AND unique_constraint_schema = DATABASE()
"""
_VIEWS = (
    "SELECT table_name AS name, view_definition AS told FROM information_schema.views WHERE table_schema = DATABASE()"
)
_ROUTINES = """
SELECT routine_name AS name, routine_type AS kind FROM information_schema.routines
WHERE routine_schema = DATABASE() ORDER BY routine_type, routine_name
"""
_TRIGGERS = """
SELECT trigger_name, event_object_table, action_timing, event_manipulation, action_statement, sql_mode,
  collation_connection
FROM information_schema.triggers WHERE trigger_schema = DATABASE()
ORDER BY event_object_table, action_timing, event_manipulation, action_order
"""
# https://dev.mysql.com/doc/mysql-errors/9.1/en/server-error-reference.html, https://mariadb.com/kb/en/mariadb-error-codes/
_GONE = frozenset({1049, 1146, 1305, 1347, 1360, 4089, 4091})


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What SHOW CREATE answered about one object."""

    name: str
    kind: str
    text: str = ""
    sql_mode: str = ""
    collation: str | None = None
    """That of the texts in it."""
    why_not: str | None = None
    """Why the server did not say it."""


class TriggerRow(NamedTuple):
    """What information_schema says of a trigger."""

    name: str
    table: str
    timing: str
    event: str
    action: str
    sql_mode: str
    collation: str


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One reading of the connection's own database."""

    live: Connection
    character_set: str
    """The one that answers come in; empty where they come as they are."""

    @contextmanager
    def as_they_are(self) -> Iterator[None]:
        """Texts come in bytes: MariaDB prints what a binary column has for a default as it is."""
        if not is_mariadb(self.live):
            yield
            return
        _send(self.live, "SET SESSION character_set_results = binary")
        try:
            yield
        finally:
            if not self.live.invalidated:
                _send(self.live, f"SET SESSION character_set_results = {self.character_set or 'NULL'}")

    def relations(self) -> Mapping[str, str]:
        """Tables, views and sequences, each with its kind."""
        return dict(self._pairs(_RELATIONS))

    def routines(self) -> Sequence[tuple[str, str]]:
        """Functions, procedures and packages, each with its kind."""
        return list(self._pairs(_ROUTINES))

    def references(self) -> Sequence[tuple[str, str]]:
        """Pairs of a table and the one that its foreign key refers to."""
        return list(self._pairs(_REFERENCES))

    def views(self) -> Mapping[str, str]:
        """What each view selects; empty where the user may not see it."""
        return {name: selected or "" for name, selected in self._pairs(_VIEWS)}

    def triggers(self) -> Sequence[TriggerRow]:
        """In the order in which they fire."""
        return [TriggerRow(*row) for row in self._rows(_TRIGGERS)]

    def row_formats(self, tables: Collection[str]) -> Mapping[str, str]:
        """Those of tables that do not say theirs, where it is not the server's default."""
        if not tables:
            return {}
        asked = text(_ROW_FORMATS).bindparams(bindparam("names", expanding=True))
        return dict(self._pairs(asked, {"names": sorted(tables)}))

    def row_versions(self) -> Mapping[str, int]:
        """How often tables were changed in an instant, of those that soon cannot be any more; none without PROCESS."""
        version = self.live.dialect.server_version_info or ()
        if is_mariadb(self.live) or version < _COUNTED_SINCE:
            return {}
        least = (_MOST if version < _MORE_SINCE else _MOST_NOW) - _ROOM
        rows = where_readable(self.live, _ROW_VERSIONS.replace(":least", str(least)), {})
        return {_told(row["name"]): int(row["versions"]) for row in rows or ()}

    def shown(self, kind: str, name: str) -> Shown | None:
        """How it is made; None if it is gone since."""
        asked = f"SHOW CREATE {kind} {quoted(name)}"
        try:
            row = self.live.exec_driver_sql(asked, execution_options=UNPREPARED).one()
        except DBAPIError as error:
            if error.connection_invalidated:
                raise
            return None if number_of(error) in _GONE else Shown(name=name, kind=kind, why_not=said(error))
        values = [_told(value) for value in row]
        match kind:
            case "TABLE" | "SEQUENCE":
                return Shown(name=name, kind=kind, text=values[1])
            case "VIEW":
                return Shown(name=name, kind=kind, text=values[1], collation=values[3])
            case _ if values[2] is None:
                return Shown(name=name, kind=kind, why_not="the user may not see its text")
            case _:
                return Shown(name=name, kind=kind, text=values[2], sql_mode=values[1], collation=values[4])

    def _pairs(self, asked: Any, given: Mapping[str, Any] | None = None) -> Iterator[tuple[str, str]]:
        yield from ((one, other) for one, other in self._rows(asked, given))

    def _rows(self, asked: Any, given: Mapping[str, Any] | None = None) -> Iterator[Sequence[Any]]:
        statement = text(asked) if isinstance(asked, str) else asked
        for row in self.live.execute(statement, given or {}).all():
            yield [_told(value) for value in row]


def number_of(error: DBAPIError) -> int | None:
    """The server's number of an error."""
    told: Any = error.orig
    number = getattr(told, "errno", None) or (told.args[0] if told is not None and told.args else None)
    return number if isinstance(number, int) else None


def said(error: DBAPIError) -> str:
    """What the server said."""
    told: Any = error.orig
    return str(told.args[1]) if told is not None and len(told.args) > 1 else str(told)


def _told(value: Any) -> Any:
    """Some drivers give long texts as bytes."""
    return value.decode(errors="surrogateescape") if isinstance(value, bytes | bytearray) else value


def _send(live: Connection, statement: str) -> None:
    live.exec_driver_sql(statement, execution_options=UNPREPARED)
