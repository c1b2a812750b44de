from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate.api import AutogenContext
from alembic.runtime.migration import MigrationContext

from tests.autogenerate.written import applied, written
from tests.conftest import Database
from toolkit.autogenerate.members import KEEPS_CHECKS
from toolkit.autogenerate.rendering import with_types_of_server
from toolkit.backends.alterations.register import alterations_of


def rendered(options: dict[str, Any], kind: str, value: Any) -> tuple[Any, set[str]]:
    context: Any = SimpleNamespace(imports=set())
    return options["render_item"](kind, value, context), context.imports


def options_with(backend: str, **options: Any) -> dict[str, Any]:
    writer = alterations_of(backend)
    assert writer is not None
    with_types_of_server(options, writer)
    return options


def test_an_enumerated_type_is_not_made_by_each_table_that_uses_it() -> None:
    options = options_with("postgresql")
    text = "postgresql.ENUM('a', 'b', name='m', schema='s', create_type=False)"
    imports = {"from sqlalchemy.dialects import postgresql"}
    assert rendered(options, "type", sa.Enum("a", "b", name="m", schema="s")) == (text, imports)
    assert rendered(options, "type", sa.Enum("a", name="m", native_enum=False)) == (False, set())
    assert rendered(options, "type", sa.Integer()) == (False, set())
    assert rendered(options, "column", sa.Column("a")) == (False, set())


def test_the_projects_own_rendering_comes_first() -> None:
    options = options_with("postgresql", render_item=lambda kind, value, context: "mine()")
    assert rendered(options, "type", sa.Enum("a", name="m")) == ("mine()", set())


def test_elsewhere_alembic_renders() -> None:
    assert rendered(options_with("sqlite"), "type", sa.Enum("a", name="m")) == (False, set())


TEXTS = """
t = sa.Table('t', target_metadata, sa.Column('n', sa.Integer), sa.Column('m', sa.Integer, sa.Computed('n % 3', persisted=True)),
             sa.Column('s', sa.String(9), server_default=sa.text("'5%%'")),
             sa.Column('c', sa.String(9), server_default=sa.text("' \\\\:c'")),
             sa.CheckConstraint("s NOT LIKE 'b%'", name='nob'), sa.CheckConstraint(sa.column('s') != ' :s'))
"""


def test_percents_and_colons_stay_what_they_are(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = Path(written(tmp_path, database.url, "pass", TEXTS).files[0]).read_text()
    said = (
        "sa.Computed('n % 3', persisted=True)",
        """server_default=sa.text("'5%%'")""",
        """sa.CheckConstraint("s NOT LIKE 'b%'", """,
        """server_default=sa.text("' \\\\:c'")""",
        """sa.CheckConstraint("s != ' \\\\:s'", """,
    )
    assert all(one in text for one in said)
    assert applied(tmp_path) == []


def test_a_check_stands_in_its_column() -> None:
    options = {"sqlalchemy_module_prefix": "sa.", "alembic_module_prefix": "op.", "user_module_prefix": None}
    context = AutogenContext(
        MigrationContext.configure(dialect_name="mariadb"), opts=options_with("mariadb", **options)
    )
    default = sa.text("'x\ny'")
    column = sa.Column("é", sa.Integer, sa.CheckConstraint("é % 2 > 0"), server_default=default, nullable=False)
    assert context.opts["render_item"]("column", column, context) is False
    column.info[KEEPS_CHECKS] = True
    assert context.opts["render_item"]("column", column, context) == (
        "sa.Column('é', sa.Integer(), sa.CheckConstraint('é % 2 > 0'), "
        """server_default=sa.text("'x\\ny'"), nullable=False)"""
    )
    assert column.info[KEEPS_CHECKS]


CHECKED = """
sa.Table('t', target_metadata, sa.Column('id', sa.Integer, primary_key=True),
         sa.Column('n', sa.Integer, sa.CheckConstraint('n > 0')), sa.Column('j', sa.JSON))
"""


def test_a_check_of_a_column_that_is_added_is_there_once(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first = "op.create_table('t', sa.Column('id', sa.Integer, primary_key=True))"
    text = Path(written(tmp_path, database.url, first, CHECKED).files[0]).read_text()
    assert "op.execute" not in text
    assert ("sa.Column('n', sa.Integer(), sa.CheckConstraint('n > 0')" in text) is (database.backend == "mariadb")
    assert ("create_check_constraint" in text) is (database.backend != "mariadb")
    assert applied(tmp_path) == []
