"""What the database gets of a type."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
import sqlalchemy_utils as su

from tests.autogenerate.column_types.kinds import Endless, Loose, Network, Polygon, Quaint
from tests.autogenerate.column_types.rendering import context_of
from toolkit.autogenerate.column_types.implementing import Implementing

RAW = "type('{}', (sa.types.UserDefinedType,), {{\"cache_ok\": True, \"get_col_spec\": lambda self, **kw: '{}'}})()"


def text_of(kind: Any, backend: str, ask: Any = lambda kind: False) -> str | None:
    return Implementing(context=context_of(backend), ask=ask, is_for_all=True).written(kind)


def test_of_a_name_alone() -> None:
    assert text_of(Polygon(), "sqlite") == RAW.format("Polygon", "POLYGON")
    assert text_of(Loose(), "sqlite") == RAW.format("Loose", "VARCHAR(77)")


def test_a_library_whose_type_has_no_implementation() -> None:
    assert text_of(su.LtreeType(), "postgresql") == "sqlalchemy_utils.LtreeType()"


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_another_backend_alone_can_hold_it(backend: str) -> None:
    assert text_of(Network(), backend) == "postgresql.CIDR()"


def test_nobody_can_hold_it() -> None:
    assert text_of(Endless(), "sqlite") is None


def test_a_variant_for_another_backend_than_ours_stays() -> None:
    kind = su.EmailType().with_variant(sa.CLOB(), "oracle").with_variant(sa.Text(), "not_installed")
    assert text_of(kind, "sqlite") == "sa.Unicode(length=255).with_variant(sa.CLOB(), 'oracle')"


def test_inside_of_an_array_no_other_backend_counts() -> None:
    assert text_of(sa.ARRAY(su.UUIDType()), "postgresql") == "sa.ARRAY(sa.UUID())"


def test_whoever_renders_is_asked_for_what_is_inside() -> None:
    def ask(kind: Any) -> Any:
        return "sa.Enum('x', \"y'z\", name='quaint', create_constraint=True)" if isinstance(kind, sa.Enum) else False

    assert text_of(Quaint(), "sqlite", ask) == ask(Quaint().impl)
    assert text_of(Quaint(), "sqlite", lambda kind: "not_to_be_found") == ask(Quaint().impl)
