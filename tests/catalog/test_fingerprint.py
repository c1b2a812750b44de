"""Equal for equal catalogs, and the same from the file as from the catalog."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from tests.catalog.catalogs import CATALOGS
from tests.catalog.test_comparison import CATALOG, ORDERS
from toolkit.catalog.fingerprint import fingerprint, fingerprint_of_text
from toolkit.catalog.reading import from_text
from toolkit.catalog.values import Catalog
from toolkit.catalog.writing import to_text


@given(CATALOGS)
def test_the_file_says_the_same_as_the_catalog(catalog: Catalog) -> None:
    found = fingerprint(catalog)
    text = to_text(catalog, {"fingerprint": found, ',"catalog": ': '\n,"catalog": '})
    assert fingerprint_of_text(text) == found == fingerprint(from_text(text).catalog)
    assert fingerprint_of_text(text.replace("\n", "\r\n")) == found


def test_it_does_not_change_from_version_to_version() -> None:
    assert fingerprint(CATALOG) == "b97a60da8fa0ed29e8112c20702593d3ac4cabcce6b8d0234d7a9cc11daa72d6"


def test_an_edit_is_another() -> None:
    text = to_text(CATALOG, {})
    edited = text.replace('"nullable": true', '"nullable": false')
    assert fingerprint_of_text(edited) != fingerprint(CATALOG)
    assert fingerprint(replace(CATALOG, tables=(replace(ORDERS, comment=""),))) != fingerprint(CATALOG)


def test_the_heading_does_not_count() -> None:
    assert fingerprint_of_text(to_text(CATALOG, {"a": 1})) == fingerprint_of_text(to_text(CATALOG, {}))
