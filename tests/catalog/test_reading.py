"""Every catalog comes back as it was; a text that is none is told with its line, and never with a traceback."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.catalog.catalogs import CATALOGS, objects
from tests.catalog.test_comparison import CATALOG
from tests.catalog.test_writing import ORDERS_TEXT, whole
from toolkit.catalog import members, values
from toolkit.catalog.reading import SnapshotUnreadable, from_text
from toolkit.catalog.values import Catalog, Table
from toolkit.catalog.writing import to_text

KINDS = sorted(
    {kind for module in (members, values) for kind in vars(module).values() if is_dataclass(kind)},
    key=lambda kind: str(kind),
)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(CATALOGS)
def test_any_catalog_comes_back(catalog: Catalog) -> None:
    found = from_text(to_text(catalog, {})).catalog
    assert found == catalog
    assert repr(found) == repr(catalog), "True is no 1"
    assert hash(found) == hash(catalog)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_any_object_comes_back(kind: type, data: st.DataObject) -> None:
    one = data.draw(objects(kind))
    catalog = held(one)
    assert from_text(to_text(catalog, {})).catalog == catalog


def held(one: Any) -> Catalog:
    """A catalog with this object somewhere in it."""
    if isinstance(one, Catalog):
        return one
    for field in fields(Catalog):
        if type(one).__name__ in str(field.type):
            objects_of: dict[str, Any] = {field.name: (one, one)}
            return replace(CATALOG, **objects_of)
    for field in fields(Table):
        if type(one).__name__ in str(field.type):
            members_of: dict[str, Any] = {field.name: (one, one) if "tuple" in str(field.type) else one}
            return held(replace(CATALOG.tables[0], **members_of))
    return held(members.Index(name="i", parts=(one,)))


@given(st.dictionaries(st.text(), st.none() | st.text() | st.integers() | st.lists(st.text())))
def test_the_heading_comes_back(heading: dict[str, Any]) -> None:
    assert from_text(to_text(CATALOG, heading)).heading == heading


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_the_ends_of_lines_do_not_count(ends: str) -> None:
    assert from_text(ORDERS_TEXT.replace("\n", ends)).catalog == whole()


def test_how_it_is_laid_out_does_not_count() -> None:
    assert from_text(json.dumps(json.loads(ORDERS_TEXT), indent=4)).catalog == whole()


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ('"form": 1', '"form": 2', 1, "form: it has form 2, and this version of tk reads up to 1"),
        ('"form": 1', '"form": "1"', 1, "no snapshot"),
        ('{"form": 1\n,', "{", 1, "no snapshot"),
        ('"catalog": {', '"catalogue": {', 1, "no catalog"),
        ('"heading": {', '"more": 1, "heading": {', 2, "more: unknown field 'more'"),
        (
            '"nullable": true, "default"',
            '"nullable": "yes", "default"',
            13,
            "tables orders, columns note, nullable: true or false is expected",
        ),
        ('"type": "varchar(80)"', '"type": null', 13, "tables orders, columns note, type: a text is expected"),
        ('"type": "varchar(80)", ', "", 13, "tables orders, columns note: a column without its type"),
        (
            '"default": "\'\'"',
            '"default": "\'\'", "masked": true',
            13,
            "unknown field 'masked' of a column: a newer tk",
        ),
        ('"default": "\'\'"', '"default": "\'\'", "type": "x"', 13, "the field 'type' stands there twice"),
        ('"default": "\'\'"', '"default": ["a", 1]', 13, "a text is expected"),
        ('"start": 1', '"start": 1.0', 43, "a whole number is expected"),
        ('"start": 1', '"start": true', 43, "a whole number is expected"),
        ('"start": 1', '"start": NaN', 43, "a whole number is expected"),
        ('["charset", "utf8mb4"]', '["charset"]', 49, "options 1: a list of 2 is expected"),
        ('["charset", "utf8mb4"]', '["charset", 1]', 49, "options 1 2: a text is expected"),
        ('"labels": ["red", ', '"labels": ["red", 3, ', 47, "enums colour, labels 2: a text is expected"),
        ('"labels": ["red", "grün"]', '"labels": "red"', 47, "a list is expected"),
        ('{"columns": ["id"]}', '"id"', 16, "the fields of a primary key are expected"),
        (' ,"server_version"', ' "server_version"', 8, "not JSON"),
        ('"mysql"', '"mysql', 7, "not JSON"),
        ("\n}\n", "\n", 51, "not JSON"),
        ('"start": 1', f'"start": {"1" * 5000}', None, "cannot be parsed"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(before: str, after: str, line: int | None, words: str) -> None:
    assert before in ORDERS_TEXT
    with pytest.raises(SnapshotUnreadable) as caught:
        from_text(ORDERS_TEXT.replace(before, after, 1))
    assert (caught.value.line, words in str(caught.value)) == (line, True), str(caught.value)


CONFLICT = """\
<<<<<<< HEAD
    ,{"name": "a", "type": "bigint", "nullable": false}
=======
    ,{"name": "b", "type": "bigint", "nullable": false}
>>>>>>> other
"""


@pytest.mark.parametrize("conflict", [CONFLICT, CONFLICT.replace("\n", "\r\n"), "=======\n", ">>>>>>> 8f2c\n"])
def test_a_merge_that_was_not_resolved(conflict: str) -> None:
    lines = ORDERS_TEXT.splitlines(keepends=True)
    with pytest.raises(SnapshotUnreadable, match="line 14: a merge conflict is not resolved"):
        from_text("".join([*lines[:13], conflict, *lines[13:]]))


@pytest.mark.parametrize(
    "text", ["", "\n", "[]", "null", '"x"', "{}", "[" * 100_000, '{"form": 1}', "\ufeff{}", "schema"]
)
def test_other_texts(text: str) -> None:
    with pytest.raises(SnapshotUnreadable):
        from_text(text)


@given(st.data())
def test_no_edit_ends_in_a_traceback(data: st.DataObject) -> None:
    lines = ORDERS_TEXT.splitlines(keepends=True)
    start = data.draw(st.integers(0, len(lines)))
    end = data.draw(st.integers(start, len(lines)))
    text = "".join([*lines[:start], data.draw(st.sampled_from(lines) | st.text(max_size=3)), *lines[end:]])
    try:
        from_text(text)
    except SnapshotUnreadable as unreadable:
        assert str(unreadable)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "name", "orders"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "type", "x"]), inner),
    max_leaves=5,
)


@given(st.data())
def test_no_other_value_ends_in_a_traceback(data: st.DataObject) -> None:
    whole_text = json.loads(ORDERS_TEXT)
    place = whole_text
    while True:
        steps = list(place) if isinstance(place, dict) else list(range(len(place)))
        step = data.draw(st.sampled_from(steps))
        if not isinstance(place[step], dict | list) or not place[step] or data.draw(st.booleans()):
            break
        place = place[step]
    place[step] = data.draw(JSON)
    try:
        from_text(json.dumps(whole_text))
    except SnapshotUnreadable as unreadable:
        assert str(unreadable)
