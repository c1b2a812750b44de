from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.operations import ops
from sqlalchemy.dialects import postgresql

from tests.autogenerate.written import applied, written
from tests.catalog.made import table
from tests.conftest import MakeDatabase
from toolkit.autogenerate.members import AddCheck, is_plain, is_said_by_type, made_from_model, removed, render_check
from toolkit.catalog.members import Check, ForeignKey, Index, IndexPart, Unique

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # as SQLAlchemy has it
INDEX = Index(name="ix", parts=(IndexPart(column="a"),))
KEY = ForeignKey(name="fk", columns=("a",), referred_schema=None, referred_table="p", referred_columns=("id",))


def model(*items: Any) -> sa.Table:
    metadata = sa.MetaData()
    sa.Table("p", metadata, sa.Column("id", sa.Integer, primary_key=True))
    return sa.Table("t", metadata, sa.Column("a", sa.Integer), *items)


def test_the_models_own_objects_are_taken() -> None:
    made = made_from_model(INDEX, model(sa.Index("ix", "a")), DIALECT, "uq_t_a")
    assert isinstance(made, ops.CreateIndexOp)
    unique = made_from_model(Unique(name="t_a_key", columns=("a",)), model(sa.UniqueConstraint("a")), DIALECT, "uq_t_a")
    assert isinstance(unique, ops.CreateUniqueConstraintOp)
    assert unique.constraint_name == "uq_t_a"
    key = made_from_model(KEY, model(sa.ForeignKeyConstraint(["a"], ["p.id"], name="fk")), DIALECT, "uq_t_a")
    assert isinstance(key, ops.CreateForeignKeyOp)
    assert made_from_model(INDEX, model(), DIALECT, "uq_t_a") is None


def test_a_unique_constraint_that_the_server_keeps_as_an_index() -> None:
    index = Index(name="a", parts=(IndexPart(column="a"),), unique=True)
    assert isinstance(
        made_from_model(index, model(sa.UniqueConstraint("a")), DIALECT, "uq_t_a"), ops.CreateUniqueConstraintOp
    )


def test_a_check_has_the_words_of_the_model() -> None:
    check = Check(name="ck", expression="(a % 2) = 0")
    made = made_from_model(check, model(sa.CheckConstraint(sa.column("a") % 2 == 0, name="ck")), DIALECT, "uq_t_a")
    assert isinstance(made, AddCheck)
    context: Any = SimpleNamespace(_has_batch=False, opts={"alembic_module_prefix": "op."})
    assert render_check(context, made) == "op.create_check_constraint('ck', 't', 'a % 2 = 0')"
    context._has_batch = True
    assert render_check(context, made).startswith("batch_op.create_check_constraint('ck', 'a")


def test_a_check_that_a_type_makes() -> None:
    bound = model(sa.Column("m", sa.Enum("x", name="ck", native_enum=False, create_constraint=True)))
    assert is_said_by_type(Check(name="ck", expression="m in ('x')"), bound)
    assert not is_said_by_type(Check(name="other", expression=""), bound)


def test_a_check_without_a_name_is_found_by_its_text() -> None:
    checks = sa.CheckConstraint("a > 0"), sa.CheckConstraint("a < 9")
    found = made_from_model(Check(name="t_a_check", expression="(a < 9)"), model(*checks), DIALECT, "ck_t_a")
    assert isinstance(found, AddCheck)
    assert (found.constraint_name, found.condition) == ("ck_t_a", "a < 9")


@pytest.mark.parametrize(
    ("member", "drop", "again"),
    [
        (INDEX, ops.DropIndexOp, ops.CreateIndexOp),
        (Unique(name="u", columns=("a",)), ops.DropConstraintOp, ops.CreateUniqueConstraintOp),
        (Check(name="c", expression="a > 0"), ops.DropConstraintOp, AddCheck),
        (KEY, ops.DropConstraintOp, ops.CreateForeignKeyOp),
    ],
)
def test_what_goes_can_come_back(member: Any, drop: type, again: type) -> None:
    operation = removed(member, table("t"))
    assert isinstance(operation, drop)
    assert isinstance(operation.reverse(), again)


def test_what_has_no_name_cannot_be_dropped_by_it() -> None:
    assert removed(Unique(name=None, columns=("a",)), table("t")) is None


@pytest.mark.parametrize(
    ("member", "plain"),
    [
        (INDEX, True),
        (Index(name="ix", parts=(IndexPart(column="a", descending=True),)), False),
        (Index(name="ix", parts=(IndexPart(column="a"),), predicate="a > 0"), False),
        (Index(name="ix", parts=(IndexPart(column="a"),), method="hash"), False),
        (Unique(name="u", columns=("a",)), True),
        (Unique(name="u", columns=("a",), deferrable="DEFERRABLE"), False),
        (Unique(name="u", columns=("a",), comment="c"), False),
        (Check(name="c", expression="", validated=False), False),
        (KEY, True),
    ],
)
def test_what_alembics_operations_say_whole(member: Any, plain: bool) -> None:
    assert is_plain(member) is plain


NAMED = """
convention = {'ck': 'ck_%(table_name)s_%(constraint_name)s'}
target_metadata.naming_convention = sa.MetaData(naming_convention=convention).naming_convention
sa.Table('t', target_metadata, sa.Column('a', sa.Integer, sa.CheckConstraint('a > 1', name='own')),
         sa.CheckConstraint('a > 2', name='of_table'))
"""


@pytest.mark.parametrize("backend", ["mysql", "postgresql", "sqlite"])
def test_checks_under_a_naming_convention_keep_their_whole_names(
    backend: str, tmp_path: Path, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first = "op.execute('CREATE TABLE t (a INTEGER, CONSTRAINT ck_t_old CHECK (a > 0))')"
    answer = written(tmp_path, make_database(backend).url, first, NAMED)
    assert answer.notes[0].startswith(f"Proved on a shadow of {backend}")
    text = Path(answer.files[0]).read_text()
    assert "op.execute" not in text
    for name in ("own", "of_table"):
        assert f"f('ck_t_{name}')" in text
    assert applied(tmp_path) == []
