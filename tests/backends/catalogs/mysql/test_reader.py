"""What only MySQL has."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.backends.catalogs.innodb.facets import TABLE, catalog_of, connected, read, run, seen
from tests.servers.database import Database

GEOMETRY = "CREATE TABLE t (g geometry NOT NULL SRID 4326, j json, d varchar(9) DEFAULT (upper('a')))"
FUNCTIONAL = "CREATE TABLE t (id int PRIMARY KEY, j json, b varchar(9), KEY ix ((upper(b))), KEY mv ((CAST(j->'$.a' AS unsigned ARRAY))))"
KEYS = (
    "CREATE TABLE p (id int PRIMARY KEY)",
    "CREATE TABLE t (id int, CONSTRAINT fk FOREIGN KEY (id) REFERENCES p (id))",
)


@pytest.mark.parametrize(
    ("before", "change", "expected"),
    [
        (GEOMETRY, "MODIFY g geometry NOT NULL SRID 0", ["column t.g type"]),
        (GEOMETRY, "MODIFY g geometry NOT NULL", ["column t.g type"]),
        (GEOMETRY, "MODIFY g point NOT NULL SRID 4326", ["column t.g type"]),
        (GEOMETRY, "MODIFY j longtext", ["column t.j type", "column t.j charset", "column t.j collation"]),
        (GEOMETRY, "MODIFY d varchar(9) DEFAULT (lower('a'))", ["column t.d default"]),
        (GEOMETRY, """MODIFY j json SECONDARY_ENGINE_ATTRIBUTE '{"a": 1}'""", ["column t.j storage"]),
        (GEOMETRY, "MODIFY j json NOT SECONDARY", ["column t.j storage"]),
        (FUNCTIONAL, "DROP INDEX ix, ADD INDEX ix ((lower(b)))", ["index t.ix parts"]),
        (FUNCTIONAL, "DROP INDEX ix, ADD INDEX ix (b)", ["index t.ix parts"]),
        (FUNCTIONAL, "DROP INDEX mv, ADD INDEX mv ((CAST(j->'$.b' AS unsigned ARRAY)))", ["index t.mv parts"]),
        (FUNCTIONAL, "ALTER INDEX ix INVISIBLE", ["index t.ix invisible"]),
        (TABLE, "ENCRYPTION = 'Y'", None),
        (TABLE, "COMPRESSION = 'zlib'", ["table t options"]),
        (TABLE, "SECONDARY_ENGINE = other", ["table t options"]),
        (TABLE, """SECONDARY_ENGINE_ATTRIBUTE = '{"a": 1}'""", ["table t options"]),
        (TABLE, "ENGINE = MEMORY, DROP PRIMARY KEY, ADD PRIMARY KEY USING BTREE (id)", ["table t options"]),
    ],
)
def test_facets(mysql: Database, before: str, change: str, expected: list[str] | None) -> None:
    if expected is None:
        # Without a keyring the server refuses to encrypt.
        with pytest.raises(sa.exc.DBAPIError):
            seen(mysql, [before], [f"ALTER TABLE t {change}"])
        return
    assert seen(mysql, [before], [f"ALTER TABLE t {change}"]) == expected


def test_a_check_that_is_not_enforced(mysql: Database) -> None:
    table = "CREATE TABLE t (a int, CONSTRAINT ck CHECK (a > 0))"
    assert seen(mysql, [table], ["ALTER TABLE t ALTER CHECK ck NOT ENFORCED"]) == ["check t.ck enforced"]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("ON DELETE RESTRICT", ["foreign key t.fk on_delete"]),
        ("ON UPDATE RESTRICT", ["foreign key t.fk on_update"]),
        ("ON DELETE NO ACTION", []),
        ("MATCH FULL", ["foreign key t.fk match"]),
    ],
)
def test_rules_of_foreign_keys(mysql: Database, clause: str, expected: list[str]) -> None:
    again = f"ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES p (id) {clause}"
    assert seen(mysql, KEYS, ["ALTER TABLE t DROP FOREIGN KEY fk", again]) == expected


def test_a_generated_invisible_primary_key_is_seen_whatever_the_session(mysql: Database) -> None:
    with connected(mysql.url) as connection:
        run(connection, ["SET SESSION sql_generate_invisible_primary_key = ON", "CREATE TABLE t (a int)"])
        before = read("mysql", connection)
        run(connection, ["SET SESSION show_gipk_in_create_table_and_information_schema = OFF"])
        assert read("mysql", connection) == before
    (table,) = before.tables
    assert [column.name for column in table.columns] == ["my_row_id", "a"]
    assert table.columns[0].invisible
    assert table.primary_key is not None


def test_expressions_of_all_letters(mysql: Database) -> None:
    (table,) = catalog_of(
        mysql,
        [
            "CREATE TABLE t (`é漢` varchar(9) DEFAULT (concat('漢', 'it''s')), CHECK (`é漢` <> '¡'), KEY ix ((upper(`é漢`))))"
        ],
    ).tables
    assert table.columns[0].default == r"(concat(_utf8mb4'漢',_utf8mb4'it\'s'))"
    assert table.checks[0].expression == "(`é漢` <> _utf8mb4'¡')"
    assert table.indexes[0].parts[0].expression == "upper(`é漢`)"
