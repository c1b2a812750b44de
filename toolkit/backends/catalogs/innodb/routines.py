"""Functions, procedures, and what else ROUTINES lists (packages of MariaDB)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from toolkit.backends.catalogs.innodb.names import Names
from toolkit.backends.catalogs.innodb.rows import Row, View, pairs
from toolkit.backends.catalogs.innodb.texts import quoted
from toolkit.catalog.values import Routine

ROUTINES = View(
    name="ROUTINES",
    is_rare=True,
    scope="ROUTINE_SCHEMA",
    columns=(
        "SPECIFIC_NAME",
        "ROUTINE_NAME",
        "ROUTINE_TYPE",
        "ROUTINE_DEFINITION",
        "EXTERNAL_LANGUAGE",
        "IS_DETERMINISTIC",
        "SQL_DATA_ACCESS",
        "SECURITY_TYPE",
        "SQL_MODE",
        "ROUTINE_COMMENT",
    ),
)
PARAMETERS = View(
    name="PARAMETERS",
    scope="SPECIFIC_SCHEMA",
    columns=(
        "SPECIFIC_NAME",
        "ORDINAL_POSITION",
        "PARAMETER_MODE",
        "PARAMETER_NAME",
        "CHARACTER_SET_NAME",
        "COLLATION_NAME",
        "DTD_IDENTIFIER",
        "ROUTINE_TYPE",
        "PARAMETER_DEFAULT",
    ),
)
# The libraries of MySQL 9.2 and later, and which routines use them.
LIBRARIES = View(
    name="LIBRARIES",
    is_rare=True,
    scope="LIBRARY_SCHEMA",
    columns=("LIBRARY_NAME", "LIBRARY_DEFINITION", "LANGUAGE", "LIBRARY_COMMENT"),
)
IMPORTS = View(
    name="ROUTINE_LIBRARIES",
    scope="ROUTINE_SCHEMA",
    columns=("ROUTINE_NAME", "ROUTINE_TYPE", "LIBRARY_SCHEMA", "LIBRARY_NAME", "LIBRARY_VERSION"),
)
Key = tuple[str, str, str]
"""Database, kind and name: a function and a procedure may have the same name."""


def routines(rows: Iterable[Row], parameters: Iterable[Row], imports: Iterable[Row], names: Names) -> Iterable[Routine]:
    """``signature`` is the kind, since none of them can be overloaded; the parameters stand in the definition."""
    taken: dict[Key, list[Row]] = {}
    for row in parameters:
        taken.setdefault((row["SPECIFIC_SCHEMA"], row["ROUTINE_TYPE"], row["SPECIFIC_NAME"]), []).append(row)
    used = _used(imports, names)
    for row in rows:
        database, kind = row["ROUTINE_SCHEMA"], row["ROUTINE_TYPE"]
        mine = sorted(
            taken.get((database, kind, row["SPECIFIC_NAME"]), ()), key=lambda row: int(row["ORDINAL_POSITION"])
        )
        key = database, kind, row["ROUTINE_NAME"]
        yield Routine(
            schema=names.schema(database),
            name=row["ROUTINE_NAME"],
            signature=kind.lower(),
            definition=f"{_head(row, mine)}{used.get(key, '')}\n{row['ROUTINE_DEFINITION'] or ''}",
            options=pairs({"sql_mode": row["SQL_MODE"]}),
            comment=row["ROUTINE_COMMENT"] or None,
        )


def libraries(rows: Iterable[Row], names: Names) -> Iterable[Routine]:
    """Libraries of a language of their own."""
    for row in rows:
        yield Routine(
            schema=names.schema(row["LIBRARY_SCHEMA"]),
            name=row["LIBRARY_NAME"],
            signature="library",
            definition=f"LANGUAGE {row['LANGUAGE']}\n{row['LIBRARY_DEFINITION'] or ''}",
            comment=row["LIBRARY_COMMENT"] or None,
        )


def _head(row: Row, parameters: list[Row]) -> str:
    given = ", ".join(_parameter(parameter) for parameter in parameters if int(parameter["ORDINAL_POSITION"]))
    returned = "".join(f" RETURNS {_type(row)}" for row in parameters if not int(row["ORDINAL_POSITION"]))
    language = f" LANGUAGE {row['EXTERNAL_LANGUAGE']}" if row["EXTERNAL_LANGUAGE"] not in (None, "SQL") else ""
    deterministic = "DETERMINISTIC" if row["IS_DETERMINISTIC"] == "YES" else "NOT DETERMINISTIC"
    return f"({given}){returned}{language} {deterministic} {row['SQL_DATA_ACCESS']} SQL SECURITY {row['SECURITY_TYPE']}"


def _parameter(row: Row) -> str:
    default = "" if row["PARAMETER_DEFAULT"] is None else f" DEFAULT {row['PARAMETER_DEFAULT']}"
    return f"{row['PARAMETER_MODE']} {quoted(row['PARAMETER_NAME'] or '')} {_type(row)}{default}"


def _type(row: Row) -> str:
    charset = row["CHARACTER_SET_NAME"]
    return f"{row['DTD_IDENTIFIER']}" + (f" CHARSET {charset} COLLATE {row['COLLATION_NAME']}" if charset else "")


def _used(imports: Iterable[Row], names: Names) -> Mapping[Key, str]:
    used: dict[Key, list[str]] = {}
    for row in imports:
        key = row["ROUTINE_SCHEMA"], row["ROUTINE_TYPE"], row["ROUTINE_NAME"]
        schema = names.referred(row["LIBRARY_SCHEMA"], row["ROUTINE_SCHEMA"])
        used.setdefault(key, []).append(f"{schema or ''}.{row['LIBRARY_NAME']} {row['LIBRARY_VERSION'] or ''}".strip())
    return {key: f" USING ({', '.join(sorted(libraries))})" for key, libraries in used.items()}
