"""What stands in a revision makes the same column, and the project's own words win."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
import sqlalchemy_utils as su
from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.render import _render_column
from alembic.operations import ops
from sqlalchemy.dialects import postgresql

from tests.autogenerate.column_types.kinds import OWN, UTILS, Document, Forgetful, Money, Polygon
from tests.autogenerate.column_types.rendering import column, context_of, made_of, rendered
from toolkit.autogenerate.column_types.hook import with_column_types
from toolkit.errors import ColumnTypeUnavailable

BACKENDS = ("sqlite", "mariadb", "mysql", "postgresql")


@pytest.mark.parametrize("how", [None, "backend", "imports"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_what_is_written_makes_the_same_column(backend: str, how: str | None) -> None:
    context = context_of(backend, how)
    for case in (*UTILS, *OWN):
        if backend not in case.on:
            continue
        text = rendered(case.make(), context)
        made = made_of(text, context)
        for other in (backend,) if how == "backend" else case.on:
            assert column(made, other) == column(case.make(), other), (case.name, text, other)


def test_variants_stand_where_backends_differ() -> None:
    assert rendered(su.EmailType(), context_of("mysql")) == "sa.Unicode(length=255)"
    text = "sa.BINARY(length=16).with_variant(sa.UUID(), 'postgresql')"
    assert rendered(su.UUIDType(), context_of("mysql")) == text
    assert rendered(su.UUIDType(), context_of("mysql", "backend")) == "sa.BINARY(length=16)"


def test_imports_are_those_that_are_needed() -> None:
    context = context_of("postgresql", "backend")
    assert rendered(Document(), context) == "postgresql.JSONB()"
    assert context.imports == {"from sqlalchemy.dialects import postgresql"}
    context = context_of("postgresql", "imports")
    assert rendered(su.UUIDType(binary=False), context) == "sqlalchemy_utils.UUIDType(binary=False)"
    assert rendered(Money(10, 3), context) == "tests.autogenerate.column_types.kinds.Money(precision=10, scale=3)"
    assert context.imports == {"import sqlalchemy_utils", "import tests.autogenerate.column_types.kinds"}


def test_what_cannot_be_made_again_is_said() -> None:
    context = context_of("sqlite", "imports")
    table = sa.Table("t", sa.MetaData(), sa.Column("c", Forgetful("kg", 5)), sa.Column("s", secret()))
    assert _render_column(table.c.c, context) == "sa.Column('c', sa.String(length=5), nullable=True)"
    assert _render_column(table.c.s, context) == "sa.Column('s', sa.String(length=99), nullable=True)"
    told = sorted(context.imports)
    assert told[0].startswith("# t.c is a tests.autogenerate.column_types.kinds.Forgetful, written as its impl")
    assert "`unit` has no Python" in told[0]
    assert "`key` may be a secret" in told[1]
    assert "sesame" not in str(told)


def secret() -> Any:
    return su.StringEncryptedType(sa.Unicode, "open sesame", length=99)


def test_the_projects_own_answer_wins() -> None:
    def render(item: str, value: Any, context: AutogenContext) -> Any:
        return "theirs.Email()" if isinstance(value, su.EmailType) else False

    context = context_of("sqlite", render_item=render)
    assert rendered(su.EmailType(), context) == "theirs.Email()"
    assert rendered(su.URLType(), context) == "sa.UnicodeText()"


def test_an_import_for_what_alembic_would_write_goes() -> None:
    def render(item: str, value: Any, context: AutogenContext) -> Any:
        context.imports.add(f"import {type(value).__module__}")
        return False

    context = context_of("postgresql", render_item=render)
    assert rendered(su.LtreeType(), context) == "sqlalchemy_utils.LtreeType()"
    assert rendered(su.UUIDType(), context).startswith("sa.UUID()")
    assert context.imports == {"import sqlalchemy_utils"}


def test_a_prefix_of_the_project_is_its_decision() -> None:
    assert rendered(Polygon(), context_of("sqlite", user_module_prefix="shop.")) == "shop.Polygon()"
    explicit = context_of("sqlite", "backend", user_module_prefix="shop.")
    assert "UserDefinedType" in rendered(Polygon(), explicit)


def test_what_alembic_writes_well_is_left_to_it() -> None:
    context = context_of("sqlite")
    for kind in (
        sa.String(9),
        sa.Enum("a", name="e"),
        sa.Text().with_variant(sa.String(3), "mysql"),
        sa.ARRAY(sa.Text()),
    ):
        assert context.opts["render_item"]("type", kind, context) is False


def test_types_of_another_dialect_than_the_one_at_hand() -> None:
    kind = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    assert rendered(kind, context_of("sqlite")) == "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"


def test_it_is_put_there_once() -> None:
    options: dict[str, Any] = {"process_revision_directives": None}
    with_column_types(options, None)
    first = dict(options)
    with_column_types(options, "imports")
    assert options == first


def test_the_projects_own_directives_come_first() -> None:
    context = context_of("mysql")
    asked: list[Any] = []
    options: dict[str, Any] = {"process_revision_directives": lambda *told: asked.append(told)}
    with_column_types(options, None)
    made = ops.CreateTableOp("t", [sa.Column("c", sa.String)])
    script = ops.MigrationScript("aa11", ops.UpgradeOps([made]), ops.DowngradeOps([]))
    with pytest.raises(ColumnTypeUnavailable):
        options["process_revision_directives"](context.migration_context, (), [script])
    assert len(asked) == 1
