"""A type as its own class, or the reason why not."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
import sqlalchemy_utils as su
from sqlalchemy.types import TypeDecorator

from tests.autogenerate.column_types.kinds import Forgetful, Polygon, Weight, Wordy
from tests.autogenerate.column_types.rendering import context_of, dialect_of
from toolkit.autogenerate.column_types.expressions import Unwritable, Words
from toolkit.autogenerate.column_types.importing import imported

HERE = "tests.autogenerate.column_types.kinds."


class Spelled(TypeDecorator):
    """Knows how it is written, and would not be found out."""

    impl = sa.String(9)
    cache_ok = True

    def __init__(self, unit: str) -> None:
        super().__init__()
        self.hidden = unit

    def __repr__(self) -> str:
        return f"Spelled({self.hidden!r})"


def text_of(kind: Any) -> str:
    words = Words(prefix="sa.", write=lambda one: f"sa.{one!r}", has_names=True)
    return imported(kind, words, context_of("sqlite"), [dialect_of("sqlite"), dialect_of("mysql")])


def test_as_it_was_made() -> None:
    assert text_of(Weight("kg", size=5)) == f"{HERE}Weight('kg', size=5)"
    assert text_of(Wordy()) == f"{HERE}Wordy()"
    assert text_of(Spelled("kg")) == f"{__name__}.Spelled('kg')"
    assert text_of(su.ColorType(30)) == "sqlalchemy_utils.ColorType(max_length=30)"
    assert text_of(Polygon().with_variant(sa.Text(), "mysql")) == f"{HERE}Polygon().with_variant(sa.Text(), 'mysql')"


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (Forgetful("kg", 5), "`unit` has no Python"),
        (su.StringEncryptedType(sa.Unicode, "open sesame"), "`key` may be a secret"),
        (su.StringEncryptedType(sa.Unicode, lambda: "open sesame"), "`key` has no Python"),
        (type("Made", (TypeDecorator,), {"impl": sa.Text, "cache_ok": True})(), "cannot be imported"),
    ],
)
def test_why_not(kind: Any, why: str) -> None:
    with pytest.raises(Unwritable, match=why) as raised:
        text_of(kind)
    assert "sesame" not in str(raised.value)


def test_another_column_is_not_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = Wordy()
    monkeypatch.setattr(kind, "impl", sa.String(77))
    with pytest.raises(Unwritable, match="another column"):
        text_of(kind)
