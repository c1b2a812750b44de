"""The most that a statement does, of all that it does to its tables."""

from __future__ import annotations

from itertools import permutations

import pytest

from toolkit.impact import Blocks, Impact, TableImpact, Work


def table(work: Work = Work.NONE, blocks: Blocks = Blocks.NOTHING, schema: str | None = None) -> TableImpact:
    return TableImpact(schema=schema, name="orders", work=work, blocks=blocks)


@pytest.mark.parametrize(("schema", "name"), [(None, "orders"), ("log", "log.orders")])
def test_a_table_is_named_with_its_schema(schema: str | None, name: str) -> None:
    assert str(table(schema=schema)) == name


@pytest.mark.parametrize(
    ("less", "more"), [(less, more) for place, more in enumerate(Work) for less in list(Work)[:place]]
)
def test_the_most_work_counts_wherever_it_stands(less: Work, more: Work) -> None:
    for order in permutations((table(less), table(more), table(less))):
        assert Impact(tables=order).work is more


def test_copying_a_table_is_the_most_and_reading_it_less_than_an_index() -> None:
    assert [work.value for work in Work] == ["none", "scan", "index", "rows", "rewrite"]


@pytest.mark.parametrize(
    ("all_of_them", "most"),
    [
        ([Blocks.NOTHING, Blocks.WRITES], Blocks.WRITES),
        ([Blocks.WRITES, Blocks.EVERYTHING, Blocks.NOTHING], Blocks.EVERYTHING),
        ([Blocks.NOTHING, Blocks.NOTHING], Blocks.NOTHING),
    ],
)
def test_what_keeps_others_out_most_counts(all_of_them: list[Blocks], most: Blocks) -> None:
    for order in permutations(all_of_them):
        assert Impact(tables=tuple(table(blocks=blocks) for blocks in order)).blocks is most


def test_work_and_blocks_may_be_those_of_two_tables() -> None:
    impact = Impact(tables=(table(Work.REWRITE), table(Work.SCAN, Blocks.EVERYTHING)))
    assert (impact.work, impact.blocks) == (Work.REWRITE, Blocks.EVERYTHING)


def test_no_table_is_no_work_and_nobody_waits() -> None:
    assert (Impact().work, Impact().blocks) == (Work.NONE, Blocks.NOTHING)
