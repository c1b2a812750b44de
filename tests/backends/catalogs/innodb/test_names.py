"""Names of databases, and of everything in them."""

from __future__ import annotations

import re
from dataclasses import replace

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.backends.catalogs.innodb.facets import CHILD, PARENT, TABLE, catalog_of, connected, read, run
from tests.conftest import MakeDatabase
from tests.servers.database import Database
from toolkit.backends.catalogs.innodb.names import is_numbered, same_name


def test_names_of_databases_are_not_in_the_values(server: Database, make_database: MakeDatabase) -> None:
    name = sa.make_url(server.url).database
    objects = [
        PARENT,
        CHILD,
        TABLE,
        "CREATE VIEW v AS SELECT t.id, t.b FROM t JOIN p ON p.id = t.id WHERE t.b <> '`tk`.`x` it''s \\\\'",
        "CREATE VIEW w AS SELECT v.id FROM v WHERE EXISTS (SELECT 1 FROM t AS x WHERE x.id = v.id)",
        "CREATE FUNCTION f() RETURNS int DETERMINISTIC RETURN 1",
        "CREATE VIEW x AS SELECT f() AS one",
    ]
    one = catalog_of(server, objects)
    other = catalog_of(make_database(server.backend), objects)
    assert one == other
    assert len(one.views) == 3
    assert name not in repr(replace(one, unread=()))


def test_an_alias_called_as_the_database_is_kept(server: Database, make_database: MakeDatabase) -> None:
    name = sa.make_url(server.url).database
    view = f"CREATE VIEW v AS SELECT {name}.id, f() AS one FROM t AS {name} JOIN t AS u ON u.id = {name}.id"
    objects = [TABLE, "CREATE FUNCTION f() RETURNS int DETERMINISTIC RETURN 1", view]
    assert catalog_of(server, objects).views == catalog_of(make_database(server.backend), objects).views


def test_other_databases_by_name(server: Database, make_database: MakeDatabase) -> None:
    other = make_database(server.backend)
    own, name = sa.make_url(server.url).database, sa.make_url(other.url).database
    catalog_of(server, [PARENT])
    catalog_of(
        other,
        [
            PARENT,
            CHILD,
            f"CREATE TABLE far (id int, CONSTRAINT up FOREIGN KEY (id) REFERENCES {own}.p (id))",
            f"CREATE VIEW v AS SELECT p.id, o.k FROM p JOIN {own}.p AS o ON o.id = p.id",
        ],
    )
    catalog = catalog_of(server, schemas=[name])
    assert catalog.schemas == (name,)
    assert [(table.schema, table.name) for table in catalog.tables] == [
        (None, "p"),
        (name, "c"),
        (name, "far"),
        (name, "p"),
    ]
    assert [(key.referred_schema, key.referred_table) for table in catalog.tables for key in table.foreign_keys] == [
        (None, "p"),
        ("(default)", "p"),
    ]
    assert own not in catalog.views[0].definition
    assert name not in catalog.views[0].definition
    assert "`(default)`.`p`" in catalog.views[0].definition
    # A view that refers to another database names it.
    catalog_of(server, [f"CREATE VIEW there AS SELECT id FROM {name}.p"])
    assert f"`{name}`.`p`" in catalog_of(server, schemas=[name]).views[0].definition


def test_no_database_at_all(server: Database) -> None:
    own = sa.make_url(server.url).database
    catalog_of(server, [TABLE])
    with connected(sa.make_url(server.url).set(database="").render_as_string(hide_password=False)) as connection:
        assert read(server.backend, connection).tables == ()
        assert [table.schema for table in read(server.backend, connection, [own, "tk_absent"]).tables] == [own]


NAMES = st.text(
    st.characters(min_codepoint=1, max_codepoint=0xFFFF, exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]),
    min_size=1,
    max_size=12,
)


@given(
    st.sampled_from(["t_ibfk_", "T_ibfk_", "\u017f_ibfk_", "İ", "ß", "K", "t.*", ""]) | NAMES,
    st.sampled_from(["T_IBFK_1", "t_ibfk_1_ibfk_2", "S_ibfk_٣", "i̇1", "SS1", "k2", "t_ibfk_", "1", ""]) | NAMES,
)
def test_names_that_the_server_made_are_told_as_a_pattern_would(stem: str, other: str) -> None:
    for name in (other, f"{stem}7", f"{stem.upper()}07", f"{stem.swapcase()}{other}", f"{stem}-1"):
        pattern = re.compile(re.escape(stem), re.IGNORECASE)
        assert same_name(name, stem) == (pattern.fullmatch(name) is not None)
        assert is_numbered(name, stem) == (re.fullmatch(pattern.pattern + r"\d+", name, re.IGNORECASE) is not None)


@given(
    names=st.lists(
        NAMES | st.sampled_from(["select", "Order", "a`b", "a'b", 'a"b', "100%", "%s", "a.b", "a\\b", ":x", "?"]),
        min_size=4,
        max_size=4,
        unique_by=str.casefold,
    )
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_names_in_any_alphabet(server: Database, names: list[str]) -> None:
    table, column, other, index = names

    def quoted(name: str) -> str:
        return "`" + name.replace("`", "``") + "`"

    with connected(server.url) as connection:
        try:
            run(
                connection,
                [
                    f"CREATE TABLE {quoted(table)} ({quoted(column)} int PRIMARY KEY, {quoted(other)} int COMMENT '%', KEY {quoted(index)} ({quoted(other)}), CHECK ({quoted(other)} > 0))"
                ],
            )
        except sa.exc.DBAPIError:
            return
        try:
            run(connection, [f"CREATE VIEW {quoted(table + '_v')} AS SELECT {quoted(other)} FROM {quoted(table)}"])
            catalog = read(server.backend, connection)
            assert [found.name for found in catalog.tables] == [table]
            assert [found.name for found in catalog.tables[0].columns] == [column, other]
            assert [found.name for found in catalog.tables[0].indexes] == [index]
            assert quoted(other) in catalog.tables[0].checks[0].expression
            assert catalog.views[0].columns == ((other, catalog.tables[0].columns[1].type),)
            assert sa.make_url(server.url).database not in catalog.views[0].definition
        finally:
            run(connection, [f"DROP VIEW IF EXISTS {quoted(table + '_v')}", f"DROP TABLE {quoted(table)}"])
