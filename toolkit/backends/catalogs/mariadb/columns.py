"""A column as MariaDB's COLUMNS describes it."""

from __future__ import annotations

import re

from toolkit.backends.catalogs.innodb.columns import parsed_extra
from toolkit.backends.catalogs.innodb.names import Names
from toolkit.backends.catalogs.innodb.rows import Row
from toolkit.backends.catalogs.innodb.texts import unqualified
from toolkit.catalog.members import Column

# text /*M!100301 COMPRESSED*/
_COMPRESSED = re.compile(r"\s*/\*M?!\d+ (COMPRESSED[^*]*)\*/")


def column(row: Row, position: int, reference_system: str | None, names: Names) -> Column:
    """One column; ``reference_system`` is that of a geometry, where it has one."""
    extra = parsed_extra(row["EXTRA"])
    kind = row["COLUMN_TYPE"]
    compressed = _COMPRESSED.search(kind) if "/*" in kind else None
    if compressed is not None:
        kind = _COMPRESSED.sub("", kind)
    default, computed = row["COLUMN_DEFAULT"], extra.computed_stored is not None
    return Column(
        name=row["COLUMN_NAME"],
        position=position,
        type=kind if reference_system is None else f"{kind} REF_SYSTEM_ID={reference_system}",
        nullable=row["IS_NULLABLE"] == "YES",
        # Every column that may be null has this default, also after DROP DEFAULT; the text has quotes.
        default=None if computed or default == "NULL" else _unqualified(default, row, names),
        computed=_unqualified(row["GENERATION_EXPRESSION"], row, names) if computed else None,
        computed_stored=extra.computed_stored,
        autoincrement=extra.autoincrement,
        on_update=extra.on_update,
        charset=row["CHARACTER_SET_NAME"],
        collation=row["COLLATION_NAME"],
        comment=row["COLUMN_COMMENT"] or None,
        invisible=extra.invisible,
        storage=" ".join(filter(None, (extra.rest, compressed and compressed[1].strip()))) or None,
    )


def _unqualified(text: str | None, row: Row, names: Names) -> str | None:
    """``nextval(`shop`.`invoice_no`)`` names the database."""
    return None if text is None else unqualified(text, row["TABLE_SCHEMA"], names)
