from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from tests.catalog.made import catalog, column, table
from tests.conftest import Database
from toolkit.autogenerate.choices import Choices
from toolkit.autogenerate.deciding import Origins
from toolkit.autogenerate.recognising import likely
from toolkit.autogenerate.rows import Rows
from toolkit.catalog.alterations import alterations
from toolkit.catalog.comparison import compare
from toolkit.catalog.members import ForeignKey, Unique
from toolkit.catalog.values import EnumType

KEY = ForeignKey(name=None, columns=("new",), referred_schema=None, referred_table="p", referred_columns=("id",))
MOOD = EnumType(schema=None, name="mood", labels=("1", "2", "3"))
BEFORE = table("t", column("id"), column("full"), column("none"), column("Some Of %"))


@pytest.fixture
def connection(database: Database) -> Iterator[sa.Connection]:
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    metadata = sa.MetaData()
    columns = (sa.Column(name, sa.Integer) for name in ("full", "none", "Some Of %"))
    rows = sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True), *columns)
    parents = sa.Table("p", metadata, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False))
    metadata.create_all(engine)
    with engine.connect() as connection:
        connection.execute(parents.insert(), [{"id": 1}, {"id": 2}])
        connection.execute(rows.insert(), [{"full": 1, "Some Of %": 1}, {"full": 2, "Some Of %": None}])
        connection.execute(rows.insert(), [{"full": 1, "Some Of %": 7}])
        yield connection


@pytest.mark.parametrize(
    ("old", "kind", "facets", "said", "told"),
    [
        ("full", "integer", {}, {}, 0),
        ("none", "integer", {}, {}, -0.15),
        ("full", "integer", {}, {"foreign_keys": (KEY,)}, 0.1),
        ("Some Of %", "integer", {}, {"foreign_keys": (KEY,)}, -0.3),
        ("full", "mood", {}, {}, 0.1),
        ("full", "enum('1','9')", {}, {}, -0.3),
        ("Some Of %", "integer", {"nullable": False}, {}, -0.15),
        ("full", "integer", {}, {"uniques": (Unique(name="u", columns=("new",)),)}, -0.3),
        ("nothing", "integer", {}, {"foreign_keys": (KEY,)}, 0),
    ],
)
def test_what_the_rows_say(connection: sa.Connection, old: str, kind: str, facets: Any, said: Any, told: float) -> None:
    new = column("new", kind, **facets)
    rows = Rows(connection, catalog(enums=(MOOD,)))
    assert rows.speak(column(old), new, BEFORE, table("t", column("id"), new, **said)) == pytest.approx(told)
    # What was refused did no harm.
    assert connection.scalar(sa.text("SELECT count(*) FROM t")) == 3


def test_without_a_connection_they_say_nothing() -> None:
    assert Rows(None, catalog()).speak(column("full"), column("new"), BEFORE, BEFORE) == 0


def test_they_decide_where_little_else_does() -> None:
    before = table("t", column("x"), column("note", "text"), column("y"))
    after = table("t", column("x"), column("remark", "text"), column("y"))
    parts = alterations(compare(catalog(before), catalog(after)), catalog(before))
    for speaks, found in ((0.0, ["t.note=t.remark"]), (-0.3, [])):
        pairs = likely(
            parts, catalog(before), catalog(after), Choices(), Origins(), lambda *pair, speaks=speaks: speaks
        )
        assert [str(one) for one in pairs] == found
