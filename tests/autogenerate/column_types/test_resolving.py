"""What a type is on a dialect."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
import sqlalchemy_utils as su
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.exc import CompileError

from tests.autogenerate.column_types.kinds import Code, Collated, Document, Endless, Money, Nested, Network, quietly
from tests.autogenerate.column_types.rendering import dialect_of
from toolkit.autogenerate.column_types.resolving import (
    ddl,
    dialect_named,
    dialect_package,
    dialects_beside,
    fingerprint,
    instance_of,
    is_of_sqlalchemy,
    really,
    tree,
)


def test_behind_decorators_and_variants() -> None:
    assert str(really(Nested(), dialect_of("sqlite"))) == "VARCHAR(33)"
    assert isinstance(really(Document(), dialect_of("mysql")), mysql.LONGTEXT)
    kind = sa.String(3).with_variant(Collated(), "mysql")
    assert isinstance(really(kind, dialect_of("mysql")), mysql.VARCHAR)
    assert isinstance(really(sa.PickleType(), dialect_of("sqlite")), sa.PickleType)
    with pytest.raises(CompileError, match="decorates itself"):
        really(Endless(), dialect_of("sqlite"))


def test_ddl_has_the_check_and_the_values() -> None:
    kind = sa.Enum("a", name="e", create_constraint=True, native_enum=False)
    assert "CHECK (c IN ('a'))" in str(ddl(kind, dialect_of("sqlite")))
    assert "['a']" in str(ddl(sa.Enum("a", name="e"), dialect_of("postgresql")))
    assert ddl(sa.String(), dialect_of("mysql")) is None
    assert ddl(Network(), dialect_of("mysql")) is None


def test_a_type_of_the_models_stays_as_it_was() -> None:
    metadata = sa.MetaData(schema="s")
    kind = quietly(lambda: sa.Enum("a", name="e", inherit_schema=True))
    sa.Table("t", metadata, sa.Column("c", kind))
    before = kind.schema
    assert ddl(kind, dialect_of("postgresql"))
    assert kind.schema == before == "s"


def test_what_is_of_sqlalchemy() -> None:
    assert is_of_sqlalchemy(sa.String)
    assert is_of_sqlalchemy(postgresql.JSONB)
    assert not is_of_sqlalchemy(sa.TypeDecorator)
    assert not is_of_sqlalchemy(Code)
    assert not is_of_sqlalchemy(type(sa.UUID().dialect_impl(dialect_of("postgresql"))))
    assert (dialect_package(mysql.LONGTEXT), dialect_package(sa.Text)) == ("mysql", None)


def test_all_that_is_inside() -> None:
    kind = sa.ARRAY(Code()).with_variant(sa.JSON(), "sqlite")
    assert {type(one) for one in tree(kind)} >= {sa.ARRAY, Code, sa.JSON}


def test_equal_types_have_one_fingerprint() -> None:
    one, other = (sa.Table("t", sa.MetaData(), sa.Column("c", kind)) for kind in (su.UUIDType(), su.UUIDType()))
    assert ddl(one.c.c.type, dialect_of("mysql"))
    assert fingerprint(one.c.c.type) == fingerprint(other.c.c.type)
    choices = [su.ChoiceType([(letter, letter)]) for letter in "aab"]
    assert fingerprint(choices[0]) == fingerprint(choices[1]) != fingerprint(choices[2])
    assert fingerprint(su.ColorType(20)) != fingerprint(su.ColorType(30))
    assert fingerprint(Money(10, 2)) != fingerprint(Money(10, 3))
    assert fingerprint(sa.ARRAY(sa.String(3))) != fingerprint(sa.ARRAY(sa.String(4)))


def test_the_other_backends() -> None:
    assert [one.name for one in dialects_beside(dialect_of("mysql"))] == ["mariadb", "postgresql", "sqlite"]
    assert dialect_named("not_installed") is None
    assert isinstance(instance_of(sa.Text), sa.Text)
