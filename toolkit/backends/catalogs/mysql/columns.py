"""A column as MySQL's COLUMNS describes it."""

from __future__ import annotations

from toolkit.backends.catalogs.innodb.columns import Extra, parsed_extra
from toolkit.backends.catalogs.innodb.rows import Row
from toolkit.backends.catalogs.innodb.texts import literal
from toolkit.backends.catalogs.mysql.expressions import printed
from toolkit.catalog.members import Column

# Their defaults are printed as b'101' and 0x6162, which are literals already.
_PRINTED_AS_LITERALS = frozenset({"bit", "binary", "varbinary"})


def column(row: Row, position: int, attributes: str | None) -> Column:
    """One column; ``attributes`` are those for its storage engine."""
    extra = parsed_extra(row["EXTRA"])
    srid = row["SRS_ID"]
    return Column(
        name=row["COLUMN_NAME"],
        position=position,
        type=row["COLUMN_TYPE"] if srid is None else f"{row['COLUMN_TYPE']} SRID {srid}",
        nullable=row["IS_NULLABLE"] == "YES",
        default=_default(row, extra),
        computed=None if extra.computed_stored is None else printed(row["GENERATION_EXPRESSION"]),
        computed_stored=extra.computed_stored,
        autoincrement=extra.autoincrement,
        on_update=extra.on_update,
        charset=row["CHARACTER_SET_NAME"],
        collation=row["COLLATION_NAME"],
        comment=row["COLUMN_COMMENT"] or None,
        invisible=extra.invisible,
        storage=" ".join(filter(None, (extra.rest, attributes))) or None,
    )


def _default(row: Row, extra: Extra) -> str | None:
    """As SHOW CREATE TABLE prints it: literals quoted, expressions in parentheses."""
    text = row["COLUMN_DEFAULT"]
    if text is None or extra.computed_stored is not None:
        return None
    if extra.default_is_expression:
        return str(text) if text.upper().startswith("CURRENT_TIMESTAMP") else f"({printed(text)})"
    return str(text) if row["DATA_TYPE"] in _PRINTED_AS_LITERALS else literal(text)
