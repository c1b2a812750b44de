"""Any catalog: a strategy for each class, made from the fields that it declares."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from toolkit.catalog.values import Catalog

NASTY = (
    *(
        "",
        " ",
        "\n",
        "\r\n",
        "\r",
        "a\nb",
        "\n\n",
        "a\r\nb\n",
        "\u2028",
        "\u2029",
        "\x85",
        "\x00",
        "\x1b",
        "\ufeff",
        "\ud800",
    ),
    *(
        "'",
        '"',
        '\\"',
        "\\",
        "\\n",
        '{"form": 2}',
        "],",
        "=======",
        '\n,"catalog": ',
        "null",
        "имя",
        "表",
        "🐘",
        "e\u0301",
    ),
)
TEXTS = st.sampled_from(NASTY) | st.text(max_size=8) | st.sampled_from(["id", "orders", "bigint"])


SCALARS = {
    str: TEXTS,
    int: st.integers(min_value=-(2**63), max_value=2**64) | st.integers(min_value=0, max_value=3),
    bool: st.booleans(),
    NoneType: st.none(),
}


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a declared type."""
    parts = get_args(kind)
    if kind in SCALARS:
        return SCALARS[kind]
    if is_dataclass(kind):
        return objects(kind)
    if get_origin(kind) is tuple and parts[1:] == (...,):
        return st.lists(values_of(parts[0]), max_size=2).map(tuple)
    return st.tuples(*map(values_of, parts)) if get_origin(kind) is tuple else st.one_of(*map(values_of, parts))


@cache
def objects(kind: Any) -> st.SearchStrategy[Any]:
    """Any object of a class; about half of its fields hold their default."""
    types = get_type_hints(kind)
    own = {field.name: values_of(types[field.name]) for field in fields(kind) if field.default is MISSING}
    further = {
        field.name: st.just(field.default) | values_of(types[field.name])
        for field in fields(kind)
        if field.default is not MISSING
    }
    return st.builds(kind, **own, **further)


CATALOGS: st.SearchStrategy[Catalog] = objects(Catalog)
