from __future__ import annotations

from tests.backends.alterations.writing import written
from tests.catalog.made import column, table
from toolkit.backends.alterations.base import Altered
from toolkit.backends.alterations.generated import aside, in_order, speaks_of
from toolkit.backends.alterations.postgresql import PostgreSQLAlterations
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.members import Column, Index, IndexPart


def _made(name: str, of: str) -> Column:
    return column(name, computed=of, computed_stored=True)


def _part(name: str, before: Column | None, after: Column | None, *facets: str) -> Alteration:
    return Alteration(kind="column", schema=None, owner="t", name=name, before=before, after=after, facets=facets)


def test_an_expression_speaks_of_what_is_there_both_ways() -> None:
    parts = [
        _part("b", column("b"), None),
        _part("g", _made("g", "b + 1"), None),
        _part("n", None, _made("n", "z + 1")),
        _part("z", None, column("z")),
        _part("c", _made("c", "b"), _made("c", "z"), "computed"),
        _part("a", column("a"), column("a", "bigint"), "type"),
    ]
    assert [part.name for part in in_order(parts)] == ["g", "a", "z", "c", "n", "b"]
    assert [part.name for part in in_order(part.back() for part in parts)] == ["n", "a", "b", "c", "g", "z"]


def test_who_steps_aside() -> None:
    before = table("t", column("a"), _made("g", '"a" + 1'), _made("h", "aa + 1"))
    part = _part("a", column("a"), column("a", "bigint"), "type")
    assert [column.name for column in aside(Altered(before=before, after=before, parts=(part,)))] == ["g"]
    assert not speaks_of("aa + b_a", "a")


def test_what_is_generated_steps_aside_for_a_type_of_postgresql() -> None:
    index = Index(name="i", parts=(IndexPart(column=None, expression="(g + 1)"),))
    sides = (table("t", column("a", kind), _made("g", "a + 1"), indexes=(index,)) for kind in ("integer", "bigint"))
    assert list(written(PostgreSQLAlterations(), *sides)) == [
        "ALTER TABLE t DROP COLUMN g",
        "ALTER TABLE t ALTER COLUMN a TYPE bigint",
        "ALTER TABLE t ADD COLUMN g integer GENERATED ALWAYS AS (a + 1) STORED",
        "CREATE INDEX i ON t (((g + 1)))",
    ]


def test_of_two_that_go_the_generated_one_goes_first() -> None:
    sides = table("t", column("a"), column("b"), _made("g", "a + b")), table("t", column("a"))
    assert list(written(PostgreSQLAlterations(), *sides)) == [
        "ALTER TABLE t DROP COLUMN g",
        "ALTER TABLE t DROP COLUMN b",
    ]
