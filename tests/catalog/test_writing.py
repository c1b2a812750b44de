"""The text of a catalog: one object to a line, nothing that changes by itself, and merges that git can make."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.catalog.catalogs import CATALOGS
from tests.catalog.test_comparison import CATALOG, ORDERS
from toolkit.catalog.members import Column, Index, IndexPart
from toolkit.catalog.reading import from_text
from toolkit.catalog.values import Catalog, EnumType, Sequence, Table, Trigger, View
from toolkit.catalog.writing import to_text

ORDERS_TEXT = """\
{"form": 1
,"heading": {
  "revisions": ["8f2c", "9a01"]
 ,"note": "naïve"
 }
,"catalog": {
  "backend": "mysql"
 ,"server_version": "9.7"
 ,"tables": [
   {"name": "orders"
   ,"columns": [
     {"name": "id", "type": "bigint", "nullable": false, "autoincrement": true}
    ,{"name": "note", "type": "varchar(80)", "nullable": true, "default": "''"}
    ,{"name": "user_id", "type": "bigint", "nullable": false}
    ]
   ,"primary_key": {"columns": ["id"]}
   ,"uniques": [
     {"name": "uq_orders_note", "columns": ["note"]}
    ]
   ,"foreign_keys": [
     {"name": "fk_orders_user", "columns": ["user_id"], "referred_table": "users", "referred_columns": ["id"]}
    ]
   ,"checks": [
     {"name": "orders_chk_1", "expression": "(`id` > 0)", "named_by_server": true}
    ]
   ,"indexes": [
     {"name": "ix_orders_note", "parts": [{"column": "note"}]}
    ]
   }
  ]
 ,"views": [
   {"name": "v"
   ,"definition": [
     "select 1"
    ,"from orders"
    ]
   }
  ]
 ,"triggers": [
   {"name": "tr", "table": "orders", "definition": "BEFORE INSERT"}
  ]
 ,"sequences": [
   {"name": "seq", "type": "bigint", "start": 1, "increment": 1, "minimum": 1, "maximum": 9, "cache": 1, "cycle": false}
  ,{"name": "seq2", "start": 1, "increment": 1, "minimum": 1, "maximum": 9, "cache": 1, "cycle": false}
  ]
 ,"enums": [
   {"name": "colour", "labels": ["red", "grün"]}
  ]
 ,"options": [["charset", "utf8mb4"]]
 }
}
"""


def whole() -> Catalog:
    (sequence,) = CATALOG.sequences
    return replace(
        CATALOG,
        views=(View(schema=None, name="v", definition="select 1\nfrom orders"),),
        sequences=(sequence, replace(sequence, name="seq2", type=None)),
        enums=(EnumType(schema=None, name="colour", labels=("red", "grün")),),
        options=(("charset", "utf8mb4"),),
    )


def test_how_it_reads() -> None:
    assert to_text(whole(), {"revisions": ["8f2c", "9a01"], "note": "naïve"}) == ORDERS_TEXT


@given(CATALOGS)
def test_any_catalog_is_json_that_a_file_can_hold(catalog: Catalog) -> None:
    text = to_text(catalog, {})
    assert list(json.loads(text)) == ["form", "heading", "catalog"]
    assert text.encode().decode() == text
    assert text.splitlines() == text.removesuffix("\n").split("\n"), "an editor sees the lines that git sees"


def test_a_trigger_of_several_lines_is_a_list_of_lines() -> None:
    trigger = Trigger(schema="audit", table="orders", name="tr", definition="BEGIN\n\n  x;\r\nEND\n")
    lines = to_text(replace(CATALOG, triggers=(trigger,)), {}).splitlines()
    start = lines.index('   {"name": "tr"')
    assert lines[start + 1 : start + 10] == [
        '   ,"schema": "audit"',
        '   ,"table": "orders"',
        '   ,"definition": [',
        '     "BEGIN"',
        '    ,""',
        '    ,"  x;\\r"',
        '    ,"END"',
        '    ,""',
        "    ]",
    ]


def test_one_column_more_is_one_line_more() -> None:
    column = Column(name="paid", position=4, type="date", nullable=True)
    before, after = (
        to_text(replace(CATALOG, tables=(table,)), {}).splitlines()
        for table in (ORDERS, replace(ORDERS, columns=(*ORDERS.columns, column)))
    )
    assert [line for line in after if line not in before] == ['    ,{"name": "paid", "type": "date", "nullable": true}']
    assert [line for line in before if line not in after] == []


def test_one_column_less_changes_no_other_line() -> None:
    first, _, last = ORDERS.columns
    before, after = (
        to_text(replace(CATALOG, tables=(table,)), {}).splitlines()
        for table in (ORDERS, replace(ORDERS, columns=(first, replace(last, position=2))))
    )
    assert [line for line in after if line not in before] == []


@pytest.mark.parametrize("value", [float("nan"), object()])
def test_a_heading_has_values_of_json_only(value: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        to_text(CATALOG, {"x": value})


NAMES = ["a", "c", "e", "g", "i"]


def of_tables(names: list[str]) -> Catalog:
    return replace(CATALOG, tables=tuple(replace(ORDERS, name=name) for name in sorted(names)))


def merged(base: Catalog, one: Catalog, other: Catalog, folder: Path) -> str | None:
    """What git makes of two branches, or None for a conflict."""
    paths = [folder / name for name in ("one", "base", "other")]
    for path, catalog in zip(paths, (one, base, other), strict=True):
        path.write_text(to_text(catalog, {"revisions": []}), encoding="utf-8", newline="\n")
    run = subprocess.run(["git", "merge-file", "-p", *paths], capture_output=True, check=False)
    return run.stdout.decode() if run.returncode == 0 else None


@pytest.mark.parametrize(("one", "other"), [("b", "d"), ("A", "b"), ("b", "z"), ("d", "z"), ("A", "z"), ("h", "z")])
def test_two_branches_add_a_table_each(one: str, other: str, tmp_path: Path) -> None:
    text = merged(of_tables(NAMES), of_tables([*NAMES, one]), of_tables([*NAMES, other]), tmp_path)
    assert text is not None
    assert from_text(text).catalog == of_tables([*NAMES, one, other])


def test_two_branches_change_neighbours(tmp_path: Path) -> None:
    index = Index(name="ix_more", parts=(IndexPart(column="user_id"),))
    column = Column(name="paid", position=4, type="date", nullable=True)
    bare = Table(schema=None, name="a", columns=ORDERS.columns, primary_key=ORDERS.primary_key)
    indexed = replace(bare, indexes=(index,))
    longer = replace(bare, columns=(*bare.columns, column))
    sequence = Sequence(
        schema=None, name="t", type=None, start=1, increment=1, minimum=1, maximum=9, cache=1, cycle=False
    )

    def catalog(table: Table, *sequences: Sequence) -> Catalog:
        return replace(CATALOG, tables=(table, ORDERS), sequences=(*CATALOG.sequences, *sequences))

    text = merged(catalog(bare), catalog(indexed), catalog(longer, sequence), tmp_path)
    assert text is not None
    assert from_text(text).catalog == catalog(replace(longer, indexes=(index,)), sequence)


@given(st.permutations(NAMES))
def test_the_order_is_that_of_the_catalog(names: list[str]) -> None:
    tables = tuple(replace(ORDERS, name=name) for name in names)
    assert from_text(to_text(replace(CATALOG, tables=tables), {})).catalog.tables == tables
