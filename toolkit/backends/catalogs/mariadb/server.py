"""What MariaDB does in its own way."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import attrgetter

import sqlalchemy as sa

from toolkit.backends.catalogs.innodb.columns import GEOMETRIES
from toolkit.backends.catalogs.innodb.rows import InformationSchema, Place, Row, View
from toolkit.backends.catalogs.innodb.server import Attributes
from toolkit.backends.catalogs.innodb.session import SECONDS
from toolkit.backends.catalogs.innodb.texts import unqualified
from toolkit.backends.catalogs.mariadb.columns import column
from toolkit.backends.catalogs.mariadb.sequences import read_sequences
from toolkit.catalog.members import Check, Column
from toolkit.catalog.values import Sequence as SequenceValue

CHECKS = View(
    name="CHECK_CONSTRAINTS",
    scope="CONSTRAINT_SCHEMA",
    columns=("TABLE_NAME", "CONSTRAINT_NAME", "LEVEL", "CHECK_CLAUSE"),
)
GEOMETRY = View(name="GEOMETRY_COLUMNS", scope="G_TABLE_SCHEMA", columns=("G_TABLE_NAME", "G_GEOMETRY_COLUMN", "SRID"))
_UNNAMED = re.compile(r"CONSTRAINT_\d+", re.IGNORECASE)


class MariaDBServer:
    """MariaDB 10.6 and later."""

    backend = "mariadb"
    views = (CHECKS, GEOMETRY)
    default_action = "RESTRICT"
    bodies_need = "SELECT ON mysql.proc (from MariaDB 11.3 on SHOW CREATE ROUTINE)"

    def settings(self, version: tuple[int, ...]) -> Mapping[str, str | int]:
        return {"max_statement_time": SECONDS}

    def attributes(self, source: InformationSchema, columns: Sequence[Row]) -> Attributes:
        if not any(row["DATA_TYPE"] in GEOMETRIES for row in columns):
            return Attributes()
        systems: dict[Place, dict[str, str]] = defaultdict(dict)
        for row in source.rows(GEOMETRY, sa.column("SRID") != 0):
            systems[row["G_TABLE_SCHEMA"], row["G_TABLE_NAME"]][row["G_GEOMETRY_COLUMN"]] = str(row["SRID"])
        return Attributes(columns=systems)

    def column(self, row: Row, position: int, attributes: str | None, source: InformationSchema) -> Column:
        return column(row, position, attributes, source.names)

    def expression(self, text: str) -> str:
        return text

    def checks(self, source: InformationSchema) -> Mapping[Place, tuple[Check, ...]]:
        found: dict[Place, list[Check]] = defaultdict(list)
        for row in source.rows(CHECKS):
            found[row["CONSTRAINT_SCHEMA"], row["TABLE_NAME"]].append(_check(row, source))
        by_name = attrgetter("name", "expression")
        return {place: tuple(sorted(checks, key=by_name)) for place, checks in found.items()}

    def sequences(
        self, source: InformationSchema, tables: Sequence[Row], columns: Sequence[Row]
    ) -> tuple[tuple[SequenceValue, ...], tuple[str, ...]]:
        return read_sequences(source, tables, columns)


def _check(row: Row, source: InformationSchema) -> Check:
    """The check of a column is called as the column."""
    name, of_column = row["CONSTRAINT_NAME"], row["LEVEL"] == "Column"
    return Check(
        name=name,
        expression=unqualified(row["CHECK_CLAUSE"], row["CONSTRAINT_SCHEMA"], source.names),
        column=name if of_column else None,
        named_by_server=not of_column and _UNNAMED.fullmatch(name) is not None,
    )
