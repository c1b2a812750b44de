"""What COLUMNS says in its column EXTRA."""

from __future__ import annotations

import re
from dataclasses import dataclass

from toolkit.backends.catalogs.innodb.rows import View

COLUMNS = View(
    name="COLUMNS",
    scope="TABLE_SCHEMA",
    is_long=True,
    columns=(
        "TABLE_NAME",
        "COLUMN_NAME",
        "ORDINAL_POSITION",
        "COLUMN_DEFAULT",
        "IS_NULLABLE",
        "DATA_TYPE",
        "COLUMN_TYPE",
        "CHARACTER_SET_NAME",
        "COLLATION_NAME",
        "EXTRA",
        "COLUMN_COMMENT",
        "GENERATION_EXPRESSION",
        "SRS_ID",
    ),
)
GEOMETRIES = frozenset(
    {
        "geometry",
        "point",
        "linestring",
        "polygon",
        "multipoint",
        "multilinestring",
        "multipolygon",
        "geometrycollection",
        "geomcollection",
    }
)
_PARTS = re.compile(
    r"(?P<autoincrement>auto_increment)|(?P<default_generated>DEFAULT_GENERATED)|(?P<invisible>\bINVISIBLE\b)"
    r"|(?P<computed>VIRTUAL|STORED|PERSISTENT) GENERATED|on update (?P<on_update>\w+(?:\(\d*\))?)|(?P<comma>,)",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Extra:
    """``rest`` is what has no field of its own, such as WITHOUT SYSTEM VERSIONING or NOT SECONDARY."""

    autoincrement: bool = False
    default_is_expression: bool = False
    computed_stored: bool | None = None
    on_update: str | None = None
    invisible: bool = False
    rest: str | None = None


PLAIN = Extra()


def parsed_extra(text: str) -> Extra:
    """``STORED GENERATED, INVISIBLE``; MySQL and MariaDB separate the parts differently."""
    if not text:
        return PLAIN
    found: dict[str, str] = {}
    for match in _PARTS.finditer(text):
        found |= {name: value for name, value in match.groupdict().items() if value is not None}
    computed = found.get("computed")
    return Extra(
        autoincrement="autoincrement" in found,
        default_is_expression="default_generated" in found,
        computed_stored=None if computed is None else computed.upper() != "VIRTUAL",
        on_update=found.get("on_update"),
        invisible="invisible" in found,
        rest=" ".join(_PARTS.sub(" ", text).split()) or None,
    )
