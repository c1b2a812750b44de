from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.operations import ops

from tests.catalog.made import column, table
from toolkit.autogenerate import entry
from toolkit.autogenerate.columns import AlterColumn, added, altered, dropped, is_plain, is_sayable, render_alteration
from toolkit.backends.alterations.register import alterations_of
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.members import Column

TABLE = table("t")


def model(kind: Any) -> sa.Table:
    return sa.Table("t", sa.MetaData(), sa.Column("a", kind, key="other", server_default="1"))


def change(before: Column, after: Column, *facets: str) -> Alteration:
    return Alteration(kind="column", schema=None, owner="t", name="a", before=before, after=after, facets=facets)


def test_columns_are_found_by_the_name_in_the_database() -> None:
    assert isinstance(added(model(sa.Integer), column("a")), ops.AddColumnOp)
    assert isinstance(dropped(model(sa.Integer), column("a")), ops.DropColumnOp)
    assert added(model(sa.Integer), column("b")) is None
    assert dropped(model(sa.Integer), column("b")) is None


def test_there_and_back_with_how_values_are_converted() -> None:
    writer = alterations_of("postgresql")
    assert writer is not None
    part = change(column("a", "integer"), column("a", "character varying(9)"), "type")
    there = altered(part, model(sa.String(9)), model(sa.Integer), writer)
    assert isinstance(there, AlterColumn)
    assert "postgresql_using" not in there.kw
    back = there.reverse()
    assert isinstance(back, AlterColumn)
    assert back.kw["postgresql_using"] == "a::integer"
    entry.register()
    context: Any = SimpleNamespace(
        _has_batch=False,
        opts={"alembic_module_prefix": "op.", "sqlalchemy_module_prefix": "sa.", "user_module_prefix": None},
        imports=set(),
        migration_context=None,
    )
    text = render_alteration(context, back)
    assert text.startswith("op.alter_column('t', 'a',")
    assert text.endswith("postgresql_using='a::integer')")


def test_a_type_that_makes_its_own_check_is_left_to_the_server() -> None:
    writer = alterations_of("sqlite")
    assert writer is not None
    kind = sa.Enum("x", name="ck", native_enum=False, create_constraint=True)
    part = change(column("a"), column("a", "varchar"), "type")
    assert altered(part, model(kind), model(sa.Integer), writer) is None


@pytest.mark.parametrize(
    ("before", "after", "facets", "sayable"),
    [
        (column("a"), column("a", "bigint"), ("type",), True),
        (column("a"), column("a", nullable=False, comment="c"), ("nullable", "comment"), True),
        (column("a"), column("a", on_update="now()"), ("on_update",), False),
        (column("a", invisible=True), column("a", "bigint", invisible=True), ("type",), False),
        (column("a", default="1"), column("a", "text", default="1"), ("type",), False),
        (column("a"), column("a", collation="C"), ("collation",), False),
    ],
)
def test_what_alter_column_has_words_for(before: Column, after: Column, facets: tuple[str, ...], sayable: bool) -> None:
    assert is_sayable(change(before, after, *facets), TABLE, with_default=False) is sayable


def test_a_charset_that_is_the_tables_needs_no_words() -> None:
    of_table = table("t", options=(("collation", "utf8mb4_bin"),))
    assert is_plain(column("a", charset="utf8mb4", collation="utf8mb4_bin"), of_table)
    assert not is_plain(column("a", charset="latin1", collation="latin1_bin"), of_table)
    assert not is_plain(column("a", collation="NOCASE"), TABLE)
