"""What a table holds: wherever the statements that create it differ, it differs, too."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, configure_mappers, mapped_column, relationship
from sqlalchemy.schema import CreateColumn

from tests.house.sources import ROOT
from toolkit.drift.structure import structures_of

DIALECTS = [sa.make_url(f"{driver}://").get_dialect()() for driver in ("sqlite", "mysql+pymysql", "postgresql+psycopg")]
NOTHING = object()
TYPES: list[Callable[[], Any]] = [
    sa.Integer,
    sa.BigInteger,
    lambda: sa.BigInteger().with_variant(sa.Integer, "sqlite"),
    lambda: sa.String(20),
    lambda: sa.String(20, collation="C"),
    lambda: sa.String(21).with_variant(mysql.VARCHAR(21, charset="latin1"), "mysql"),
    lambda: sa.Numeric(10, 2),
    lambda: sa.Numeric(10, 3),
    sa.Boolean,
    lambda: sa.Boolean(create_constraint=True, name="b"),
    lambda: sa.Enum("a", "b", name="e"),
    lambda: sa.Enum("a", "c", name="e"),
    lambda: sa.DateTime(timezone=True),
    sa.DateTime,
    lambda: sa.LargeBinary(10),
    lambda: sa.ARRAY(sa.Integer).with_variant(sa.Text(), "sqlite", "mysql"),
    lambda: sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
    lambda: mysql.INTEGER(unsigned=True).with_variant(sa.Integer(), "sqlite", "postgresql"),
    sa.Uuid,
    sa.Interval,
    sa.PickleType,
]
COLUMN: Mapping[str, st.SearchStrategy[Any]] = {
    "name": st.sampled_from(["n", "N", "a b", "select"]),
    "type": st.sampled_from(TYPES),
    "nullable": st.sampled_from([NOTHING, True, False]),
    "primary_key": st.booleans(),
    "autoincrement": st.sampled_from([NOTHING, True, False, "auto", "ignore_fk"]),
    "server_default": st.sampled_from(
        [None, "1", "2", sa.text("1"), sa.text("'1'"), sa.func.now(), sa.func.lower("A")]
    ),
    "server_onupdate": st.sampled_from([None, sa.FetchedValue(for_update=True)]),
    "default": st.sampled_from([None, 3, lambda: 4]),
    "onupdate": st.sampled_from([None, 3]),
    "comment": st.sampled_from([None, "", "it's 5 %"]),
    "index": st.sampled_from([None, True, False]),
    "unique": st.sampled_from([None, True]),
    "quote": st.sampled_from([None, True, False]),
    "key": st.sampled_from([NOTHING, "k"]),
    "generated": st.sampled_from(["", "1 + 1", "1 + 2", "stored", "identity", "identity 5"]),
    "check": st.sampled_from([None, "1 > 0", "2 > 0"]),
    "foreign_key": st.sampled_from(
        [
            {},
            {"ondelete": "CASCADE"},
            {"onupdate": "CASCADE"},
            {"name": "fk"},
            {"deferrable": True},
            {"deferrable": False},
        ]
    ),
    "sqlite_on_conflict_not_null": st.sampled_from([NOTHING, "FAIL"]),
}
TABLE: Mapping[str, st.SearchStrategy[Any]] = {
    "table": st.sampled_from(["t", "T"]),
    "schema": st.sampled_from([None, "s"]),
    "comment": st.sampled_from([None, "said"]),
    "prefixes": st.sampled_from([[], ["TEMPORARY"]]),
    "mysql_engine": st.sampled_from([NOTHING, "InnoDB", "MyISAM"]),
    "mysql_default_charset": st.sampled_from([NOTHING, "latin1"]),
    "postgresql_partition_by": st.sampled_from([NOTHING, "LIST (n)"]),
    "sqlite_strict": st.sampled_from([NOTHING, True]),
    "convention": st.sampled_from(
        [None, {"pk": "pk_%(table_name)s"}, {"ck": "ck_%(table_name)s", "uq": "u_%(table_name)s"}]
    ),
    "unique": st.sampled_from(
        [None, {}, {"name": "u"}, {"postgresql_nulls_not_distinct": True}, {"initially": "DEFERRED"}]
    ),
    "key_name": st.sampled_from([None, "own"]),
    "referred": st.sampled_from(["id", "code"]),
    "parts": st.sampled_from(["o", "o desc", "lower", "both", "both turned"]),
    "index": st.sampled_from(
        [
            {},
            {"unique": True},
            {"postgresql_where": sa.text("o > 1")},
            {"postgresql_using": "hash"},
            {"postgresql_include": ["id"]},
            {"mysql_length": 5},
            {"mysql_prefix": "FULLTEXT"},
            {"sqlite_where": sa.text("o > 1")},
        ]
    ),
}
BOTH = {
    **{f"column {name}": one for name, one in COLUMN.items()},
    **{f"table {name}": one for name, one in TABLE.items()},
}


def table_of(said: Mapping[str, Any]) -> sa.Table:
    """The table of a description, in a metadata that holds what it refers to."""
    one = {name: value for name, value in said.items() if value is not NOTHING}
    of_column = {name.removeprefix("column "): value for name, value in one.items() if name.startswith("column ")}
    of_table = {name.removeprefix("table "): value for name, value in one.items() if name.startswith("table ")}
    convention = of_table.pop("convention")
    metadata = sa.MetaData(**({} if convention is None else {"naming_convention": convention}))
    referred = sa.Column(of_table.pop("referred"), sa.Integer, primary_key=True, key="told")
    sa.Table("other", metadata, referred)
    generated, check, foreign_key = (of_column.pop(name) for name in ("generated", "check", "foreign_key"))
    more: list[Any] = [sa.ForeignKey("other.told", **foreign_key)] if foreign_key else []
    if check:
        more.append(sa.CheckConstraint(check))
    if generated.startswith("identity"):
        more.append(sa.Identity(start=5) if generated[9:] else sa.Identity())
    elif generated:
        more.append(sa.Computed("1 + 1", persisted=True) if generated == "stored" else sa.Computed(generated))
    if generated:
        of_column |= {"server_default": None, "server_onupdate": None}
    unique, parts, index, key_name = (of_table.pop(name) for name in ("unique", "parts", "index", "key_name"))
    name, kind = of_column.pop("name"), of_column.pop("type")
    columns = [
        sa.Column("id", sa.Integer),
        sa.Column(name, kind(), *more, **of_column),
        sa.Column("o", sa.String(5)),
    ]
    found = sa.Table(of_table.pop("table"), metadata, *columns, **of_table)
    if not any(column.primary_key for column in columns):
        found.append_constraint(sa.PrimaryKeyConstraint("id", name=key_name))
    if unique is not None:
        found.append_constraint(sa.UniqueConstraint("o", "id", **unique))
    sa.Index("i", *_parts(found, parts), **index)
    return found


def _parts(table: sa.Table, parts: str) -> list[Any]:
    return {
        "o": [table.c.o],
        "o desc": [table.c.o.desc()],
        "lower": [sa.func.lower(table.c.o)],
        "both": [table.c.o, table.c.id],
        "both turned": [table.c.id, table.c.o],
    }[parts]


def statements(table: sa.Table, dialect: sa.Dialect) -> list[str] | None:
    """Those that create it; None where it cannot be."""
    found: list[str] = []
    mock: Any = MockConnection(dialect, lambda one, *rest: found.append(str(one.compile(dialect=dialect))))
    try:
        table.metadata.create_all(mock, tables=[table], checkfirst=False)
    except (sa.exc.SQLAlchemyError, AssertionError, TypeError):  # the latter two for an index without a name
        return None
    return sorted(found)


@settings(max_examples=200)
@given(st.sampled_from(DIALECTS), st.fixed_dictionaries(dict(BOTH)), st.sampled_from([*BOTH]), st.data())
def test_whatever_changes_the_statements_changes_it(
    dialect: sa.Dialect, said: dict[str, Any], changed: str, data: st.DataObject
) -> None:
    try:
        one, other = table_of(said), table_of({**said, changed: data.draw(BOTH[changed])})
    except (sa.exc.SQLAlchemyError, TypeError):
        return
    found = structures_of(dialect, [one, other])
    if one in found and found[one] == found.get(other):
        assert statements(one, dialect) == statements(other, dialect)
    assert found.get(one) == structures_of(dialect, [again := table_of(said)]).get(again)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_it_tells_tables_of_the_usual_kind(dialect: sa.Dialect) -> None:
    class Base(DeclarativeBase):
        pass

    class Parent(Base):
        __tablename__ = "parents"
        id: Mapped[int] = mapped_column(primary_key=True)
        made: Mapped[str] = mapped_column(sa.DateTime, server_default=sa.func.now())
        children: Mapped[list[Child]] = relationship("Child")

    class Child(Base):
        __tablename__ = "children"
        __table_args__ = (sa.CheckConstraint("n > 0"), {"mysql_engine": "InnoDB"})
        id: Mapped[int] = mapped_column(primary_key=True)
        parent_id: Mapped[int] = mapped_column(sa.ForeignKey("parents.id"), index=True)
        n: Mapped[int] = mapped_column(server_default=sa.text("1"))

    tables = Base.metadata.tables.values()
    before = structures_of(dialect, tables)
    configure_mappers()
    str(sa.select(Parent).join(Parent.children).where(Child.n > 1).compile(dialect=dialect))
    assert structures_of(dialect, tables) == before
    assert before.keys() == {*tables}


class Own(sa.Integer):
    """A type of the project."""


class Decorated(sa.TypeDecorator[Any]):
    """One that says something else for each dialect."""

    impl = sa.Integer
    cache_ok = True


def made(*columns: Any, **said: Any) -> sa.Table:
    return sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), *columns, **said)


@pytest.mark.parametrize(
    "column",
    [
        sa.Column("a", Own),
        sa.Column("a", Decorated),
        sa.Column("a", sa.Integer().with_variant(Own(), "mysql")),
        sa.Column("a", sa.Enum("x", "y", name="e")),
        sa.Column("a", sa.Boolean(create_constraint=True)),
        sa.Column("a", sa.Integer, sa.Sequence("s")),
        sa.Column("a", sa.ForeignKey("not_there.id")),
        sa.Column("a", sa.Integer, sa.CheckConstraint("a > 0").ddl_if(callable_=lambda *given, **said: True)),
    ],
)
def test_what_the_project_has_a_say_in_is_left_open(column: sa.Column[Any]) -> None:
    assert structures_of(DIALECTS[1], [made(column)]) == {}


def test_a_listener_leaves_it_open() -> None:
    table, other = made(), made()
    event.listen(table, "after_create", lambda *given, **said: None)
    assert structures_of(DIALECTS[0], [table, other]).keys() == {other}


def test_a_convention_of_the_project_leaves_it_open() -> None:
    metadata = sa.MetaData(naming_convention={"pk": "pk_%(own)s", "own": lambda *given: "x"})
    table = sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True))
    assert structures_of(DIALECTS[0], [table]) == {}


def test_an_expression_of_the_project_is_what_it_compiles_to() -> None:
    def later(text: str) -> Any:
        class Later(sa.sql.functions.FunctionElement[Any]):
            inherit_cache = True

        compiles(Later)(lambda *given, **said: text)
        return Later()

    tables = [made(sa.Column("a", sa.Integer, server_default=later(text))) for text in ("x()", "y()", "x()")]
    one, other, same = (structures_of(DIALECTS[0], [table])[table] for table in tables)
    assert one == same != other


PROGRAM = """
import sqlalchemy as sa
{before}
from tests.drift.test_structure import DIALECTS, made, structures_of
columns = [sa.Column(f"c{{number}}", sa.Integer, index=True, unique=number % 2) for number in range(20)]
table = made(*columns)
print(structures_of(DIALECTS[1], [table]).get(table))
"""


def _printed(before: str = "", seed: str = "0") -> str:
    line = [sys.executable, "-c", PROGRAM.format(before=before)]
    done = subprocess.run(line, cwd=ROOT, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_it_is_the_same_in_every_process() -> None:
    assert _printed(seed="1") == _printed(seed="2") != "None"


def test_a_compiler_of_the_project_leaves_it_open() -> None:
    """In a process of its own: there is no way back."""
    own = "from sqlalchemy.ext.compiler import compiles\ncompiles({})(lambda element, compiler, **said: 'x')"
    for kind in (CreateColumn, sa.Integer, sa.ForeignKeyConstraint):
        imported = f"from {kind.__module__} import {kind.__name__}\n"
        assert _printed(imported + own.format(kind.__name__)) == "None"
