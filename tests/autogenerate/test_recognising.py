from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from tests.catalog.made import catalog, column, table
from toolkit.autogenerate.choices import Choices, choices_of
from toolkit.autogenerate.deciding import Origins
from toolkit.autogenerate.recognising import annotated_in, is_recorded, likely, said
from toolkit.autogenerate.renames import Rename
from toolkit.catalog.alterations import alterations
from toolkit.catalog.comparison import compare
from toolkit.errors import SettingInvalid

LIVE = catalog(table("orders", column("id"), column("note", "text"), column("total", "integer")))
MODELS = catalog(table("orders", column("id"), column("remark", "text"), column("total", "integer")))
MOVED = catalog(table("purchases", column("id"), column("remark", "text"), column("total", "integer")))
NOTE = Rename(schema=None, table="orders", old="note", new="remark")


def _never(one: Rename) -> bool:
    return False


def test_what_the_models_say() -> None:
    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("b", info={"renamed_from": "a"}), info={"renamed_from": "s"}, schema="main")
    assert list(annotated_in(metadata.tables.values(), "main")) == [
        Rename(schema=None, table=None, old="s", new="t"),
        Rename(schema=None, table="t", old="a", new="b"),
    ]


def test_what_a_person_says() -> None:
    assert said(LIVE, MODELS, choices_of([], None, ["orders.note=orders.remark"]), [], _never) == [NOTE]
    both = choices_of([], None, ["orders=purchases", "orders.note=purchases.remark"])
    assert [str(one) for one in said(LIVE, MOVED, both, [], _never)] == [
        "orders=purchases",
        "purchases.note=purchases.remark",
    ]
    with pytest.raises(SettingInvalid, match="is not in the models"):
        said(LIVE, MODELS, choices_of([], None, ["orders.note=orders.nothing"]), [], _never)


def test_an_annotation_that_was_followed_is_no_more_a_rename() -> None:
    assert said(LIVE, MODELS, Choices(), [NOTE], _never) == [NOTE]
    assert said(MODELS, MODELS, Choices(), [NOTE], _never) == []
    both = catalog(table("orders", column("note"), column("remark")))
    assert said(both, both, Choices(), [NOTE], _never) == []


def test_names_that_are_exchanged_are_exchanged_once(tmp_path: Path) -> None:
    swap = [NOTE, NOTE.back()]
    both = catalog(table("orders", column("note"), column("remark")))
    assert said(both, both, Choices(), swap, _never) == swap
    (tmp_path / "r.py").write_text("tk_renamed = [\n    ('orders.note', 'orders.remark'),\n]\n")
    script: Any = SimpleNamespace(walk_revisions=lambda: [SimpleNamespace(path=tmp_path / "r.py")])
    assert is_recorded(NOTE, script)
    assert not is_recorded(NOTE.back(), script)
    assert not is_recorded(NOTE, None)
    assert said(both, both, Choices(), swap, lambda one: True) == []


def test_what_was_decided_is_not_likely() -> None:
    parts = alterations(compare(LIVE, MODELS), LIVE)
    assert likely(parts, LIVE, MODELS, Choices(), Origins()) == [NOTE]
    for decided in (choices_of(["drop-column=orders.note"], "old"), choices_of([], None, ["orders.note="])):
        assert likely(parts, LIVE, MODELS, decided, Origins()) == []
    general = choices_of(["drop-column"], "old")
    assert likely(parts, LIVE, MODELS, general, Origins()) == [NOTE]


def test_a_table_that_was_never_the_projects_was_not_renamed() -> None:
    after = catalog(table("purchases", *LIVE.tables[0].columns))
    parts = alterations(compare(LIVE, after), LIVE)
    assert likely(parts, LIVE, after, Choices(), Origins()) == []
    created = Origins(created=frozenset({"orders"}))
    assert [str(one) for one in likely(parts, LIVE, after, Choices(), created)] == ["orders=purchases"]
