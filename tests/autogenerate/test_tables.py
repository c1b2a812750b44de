from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.operations import ops

from tests.autogenerate.written import applied, written
from tests.catalog.made import catalog, column, table
from tests.conftest import MakeDatabase
from toolkit.autogenerate.naming import Names
from toolkit.autogenerate.statements import Statements
from toolkit.autogenerate.tables import TableWriting
from toolkit.backends.alterations.register import alterations_of
from toolkit.catalog.alterations import alterations
from toolkit.catalog.comparison import compare
from toolkit.catalog.members import Check, ForeignKey, Unique
from toolkit.catalog.values import Table

MODEL = sa.Table("t", sa.MetaData(), sa.Column("a", sa.BigInteger), sa.Column("b", sa.String(9)))
REFLECTED = sa.Table("t", sa.MetaData(), sa.Column("a", sa.Integer), sa.Column("b", sa.String(9)))


def writing(backend: str, before: Table, after: Table, **said: Any) -> TableWriting:
    writer = alterations_of(backend)
    assert writer is not None
    old = catalog(before)
    dialect = sa.make_url({"mariadb": "mysql+pymysql"}.get(backend, backend) + "://").get_dialect()()
    parts = tuple(alterations(compare(old, catalog(after)), old))
    given = {"model": MODEL, "is_exact": False, "parts": parts, **said}
    given |= {"before": before, "reflect": lambda key: REFLECTED, "live": old}
    return TableWriting(**given, writer=writer, dialect=dialect, names=Names())


A, WIDE = column("a", "int"), column("a", "bigint")


def kinds(one: TableWriting) -> list[type]:
    return [type(operation) for operation in one.operations()]


def test_alembics_words_where_they_say_all_and_the_servers_where_not() -> None:
    plain = writing("mysql", table("t", A), table("t", WIDE))
    assert issubclass(kinds(plain)[0], ops.AlterColumnOp)
    unsaid = writing("mysql", table("t", A), table("t", column("a", "int", invisible=True)))
    assert kinds(unsaid) == [Statements]
    assert kinds(writing("mysql", table("t", A), table("t", WIDE), is_exact=True)) == [Statements]
    assert kinds(writing("mysql", table("t", A), table("t", WIDE), model=None)) == [Statements]


def test_two_changes_that_would_each_rebuild_the_table_are_one_statement() -> None:
    b = column("b", "varchar(9)")
    both = table("t", WIDE, column("b", "varchar(9)", nullable=False))
    [one] = writing("mysql", table("t", A, b), both).operations()
    assert isinstance(one, Statements)
    assert len(one.forward) == 1
    assert len(list(writing("postgresql", table("t", A, b), both).operations())) == 2


def test_constraints_get_names() -> None:
    after = table("t", A, checks=(Check(name="t_chk_1", expression="`a` > 0", named_by_server=True),))
    one = writing("mysql", table("t", A), after)
    assert one.after.checks[0].name is not None
    assert one.after.checks[0].name.startswith("ck_t_")
    assert not one.after.checks[0].named_by_server


def test_a_foreign_key_steps_aside_where_its_column_changes() -> None:
    key = ForeignKey(name="fk", columns=("a",), referred_schema=None, referred_table="p", referred_columns=("id",))
    sides = table("t", A, foreign_keys=(key,)), table("t", WIDE, foreign_keys=(key,))
    one = writing("mysql", *sides)
    assert len(list(one.keys_removed())) == len(list(one.keys_made())) == 1
    assert list(writing("postgresql", *sides).keys_removed()) == []


@pytest.mark.parametrize(
    ("before", "in_a_batch"),
    [
        (table("t", A), True),
        (table("t", A, uniques=(Unique(name="uq", columns=("a",)),)), True),
        (table("t", A, uniques=(Unique(name=None, columns=("a",)),)), False),
        (table("t", A, options=(("strict", "on"),)), False),
        (table("t", column("a", "int", collation="NOCASE")), False),
    ],
)
def test_alembics_batch_where_it_keeps_all_of_a_table(before: Table, in_a_batch: bool) -> None:
    after = Table(**{**vars(before), "columns": (*before.columns, column("b", "VARCHAR(9)"))})
    one = writing("sqlite", before, after)
    assert one.is_rebuilt
    assert (kinds(one) != [Statements]) is in_a_batch
    assert one.disturbs_views


def test_views_are_disturbed_by_other_types_only() -> None:
    assert writing("postgresql", table("t", A), table("t", WIDE)).disturbs_views
    assert not writing("postgresql", table("t", A), table("t", A, column("b"))).disturbs_views
    assert not writing("mysql", table("t", A), table("t", WIDE)).disturbs_views


@pytest.mark.parametrize("backend", ["mysql", "mariadb"])
@pytest.mark.parametrize(("name", "columns"), [("ix_new", "'p'"), ("ix_old", "'p', 'q'")])
def test_an_index_that_a_foreign_key_leans_on(
    backend: str, name: str, columns: str, tmp_path: Path, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server does not drop it before another one is there; Alembic's words stay for all else."""
    monkeypatch.chdir(tmp_path)
    first, models = LEANT.format(name=name, columns=columns).split("MODELS")
    answer = written(tmp_path, make_database(backend).url, first.strip(), models)
    assert answer.notes[0].startswith(f"Proved on a shadow of {backend}")
    text = Path(answer.files[0]).read_text()
    assert "op.create_table('n'," in text
    assert ("op.drop_index('ix_old'" in text) is (name == "ix_new")
    assert applied(tmp_path) == []


LEANT = """
op.create_table('p', sa.Column('id', sa.Integer, primary_key=True))
    op.create_table('c', sa.Column('p', sa.Integer), sa.Column('q', sa.Integer), sa.Index('ix_old', 'p'),
                    sa.ForeignKeyConstraint(['p'], ['p.id'], name='fk_p'))
MODELS
sa.Table('p', target_metadata, sa.Column('id', sa.Integer, primary_key=True))
sa.Table('c', target_metadata, sa.Column('p', sa.Integer), sa.Column('q', sa.Integer), sa.Index('{name}', {columns}),
         sa.ForeignKeyConstraint(['p'], ['p.id'], name='fk_p'))
sa.Table('n', target_metadata, sa.Column('id', sa.Integer, primary_key=True))
"""


IDENTITY = "sa.Table('t', target_metadata, sa.Column('id', sa.Integer, sa.Identity(start=5), primary_key=True))"


def test_an_identity_goes_on_where_the_rows_have_come_to(
    tmp_path: Path, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    url = make_database("postgresql").url
    first = "op.execute('CREATE TABLE t (id serial PRIMARY KEY)'); op.execute('INSERT INTO t VALUES (5), (7)')"
    assert written(tmp_path, url, first, IDENTITY).notes[0].startswith("Proved on a shadow")
    assert applied(tmp_path) == []
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
        assert connection.scalar(sa.text("INSERT INTO t DEFAULT VALUES RETURNING id")) == 8
