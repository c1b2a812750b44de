"""CREATE TABLE from parameters, in any spelling: what is read is what was meant."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.backends.catalogs.sqlite.reading import read
from toolkit.backends.catalogs.sqlite.create_table import KeyPart, WrittenKey, parse_table
from toolkit.backends.catalogs.sqlite.cursor import Unparsable
from toolkit.backends.catalogs.sqlite.spelling import spelled_name
from toolkit.backends.catalogs.sqlite.tokens import lower
from toolkit.catalog.members import Check, Column, ForeignKey, PrimaryKey, Unique

NAMES = st.one_of(
    st.sampled_from(
        [
            "id",
            "order",
            "check",
            "Größe",
            "имя",
            "表",
            'a"b',
            "it's",
            "100%",
            "my col",
            "a]b",
            "`",
            "--",
            "/*",
            "generated",
            "key",
        ]
    ),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=12),
).filter(lambda name: not lower(name).startswith("sqlite_"))
TYPES = [
    ("", ""),
    ("integer", "INTEGER"),
    ("VarChar( 20 )", "VARCHAR(20)"),
    ("numeric(10,2)", "NUMERIC(10, 2)"),
    ("double precision", "DOUBLE PRECISION"),
]
DEFAULTS = [
    (None, None),
    ("0", "0"),
    ("( 1 )", "1"),
    ("'it''s'", "'it''s'"),
    ('"Open"', "'Open'"),
    ("- 1.5", "-1.5"),
    ("current_timestamp", "CURRENT_TIMESTAMP"),
    ("(Lower('A'))", "lower('A')"),
]
ACTIONS = [None, "CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT"]
CONFLICTS = [None, "ROLLBACK", "FAIL", "IGNORE", "REPLACE"]


@dataclass(frozen=True)
class Spelling:
    """A way to write: the choices are drawn where they are needed."""

    draw: object

    def name(self, name: str) -> str:
        ways = [
            '"' + name.replace('"', '""') + '"',
            "`" + name.replace("`", "``") + "`",
            "'" + name.replace("'", "''") + "'",
        ]
        return self.draw(st.sampled_from([*ways, *([] if "]" in name else [f"[{name}]"])]))

    def column(self, name: str) -> str:
        """In an expression, where single quotes would make a string."""
        return self.draw(st.sampled_from(['"' + name.replace('"', '""') + '"', "`" + name.replace("`", "``") + "`"]))

    def words(self, text: str) -> str:
        return self.draw(st.sampled_from([text, text.lower(), text.title()]))

    def joined(self, parts: Sequence[str]) -> str:
        return self.draw(st.sampled_from([" ", "\n\t", " /* , ( ' */ ", ' -- ) "\n'])).join(
            part for part in parts if part
        )


@dataclass(frozen=True)
class Meant:
    sql: str
    name: str
    columns: tuple[Column, ...]
    primary_key: PrimaryKey | None
    uniques: tuple[Unique, ...]
    foreign_keys: tuple[ForeignKey, ...]
    checks: tuple[Check, ...]
    options: tuple[tuple[str, str], ...]


@st.composite
def tables(draw) -> Meant:
    say = Spelling(draw)
    table = draw(NAMES)
    names = draw(st.lists(NAMES, min_size=2, max_size=5, unique_by=lower))
    constraint_names = iter(
        draw(st.lists(st.one_of(st.none(), NAMES), min_size=4, max_size=4, unique_by=lambda name: name or object()))
    )
    columns, written = [], []
    for position, name in enumerate(names, 1):
        (raw, type_), (raw_default, default) = draw(st.sampled_from(TYPES)), draw(st.sampled_from(DEFAULTS))
        not_null, collation = draw(st.booleans()), draw(st.sampled_from([None, "NOCASE", "RTRIM"]))
        conflict = draw(st.sampled_from(CONFLICTS)) if not_null else None
        clauses = draw(
            st.permutations(
                [
                    say.words("DEFAULT ") + raw_default if raw_default else "",
                    say.words(f"NOT NULL{f' ON CONFLICT {conflict}' if conflict else ''}") if not_null else "",
                    say.words("COLLATE ") + say.name(collation) if collation else "",
                ]
            )
        )
        written.append(say.joined([say.name(name), raw, *clauses]))
        columns.append(
            Column(
                name=name,
                position=position,
                type=type_,
                nullable=not not_null,
                default=default,
                collation=collation,
                on_conflict=conflict,
            )
        )
    key_name, unique_name, check_name, foreign_name = constraint_names

    def called(name: str | None) -> str:
        return f"{say.words('CONSTRAINT')} {say.name(name)}" if name is not None else ""

    # Two columns in the key, so that it is no rowid.
    key_conflict, descending = draw(st.sampled_from(CONFLICTS)), draw(st.booleans())
    key = draw(st.sampled_from([None, names[:2]]))
    primary_key = None
    constraints = []
    if key:
        primary_key = PrimaryKey(
            name=key_name, columns=(key[0] + (" DESC" if descending else ""), key[1]), on_conflict=key_conflict
        )
        inner = f"({say.name(key[0])}{' desc' if descending else ' ASC'}, {say.name(key[1])})"
        constraints.append(
            say.joined(
                [
                    called(key_name),
                    say.words("PRIMARY KEY"),
                    inner,
                    say.words(f"ON CONFLICT {key_conflict}") if key_conflict else "",
                ]
            )
        )
    uniques: tuple[Unique, ...] = ()
    if draw(st.booleans()):
        uniques = (Unique(name=unique_name, columns=(names[1],)),)
        constraints.append(say.joined([called(unique_name), say.words("UNIQUE"), "(" + say.name(names[1]) + ")"]))
    checks: tuple[Check, ...] = ()
    if draw(st.booleans()):
        number = draw(st.integers(-9, 9))
        parentheses = draw(st.integers(1, 3))
        checks = (Check(name=check_name, expression=f"{spelled_name(names[0])} <> {number}"),)
        constraints.append(
            say.joined(
                [
                    called(check_name),
                    say.words("CHECK"),
                    "(" * parentheses,
                    say.column(names[0]),
                    "!=",
                    str(number),
                    ")" * parentheses,
                ]
            )
        )
    foreign_keys: tuple[ForeignKey, ...] = ()
    if draw(st.booleans()):
        on_delete, on_update = draw(st.sampled_from(ACTIONS)), draw(st.sampled_from(ACTIONS))
        deferred = draw(st.sampled_from([None, "DEFERRABLE", "DEFERRABLE INITIALLY DEFERRED"]))
        match = draw(st.sampled_from([None, "FULL"]))
        foreign_keys = (
            ForeignKey(
                name=foreign_name,
                columns=(names[0],),
                referred_schema=None,
                referred_table="o p",
                referred_columns=(names[-1],),
                on_delete=on_delete,
                on_update=on_update,
                match=match,
                deferrable=deferred,
            ),
        )
        rules = draw(
            st.permutations(
                [
                    say.words(f"ON DELETE {on_delete}") if on_delete else "",
                    say.words(f"ON UPDATE {on_update}") if on_update else "",
                    say.words("MATCH FULL") if match else "",
                ]
            )
        )
        constraints.append(
            say.joined(
                [
                    called(foreign_name),
                    say.words("FOREIGN KEY"),
                    f"({say.name(names[0])})",
                    say.words("REFERENCES"),
                    say.name("o p"),
                    f"({say.name(names[-1])})",
                    *rules,
                    say.words(deferred or ""),
                ]
            )
        )
    constraints = draw(st.permutations(constraints))
    without_rowid = bool(key) and draw(st.booleans())
    if without_rowid:
        # https://www.sqlite.org/withoutrowid.html: NOT NULL is then enforced on every column of the key.
        columns = [
            Column(**{**vars(column), "nullable": column.nullable and column.name not in key}) for column in columns
        ]
    sql = say.joined(
        [
            say.words("CREATE TABLE"),
            say.name(table),
            "(" + ",".join([*written, *constraints]) + "\n)",
            say.words("WITHOUT ROWID") if without_rowid else "",
        ]
    )
    return Meant(
        sql,
        table,
        tuple(columns),
        primary_key,
        uniques,
        foreign_keys,
        checks,
        (("without rowid", "on"),) if without_rowid else (),
    )


@settings(max_examples=150)
@given(tables())
def test_a_table_in_any_spelling(meant: Meant) -> None:
    (table,) = read(meant.sql).tables
    assert table.name == meant.name
    assert table.columns == meant.columns
    assert table.primary_key == meant.primary_key
    assert table.uniques == meant.uniques
    assert table.foreign_keys == meant.foreign_keys
    assert table.checks == meant.checks
    assert table.options == meant.options


def test_constraints_of_columns_are_those_of_the_table() -> None:
    table = parse_table(
        "CREATE TABLE t (id INTEGER CONSTRAINT pk PRIMARY KEY DESC ON CONFLICT FAIL AUTOINCREMENT CONSTRAINT ck CHECK (id > 0) NULL,"
        " b CONSTRAINT u UNIQUE ON CONFLICT ABORT CONSTRAINT fk REFERENCES o NOT DEFERRABLE INITIALLY DEFERRED)"
    )
    assert table.primary_key == WrittenKey(name="pk", parts=(KeyPart(name="id", descending=True),), on_conflict="FAIL")
    assert table.uniques == [WrittenKey(name="u", parts=(KeyPart(name="b"),), on_conflict=None)]
    assert [check.name for check in table.checks] == ["ck"]
    assert [(one.name, one.deferrable) for one in table.references] == [("fk", None)]
    assert [column.is_autoincrement for column in table.columns] == [True, False]


def test_autoincrement_may_stand_in_the_table_s_key() -> None:
    table = parse_table("CREATE TABLE t (b, id INTEGER, PRIMARY KEY (ID AUTOINCREMENT))")
    assert [column.is_autoincrement for column in table.columns] == [False, True]


def test_constraints_need_no_commas_between_them() -> None:
    table = parse_table(
        "CREATE TABLE t (a, CHECK (a) CONSTRAINT x CONSTRAINT y UNIQUE (a COLLATE rtrim DESC) CONSTRAINT z)"
    )
    assert len(table.checks) == 1
    assert table.uniques == [
        WrittenKey(name="y", parts=(KeyPart(name="a", collation="RTRIM", descending=True),), on_conflict=None)
    ]


def test_generated_columns_and_options() -> None:
    table = parse_table(
        "CREATE TABLE t (a INT GENERATED ALWAYS AS (b || ')') STORED NOT NULL, b AS (1), c DEFAULT +1 COLLATE nocase) STRICT, WITHOUT ROWID"
    )
    assert ["".join(token.text for token in column.generated or ()) for column in table.columns] == ["b||)", "1", ""]
    assert table.columns[2].collation == "NOCASE"
    assert set(table.options) == {"STRICT", "WITHOUT ROWID"}


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE t",
        "CREATE TABLE t (a",
        "CREATE TABLE t (a INT CHECK)",
        "CREATE TABLE t (a, FOREIGN KEY (a))",
        "CREATE TABLE t (a, UNIQUE (a + 1))",
        "CREATE TABLE t (a UNIQUE 5)",
        "CREATE TABLE t (a, CHECK (a) b)",
    ],
)
def test_what_is_no_table_is_refused(sql: str) -> None:
    with pytest.raises(Unparsable):
        parse_table(sql)


def test_what_a_select_made_is_read() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute('CREATE TABLE o (a VARCHAR(20), "b c" INT)')
    connection.execute('CREATE TABLE t AS SELECT a, "b c", a || 1 AS "check" FROM o')
    (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 't'").fetchone()
    assert [column.name for column in parse_table(sql).columns] == ["a", "b c", "check"]
