"""Foreign keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from operator import attrgetter

from toolkit.backends.catalogs.innodb.names import Names, is_numbered
from toolkit.backends.catalogs.innodb.rows import Place, Row, View
from toolkit.catalog.members import ForeignKey

KEY_COLUMNS = View(
    name="KEY_COLUMN_USAGE",
    scope="TABLE_SCHEMA",
    columns=(
        "CONSTRAINT_NAME",
        "TABLE_NAME",
        "COLUMN_NAME",
        "ORDINAL_POSITION",
        "REFERENCED_TABLE_SCHEMA",
        "REFERENCED_TABLE_NAME",
        "REFERENCED_COLUMN_NAME",
    ),
)
REFERENCES = View(
    name="REFERENTIAL_CONSTRAINTS",
    scope="CONSTRAINT_SCHEMA",
    columns=("CONSTRAINT_NAME", "TABLE_NAME", "MATCH_OPTION", "UPDATE_RULE", "DELETE_RULE"),
)
_Key = tuple[str, str, str]


def foreign_keys(
    columns: Iterable[Row], rules: Iterable[Row], names: Names, default_action: str
) -> tuple[dict[Place, tuple[ForeignKey, ...]], int]:
    """Those of each table by name, and how many have rules that the user may not see."""
    ruled = {(row["CONSTRAINT_SCHEMA"], row["TABLE_NAME"], row["CONSTRAINT_NAME"]): row for row in rules}
    parts: dict[_Key, list[Row]] = defaultdict(list)
    for row in columns:
        if row["REFERENCED_TABLE_NAME"] is not None:
            parts[row["TABLE_SCHEMA"], row["TABLE_NAME"], row["CONSTRAINT_NAME"]].append(row)
    found: dict[Place, list[ForeignKey]] = defaultdict(list)
    for key, rows in parts.items():
        found[key[:2]].append(_foreign_key(key, rows, ruled.get(key), names, default_action))
    sorted_keys = {place: tuple(sorted(keys, key=attrgetter("name"))) for place, keys in found.items()}
    return sorted_keys, len(parts.keys() - ruled.keys())


def _foreign_key(key: _Key, rows: list[Row], rule: Row | None, names: Names, default_action: str) -> ForeignKey:
    database, table, name = key
    rows = sorted(rows, key=lambda row: int(row["ORDINAL_POSITION"]))
    rule = rule or {}

    def action(column: str) -> str | None:
        said = rule.get(column)
        return None if said in (None, default_action) else str(said)

    return ForeignKey(
        name=name,
        columns=tuple(row["COLUMN_NAME"] for row in rows),
        referred_schema=names.referred(rows[0]["REFERENCED_TABLE_SCHEMA"], database),
        referred_table=rows[0]["REFERENCED_TABLE_NAME"],
        referred_columns=tuple(row["REFERENCED_COLUMN_NAME"] for row in rows),
        on_delete=action("DELETE_RULE"),
        on_update=action("UPDATE_RULE"),
        match=None if rule.get("MATCH_OPTION") in (None, "NONE") else str(rule["MATCH_OPTION"]),
        named_by_server=is_numbered(name, f"{table}_ibfk_"),
    )
