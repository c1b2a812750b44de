from __future__ import annotations

from pathlib import Path

import pytest

from tests.autogenerate.written import applied, written
from tests.catalog.made import catalog, table
from tests.conftest import Database
from toolkit.autogenerate.naming import Names, check_columns, constraint_name, names_in
from toolkit.catalog.members import Check, ForeignKey, Index, IndexPart, Unique


def test_names_tell_the_table_and_the_columns() -> None:
    key = ForeignKey(
        name=None, columns=("a", "b"), referred_schema=None, referred_table="p", referred_columns=("x", "y")
    )
    assert Names().of(key, "t") == "fk_t_a_b"
    assert Names().of(Unique(name=None, columns=("a",)), "t") == "uq_t_a"
    assert Names().of(Index(name="", parts=(IndexPart(column="a"),), unique=True), "t") == "uq_t_a"
    assert Names().of(Index(name="", parts=(IndexPart(column=None, expression="x"),)), "t") == "ix_t_expr"


def test_two_checks_of_a_table_have_two_names() -> None:
    one, other = (Check(name=None, expression=text) for text in ("a > 0", "a > 1"))
    names = Names()
    assert names.of(one, "t") != names.of(other, "t")
    assert check_columns("a > 0") == check_columns("a > 0")


def test_what_is_asked_for_twice_has_one_name_and_two_tables_have_two() -> None:
    names = Names(names_in(catalog(table("u", uniques=(Unique(name="uq_a_b_c", columns=("a",)),)))))
    one, other = Unique(name=None, columns=("b_c",)), Unique(name=None, columns=("c",))
    assert [names.of(one, "a"), names.of(other, "a_b"), names.of(one, "a")] == [
        "uq_a_b_c_2",
        "uq_a_b_c_3",
        "uq_a_b_c_2",
    ]


def test_long_names_are_cut_and_stay_apart() -> None:
    one, other = (constraint_name("uq", "t", ["c" * 70, end]) for end in "xy")
    assert len(one) == len(other) == 60
    assert one != other


def test_a_long_name_is_cut_by_its_bytes() -> None:
    name = constraint_name("uq", "заказы", ["получатель", "отправитель"])
    assert len(name.encode()) <= 60
    assert name.startswith("uq_заказы_получатель_")


TABLES = """
sa.Table('p', target_metadata, sa.Column('id', sa.Integer, primary_key=True))
for name, column in (('order', 'item_id'), ('order_item', 'id')):
    sa.Table(name, target_metadata, sa.Column(column, sa.ForeignKey('p.id')), sa.CheckConstraint(column + ' > 0'),
             sa.Column('n', sa.Integer, primary_key=True, autoincrement=False))
"""
FIRST = """op.create_table('p', sa.Column('id', sa.Integer, primary_key=True))
    for name, column in (('order', 'item_id'), ('order_item', 'id')):
        number = sa.Column('n', sa.Integer, primary_key=True, autoincrement=False)
        op.create_table(name, sa.Column(column, sa.Integer), number)"""


def test_constraints_of_two_tables_have_two_names(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = written(tmp_path, database.url, FIRST, TABLES)
    text = Path(answer.files[0]).read_text()
    assert "_check_constraint(op.f('ck_order_" in text.replace("batch_op", "op")
    assert "create_foreign_key('fk_order_item_id'," in text
    assert "create_foreign_key('fk_order_item_id_2'," in text
    assert applied(tmp_path) == []
