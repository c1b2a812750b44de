"""Views. Who created them, and with which character set of the client, is left out."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.backends.catalogs.innodb import rows as schema
from toolkit.backends.catalogs.innodb.names import Names
from toolkit.backends.catalogs.innodb.texts import unqualified
from toolkit.catalog.values import View

VIEWS = schema.View(
    name="VIEWS",
    scope="TABLE_SCHEMA",
    # MySQL tells the ALGORITHM in SHOW CREATE VIEW only, one view at a time.
    columns=("TABLE_NAME", "VIEW_DEFINITION", "CHECK_OPTION", "SECURITY_TYPE", "ALGORITHM"),
)


def view(row: schema.Row, columns: Iterable[schema.Row], names: Names) -> View:
    """One view with the names and types of its columns."""
    database = row["TABLE_SCHEMA"]
    ordered = sorted(columns, key=lambda column: int(column["ORDINAL_POSITION"]))
    return View(
        schema=names.schema(database),
        name=row["TABLE_NAME"],
        definition=unqualified(row["VIEW_DEFINITION"] or "", database, names),
        columns=tuple((column["COLUMN_NAME"], column["COLUMN_TYPE"]) for column in ordered),
        options=schema.pairs(
            {
                "algorithm": row["ALGORITHM"],
                "check_option": row["CHECK_OPTION"],
                "security": row["SECURITY_TYPE"],
            }
        ),
    )
