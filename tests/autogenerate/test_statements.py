from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.operations import Operations, ops
from alembic.runtime.migration import MigrationContext

from toolkit.autogenerate import entry
from toolkit.autogenerate.statements import Statements, led_back_by, render, send

CONTEXT: Any = SimpleNamespace(opts={"alembic_module_prefix": "op."})


def test_there_and_back() -> None:
    one = Statements(["A", "B"], ["C"])
    back = one.reverse()
    assert isinstance(back, Statements)
    assert (back.forward, back.backward) == (("C",), ("A", "B"))
    assert one.to_diff_tuple() == ("execute", "A", "B")


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("SELECT 1", "op.execute('SELECT 1')"),
        ("SELECT ' :x'", "op.execute(\"SELECT ' \\\\:x'\")"),
        ("SELECT a::text, '12:30'", "op.execute(\"SELECT a::text, '12:30'\")"),
        ("SELECT\n1", "op.execute(\n    'SELECT\\n'\n    '1'\n)"),
    ],
)
def test_rendered_it_means_the_same(statement: str, line: str) -> None:
    [found] = render(CONTEXT, Statements([statement], []))
    assert found == line


def test_what_must_be_committed_stands_in_a_block() -> None:
    one = Statements(["A"], [], is_committed=True)
    assert render(CONTEXT, one) == ["with op.get_context().autocommit_block():", "op.execute('A')", ""]
    assert render(CONTEXT, Statements([], ["A"], is_committed=True)) == []


def test_alembic_can_run_it_without_rendering() -> None:
    entry.register()
    with sa.create_engine("sqlite://").connect() as connection:
        operations = Operations(MigrationContext.configure(connection))
        send(operations, Statements(["CREATE TABLE t (a)", "INSERT INTO t VALUES (' :x 100%')"], []))
        operations.invoke(Statements(["INSERT INTO t VALUES (2)"], []))
        assert connection.scalars(sa.text("SELECT a FROM t")).all() == [" :x 100%", 2]


def test_an_operation_with_another_way_back() -> None:
    back = Statements([], [])
    assert led_back_by(ops.DropColumnOp("t", "a"), back).reverse() is back
