"""What models leave open is no difference; what they say is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from tests.drift.schemas import catalog, column, table
from toolkit.catalog.comparison import compare
from toolkit.catalog.members import Check
from toolkit.catalog.values import Catalog, EnumType, Sequence, View
from toolkit.drift.modelled import concerning_models
from toolkit.drift.selecting import Selection

MODELS = sa.MetaData()
sa.Table(
    "t",
    MODELS,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("flag", sa.Boolean),
    sa.Column("state", sa.Enum("on", "off", native_enum=False)),
    sa.Column("name", sa.String(10, collation="utf8mb4_bin")),
    sa.Column("note", sa.String(10)),
)
sa.Table("opinion", MODELS, sa.Column("id", sa.Integer), mysql_charset="latin1", mysql_engine="InnoDB")
SEQUENCE = Sequence(schema=None, name="s", type=None, start=1, increment=1, minimum=1, maximum=9, cache=1, cycle=False)


def told(by_revisions: Catalog, by_models: Catalog) -> list[tuple[str, str, str | None]]:
    observed: Any = SimpleNamespace(options={}, metadata=(MODELS,), dialect=sa.create_engine("sqlite://").dialect)
    changes = concerning_models(compare(by_revisions, by_models), Selection(observed))
    return [(change.verdict.value, change.name, change.facet) for change in changes]


def test_the_order_of_columns() -> None:
    assert told(catalog(table("t", "id", "flag")), catalog(table("t", "flag", "id"))) == []


@pytest.mark.parametrize(
    "made",
    [
        {"views": (View(schema=None, name="v", definition="SELECT 1"),)},
        {"sequences": (SEQUENCE,)},
        {"enums": (EnumType(schema=None, name="e", labels=("a",)),)},
    ],
)
def test_what_no_class_stands_for(made: dict[str, Any]) -> None:
    assert told(catalog(**made), catalog()) == []
    assert len(told(catalog(), catalog(**made))) == 1, "but what the models make is theirs"


@pytest.mark.parametrize(
    ("expression", "is_told"),
    [
        ("flag IN (0, 1)", False),
        ("(`flag` in (0,1))", False),
        ('"flag" IN (0, 1, 2)', True),
        ("state IN ('on', 'off')", False),
        ("(`state` in (_utf8mb4'on',_utf8mb4'off'))", False),
        ("state IN ('on', 'off', 'broken')", True),
        ("id IN (0, 1)", True),
        ("flag > 0", True),
        ("nothing IN (0, 1)", True),
    ],
)
def test_a_check_that_says_what_the_type_says(expression: str, is_told: bool) -> None:
    checked = catalog(table("t", "id", "flag", checks=(Check(name=None, expression=expression),)))
    assert bool(told(checked, catalog(table("t", "id", "flag")))) is is_told
    assert told(catalog(table("t", "id", "flag")), checked), "a check that only the models have is told"


def test_a_charset_that_no_model_mentions() -> None:
    def made(charset: str, name: str, column_name: str) -> Catalog:
        return catalog(table(name, column(column_name, charset=charset), options=(("charset", charset),)))

    assert told(made("utf8mb3", "t", "note"), made("utf8mb4", "t", "note")) == []
    assert told(made("utf8mb3", "t", "name"), made("utf8mb4", "t", "name")) == [("changed", "name", "charset")]
    assert told(made("utf8mb3", "opinion", "id"), made("latin1", "opinion", "id")) == [
        ("changed", "id", "charset"),
        ("changed", "opinion", "options"),
    ]


def test_options_that_only_the_revisions_set() -> None:
    plain, filled = catalog(table("t")), catalog(table("t", options=(("fillfactor", "50"),)))
    assert told(filled, plain) == []
    assert told(plain, filled) == [("changed", "t", "options")]


def test_the_name_of_an_owned_sequence() -> None:
    ours, theirs = (
        catalog(table("t", column("id", default=f"nextval('{name}_id_seq'::regclass)"))) for name in ("old", "t")
    )
    assert told(ours, theirs) == []
    assert told(ours, catalog(table("t", column("id", default="7")))) == [("changed", "id", "default")]


def test_partitions() -> None:
    part = catalog(table("t_1", partitioning="PARTITION OF t FOR VALUES FROM (1) TO (2)"))
    assert told(part, catalog()) == []
    assert told(catalog(table("t_1")), catalog()) == [("missing", "t_1", None)]
