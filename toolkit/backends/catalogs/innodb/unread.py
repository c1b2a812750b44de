"""What could not be read, as sentences. The servers leave rows or texts out where a privilege is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.backends.catalogs.innodb.grants import Grants
from toolkit.backends.catalogs.innodb.names import Names
from toolkit.backends.catalogs.innodb.rows import Place, Row
from toolkit.backends.catalogs.innodb.tables import BASE_TABLES
from toolkit.backends.catalogs.innodb.texts import quoted
from toolkit.catalog.values import Unseen

# Any of them shows a table and its columns; MariaDB shows the rules of foreign keys only to more than SELECT.
_TABLES = ("SELECT", "INSERT", "UPDATE", "REFERENCES")
_ROUTINES = ("EXECUTE", "ALTER ROUTINE", "CREATE ROUTINE", "SHOW_ROUTINE", "SHOW CREATE ROUTINE")


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was seen, as far as gaps in it tell of missing privileges."""

    tables: Sequence[Row]
    columns: Mapping[Place, Sequence[Row]]
    views: Sequence[Row]
    routines: Sequence[Row]
    foreign_keys_without_rules: int
    character_set: str
    bodies_need: str


def unread(seen: Seen, grants: Grants, names: Names) -> Iterator[str]:
    """Everything that may be there and was not seen."""
    if seen.character_set and not seen.character_set.startswith("utf8"):
        yield (
            f"Letters that the connection's character set ({seen.character_set}) lacks arrive as question marks. "
            "Add charset=utf8mb4 to the URL."
        )
    for database in names.databases:
        yield from _unseen(database, grants)
    yield from _broken(seen)
    yield from _without_definition(seen)
    if seen.foreign_keys_without_rules:
        yield (
            f"The ON DELETE and ON UPDATE of {seen.foreign_keys_without_rules} foreign keys could not be read: "
            "the server shows them to users with more than SELECT on the table (REFERENCES is enough)."
        )


def unseen(seen: Seen, grants: Grants, names: Names) -> Iterator[Unseen]:
    """The same, for a comparison."""
    for database in names.databases:
        if not grants.allow(_TABLES, database):
            yield Unseen(facet="-")
        if not grants.allow(("TRIGGER",), database):
            yield Unseen(kind="trigger")
        if not grants.allow(("EVENT",), database) or not grants.allow(_ROUTINES, database):
            yield Unseen(kind="routine")
    yield from (Unseen(name=name) for name in _unopened(seen))
    if seen.foreign_keys_without_rules:
        yield Unseen(kind="foreign key")
    yield from (Unseen(kind="view", name=row["TABLE_NAME"]) for row in seen.views if not row["VIEW_DEFINITION"])
    for row in seen.routines:
        if row["ROUTINE_DEFINITION"] is None:
            yield Unseen(kind="routine", name=row["ROUTINE_NAME"])


def _unopened(seen: Seen) -> Iterator[str]:
    for row in seen.tables:
        place = row["TABLE_SCHEMA"], row["TABLE_NAME"]
        is_broken = row["TABLE_TYPE"] in BASE_TABLES and row["ENGINE"] is None
        if is_broken or (row["TABLE_TYPE"] in {*BASE_TABLES, "VIEW"} and not seen.columns.get(place)):
            yield row["TABLE_NAME"]


def _unseen(database: str, grants: Grants) -> Iterator[str]:
    where = f"ON {quoted(database)}.*"
    if not grants.allow(_TABLES, database):
        yield f"Tables of {database} that the user has no privilege on could not be seen: GRANT SELECT {where}."
    if not grants.allow(("TRIGGER",), database):
        yield f"Triggers of {database} could not be read: GRANT TRIGGER {where}."
    if not grants.allow(("EVENT",), database):
        yield f"Events of {database} could not be read: GRANT EVENT {where}."
    if not grants.allow(_ROUTINES, database) and not grants.allow_everywhere("SELECT"):
        yield f"Functions and procedures of {database} could not be read: GRANT EXECUTE {where}."


def _broken(seen: Seen) -> Iterator[str]:
    for row in seen.tables:
        database, name = row["TABLE_SCHEMA"], row["TABLE_NAME"]
        kind = row["TABLE_TYPE"]
        if kind in BASE_TABLES and row["ENGINE"] is None:
            yield f"The table {database}.{name} could not be opened by the server: {row['TABLE_COMMENT']}."
        elif kind in {*BASE_TABLES, "VIEW"} and not seen.columns.get((database, name)):
            yield (
                f"The columns of {database}.{name} could not be read: "
                "the user lacks a privilege on it, or on what the view selects from, or the view is broken."
            )


def _without_definition(seen: Seen) -> Iterator[str]:
    views = [f"{row['TABLE_SCHEMA']}.{row['TABLE_NAME']}" for row in seen.views if not row["VIEW_DEFINITION"]]
    if views:
        yield f"The definitions of these views could not be read for lack of SHOW VIEW: {_listed(views)}."
    bodies = [
        f"{row['ROUTINE_SCHEMA']}.{row['ROUTINE_NAME']}" for row in seen.routines if row["ROUTINE_DEFINITION"] is None
    ]
    if bodies:
        yield f"The bodies of these routines could not be read for lack of {seen.bodies_need}: {_listed(bodies)}."


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
