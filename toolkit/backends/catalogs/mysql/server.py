"""What MySQL does in its own way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import attrgetter

import sqlalchemy as sa

from toolkit.backends.catalogs.innodb.names import is_numbered
from toolkit.backends.catalogs.innodb.rows import InformationSchema, Place, Row, View
from toolkit.backends.catalogs.innodb.server import Attributes
from toolkit.backends.catalogs.innodb.session import SECONDS
from toolkit.backends.catalogs.mysql.columns import column
from toolkit.backends.catalogs.mysql.expressions import printed
from toolkit.catalog.members import Check, Column
from toolkit.catalog.values import Sequence as SequenceValue

CONSTRAINTS = View(
    name="TABLE_CONSTRAINTS",
    scope="TABLE_SCHEMA",
    columns=("CONSTRAINT_NAME", "TABLE_NAME", "ENFORCED"),
)
CHECKS = View(name="CHECK_CONSTRAINTS", scope="CONSTRAINT_SCHEMA", columns=("CONSTRAINT_NAME", "CHECK_CLAUSE"))
_ATTRIBUTES = ("ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE")


def _extensions(name: str, scope: str, *columns: str) -> View:
    """A view of attributes for storage engines; next to no object has one."""
    return View(name=name, scope=scope, columns=(*columns, *_ATTRIBUTES), is_rare=True, given=_ATTRIBUTES)


OF_TABLES = _extensions("TABLES_EXTENSIONS", "TABLE_SCHEMA", "TABLE_NAME")
OF_COLUMNS = _extensions("COLUMNS_EXTENSIONS", "TABLE_SCHEMA", "TABLE_NAME", "COLUMN_NAME")
OF_INDEXES = _extensions("TABLE_CONSTRAINTS_EXTENSIONS", "CONSTRAINT_SCHEMA", "TABLE_NAME", "CONSTRAINT_NAME")


class MySQLServer:
    """MySQL 8.0 and later."""

    backend = "mysql"
    views = (CONSTRAINTS, CHECKS, OF_TABLES, OF_COLUMNS, OF_INDEXES)
    default_action = "NO ACTION"
    bodies_need = "SHOW_ROUTINE"

    def settings(self, version: tuple[int, ...]) -> Mapping[str, str | int]:
        limit = {"max_execution_time": SECONDS * 1000}  # milliseconds
        # Without the second one a primary key that the server generated is left out (8.0.30).
        return limit if version < (8, 0, 30) else {**limit, "show_gipk_in_create_table_and_information_schema": 1}

    def attributes(self, source: InformationSchema, columns: Sequence[Row]) -> Attributes:
        of_tables: dict[Place, Mapping[str, str]] = {}
        for row in source.rows(OF_TABLES):
            of_tables[row["TABLE_SCHEMA"], row["TABLE_NAME"]] = {
                name.lower(): row[name] for name in _ATTRIBUTES if row[name]
            }
        return Attributes(
            tables=of_tables,
            columns=_texts(source.rows(OF_COLUMNS), "TABLE_SCHEMA", "COLUMN_NAME"),
            indexes=_texts(source.rows(OF_INDEXES), "CONSTRAINT_SCHEMA", "CONSTRAINT_NAME"),
        )

    def column(self, row: Row, position: int, attributes: str | None, source: InformationSchema) -> Column:
        return column(row, position, attributes)

    def expression(self, text: str) -> str:
        return printed(text)

    def checks(self, source: InformationSchema) -> Mapping[Place, tuple[Check, ...]]:
        clauses = {
            (row["CONSTRAINT_SCHEMA"], row["CONSTRAINT_NAME"]): row["CHECK_CLAUSE"] for row in source.rows(CHECKS)
        }
        # TABLE_CONSTRAINTS tells which table a check belongs to.
        rows = source.rows(CONSTRAINTS, sa.column("CONSTRAINT_TYPE") == "CHECK") if clauses else []
        found: dict[Place, list[Check]] = defaultdict(list)
        for row in rows:
            clause = clauses.get((row["TABLE_SCHEMA"], row["CONSTRAINT_NAME"]), "")
            found[row["TABLE_SCHEMA"], row["TABLE_NAME"]].append(_check(row, clause))
        return {place: tuple(sorted(checks, key=attrgetter("name"))) for place, checks in found.items()}

    def sequences(
        self, source: InformationSchema, tables: Sequence[Row], columns: Sequence[Row]
    ) -> tuple[tuple[SequenceValue, ...], tuple[str, ...]]:
        return (), ()


def _check(row: Row, clause: str) -> Check:
    name = row["CONSTRAINT_NAME"]
    return Check(
        name=name,
        expression=printed(clause),
        enforced=row["ENFORCED"] != "NO",
        named_by_server=is_numbered(name, f"{row['TABLE_NAME']}_chk_"),
    )


def _texts(rows: Sequence[Row], schema: str, name: str) -> dict[Place, Mapping[str, str]]:
    found: dict[Place, dict[str, str]] = defaultdict(dict)
    for row in rows:
        text = " ".join(f"{attribute} {row[attribute]}" for attribute in _ATTRIBUTES if row[attribute])
        found[row[schema], row["TABLE_NAME"]][row[name]] = text
    return dict(found)
