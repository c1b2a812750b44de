"""The value that rows get in a column that nobody names any more, and that may not be NULL."""

from __future__ import annotations

import re

from toolkit.backends.trash.innodb.texts import first_group, members, pieces

_NUMBERS = ("tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double", "year", "bit", "boolean")
_LONG = ("tinytext", "text", "mediumtext", "longtext", "tinyblob", "blob", "mediumblob", "longblob")
_OF_TYPES = {
    **dict.fromkeys(_NUMBERS, "0"),
    # MySQL takes the default of these only as an expression; MariaDB takes either.
    **dict.fromkeys(_LONG, "('')"),
    "json": "(cast('null' as json))",
    # Not the zero date: strict modes refuse it, and drivers do not give it as a date.
    "date": "'1970-01-01'",
    "datetime": "'1970-01-01 00:00:00'",
    # A day later, so that it is in range in every time zone.
    "timestamp": "'1970-01-02 00:00:00'",
    "time": "'00:00:00'",
    "uuid": "'00000000-0000-0000-0000-000000000000'",
    "inet4": "'0.0.0.0'",
    "inet6": "'::'",
}
_SHAPES = {
    "geometry": "POINT(0 0)",
    "point": "POINT(0 0)",
    "linestring": "LINESTRING(0 0,1 1)",
    "polygon": "POLYGON((0 0,0 1,1 1,0 0))",
    "multipoint": "MULTIPOINT(0 0)",
    "multilinestring": "MULTILINESTRING((0 0,1 1))",
    "multipolygon": "MULTIPOLYGON(((0 0,0 1,1 1,0 0)))",
    "geomcollection": "GEOMETRYCOLLECTION(POINT(0 0))",
    "geometrycollection": "GEOMETRYCOLLECTION(POINT(0 0))",
}
_ZERO_DATE = re.compile(r"'\d{4}-00|'\d{4}-\d\d-00|'0000-")
_SRID = re.compile(r"\bSRID (\d+)", re.IGNORECASE)
_BYTES_OF_A_FLOAT = 4


def is_zero_date(default: str) -> bool:
    """A default that strict modes refuse, whatever the ALTER is about."""
    return _ZERO_DATE.search(default) is not None


def zero(definition: str, *, is_mariadb: bool) -> str:
    """As DEFAULT takes it: what the servers give the old rows of a new NOT NULL column, where that is valid."""
    name, group, _ = first_group(pieces(definition)[0])
    name = name.lower()
    if name in _SHAPES:
        srid = _SRID.search(definition)
        return f"(st_geomfromtext('{_SHAPES[name]}'{f', {srid[1]}' if srid else ''}))"
    if name == "longtext" and is_mariadb and "json_valid" in definition:
        return "'null'"
    if name == "vector":
        return f"(repeat(x'00', {int(group[1:-1]) * _BYTES_OF_A_FLOAT}))"
    return members(group)[0] if name == "enum" else _OF_TYPES.get(name, "''")
