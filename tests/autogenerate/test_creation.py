from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.operations import ops
from sqlalchemy.dialects import postgresql

from tests.autogenerate.written import applied, written
from tests.catalog import made
from tests.conftest import Database
from toolkit.autogenerate.creation import create_table
from toolkit.autogenerate.naming import Names
from toolkit.catalog.members import Check

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's own


def constraints(operation: ops.CreateTableOp) -> dict[str, Any]:
    """Those of the table that the operation makes, by name."""
    return {str(one.name): one for one in operation.to_table().constraints}


def test_a_check_of_a_column_is_one_of_the_table() -> None:
    check = sa.CheckConstraint("n > 0", name="positive")
    model = sa.Table("t", sa.MetaData(), sa.Column("n", sa.Integer, check))
    operation, _ = create_table(model, made.table("t"), DIALECT, Names())
    assert str(constraints(operation)["positive"].sqltext) == "n > 0"
    assert not operation.to_table().c.n.constraints
    assert model.c.n.constraints == {check}


def test_a_check_that_the_server_keeps_with_its_column_stays_there() -> None:
    model = sa.Table("t", sa.MetaData(), sa.Column("n", sa.Integer, sa.CheckConstraint("n > 0")))
    there = made.table("t", checks=(Check(name="n", column="n", expression="n > 0"),))
    operation, _ = create_table(model, there, DIALECT, Names())
    assert len(operation.to_table().c.n.constraints) == 1


def nameless() -> sa.Table:
    metadata = sa.MetaData()
    sa.Table("p", metadata, sa.Column("id", sa.Integer, primary_key=True))
    return sa.Table(
        "t",
        metadata,
        sa.Column("the n", sa.Integer, key="n"),
        sa.Column("p_id", sa.ForeignKey("p.id")),
        sa.Column("b", sa.Boolean(create_constraint=True)),
        sa.UniqueConstraint("n", "p_id"),
        sa.CheckConstraint("p_id > 0"),
    )


def test_what_has_no_name_gets_one_but_not_in_the_models() -> None:
    model = nameless()
    found = constraints(create_table(model, made.table("t"), DIALECT, Names())[0])
    # The primary key has none, and the check of the Boolean comes with its type.
    without = {"None", "_NoneName.NONE_NAME"}
    assert found.keys() - without == {"uq_t_the n_p_id", "fk_t_p_id", "ck_t_544c7a"}
    assert not any(isinstance(one.name, str) for one in model.constraints)


def test_a_naming_convention_names_what_it_names_in_the_models() -> None:
    metadata = sa.MetaData(naming_convention={"uq": "one_%(table_name)s_%(column_0_name)s"})
    columns = sa.Column("n", sa.Integer, sa.CheckConstraint("n > 0", name="positive")), sa.Column("a", unique=True)
    operation, _ = create_table(sa.Table("t", metadata, *columns), made.table("t"), DIALECT, Names())
    assert {"positive", "one_t_a"} <= constraints(operation).keys()


def test_names_are_made_of_the_names_that_the_database_knows() -> None:
    columns = sa.Column("id", sa.Integer, primary_key=True), sa.Column("parent_id", sa.ForeignKey("t.id"), key="parent")
    operation, _ = create_table(sa.Table("t", sa.MetaData(), *columns), made.table("t"), DIALECT, Names())
    assert "fk_t_parent_id" in constraints(operation)


def test_no_name_is_given_twice() -> None:
    names = Names(["fk_t_p_id"])
    assert "fk_t_p_id_2" in constraints(create_table(nameless(), made.table("t"), DIALECT, names)[0])


def test_a_key_to_a_table_that_comes_later_stands_apart() -> None:
    operation, [key] = create_table(nameless(), made.table("t"), DIALECT, Names(), ["p"])
    assert (key.constraint_name, key.source_table, key.referent_table) == ("fk_t_p_id", "t", "p")
    assert not operation.to_table().foreign_key_constraints


TABLES = """
sa.Table('house', target_metadata, sa.Column('id', sa.Integer, primary_key=True),
         sa.Column('owner_id', sa.ForeignKey('person.id', use_alter=True)),
         sa.Column('n', sa.Integer, sa.CheckConstraint('n > 0'), unique=True))
sa.Table('person', target_metadata, sa.Column('id', sa.ForeignKey('house.id'), primary_key=True),
         sa.Column('age', sa.Integer, sa.CheckConstraint('age > 17')), sa.CheckConstraint('age < 200'))
"""


def test_tables_that_refer_to_each_other(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    models = TABLES.replace(", use_alter=True", "") if database.backend == "sqlite" else TABLES
    answer = written(tmp_path, database.url, "pass", models)
    assert answer.notes[0].startswith("Proved on a shadow")
    upgrade = Path(answer.files[0]).read_text().partition("def downgrade")[0]
    assert "op.create_table('house'" in upgrade
    assert "op.create_table('person'" in upgrade
    assert "name='uq_house_n'" in upgrade
    assert ("op.create_foreign_key('fk_house_owner_id'" in upgrade) is (database.backend != "sqlite")
    # MariaDB keeps a check of a column with it.
    with_column = "sa.Column('age', sa.Integer(), sa.CheckConstraint('age > 17'), nullable=True)"
    assert (with_column in upgrade) is (database.backend == "mariadb")
    assert applied(tmp_path) == []
