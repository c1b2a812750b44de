"""A catalog as text, to be kept beside the migrations and read as a diff.

It is JSON: an object to a line, and a block of lines for an object that has members. The comma stands before an
object, not behind the one above it, so what is added at the end changes no line but its own.
Everything stands in the order of the catalog, which is sorted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from toolkit.catalog.facets import Facet, facets
from toolkit.catalog.values import Catalog

FORM = 1
"""Of the text. One facet more is not another form: who does not know it, says so."""
CONTENT = '\n,"catalog": '
"""What the content follows. A line break inside a text of JSON is escaped, so this stands nowhere else."""
_LINE_BREAKS = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""Characters that some editors take for the end of a line."""


def to_text(catalog: Catalog, heading: Mapping[str, Any]) -> str:
    """The text form; ``heading`` is what else the file shall say, in values that JSON has, one to a line."""
    said = (f"{_encoded(name)}: {_encoded(value)}" for name, value in heading.items())
    return f'{{"form": {FORM}\n,"heading": {_safe(_stacked("{}", said, " "))}{CONTENT}{content(catalog)}\n}}\n'


def content(catalog: Catalog) -> str:
    """The text of the catalog alone."""
    return _safe(_stacked("{}", _parts(catalog, _objects), " "))


def _parts(value: Any, written: Callable[[Facet, Any], str]) -> Iterable[str]:
    return (f'"{facet.name}": {written(facet, said)}' for facet, said in _told(value))


def _objects(facet: Facet, value: Any) -> str:
    """A facet of the catalog: objects, a block each where they have members or a text of several lines."""
    return _stacked("[]", map(_object, value), "  ") if facet.holds_members else _encoded(value)


def _object(value: Any) -> str:
    if not any(facet.holds_members or (isinstance(said, str) and "\n" in said) for facet, said in _told(value)):
        return _encoded(value)
    return "{" + "\n   ,".join(_parts(value, _members)) + "\n   }"


def _members(facet: Facet, value: Any) -> str:
    """A facet of an object: its members, or the lines of a text, below each other."""
    if facet.holds_members:
        return _stacked("[]", (_member(one, place) for place, one in enumerate(value, 1)), "    ")
    if isinstance(value, str) and "\n" in value:
        return _stacked("[]", map(_encoded, value.split("\n")), "    ")
    return _encoded(value)


def _member(value: Any, place: int) -> str:
    """One line. A position that the line has anyway is not written: the lines that follow stay as they are."""
    said = _facets_told(value)
    if said.get("position") == place:
        del said["position"]
    return _encoded(said)


def _told(value: Any) -> Iterable[tuple[Facet, Any]]:
    """The facets of an object that are not left out."""
    for facet in facets(value.__class__):
        said = getattr(value, facet.name)
        if said != facet.left_out:
            yield facet, said


def _facets_told(value: Any) -> dict[str, Any]:
    return {facet.name: said for facet, said in _told(value)}


_encoded = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=_facets_told).encode


def _stacked(brackets: str, parts: Iterable[str], pad: str) -> str:
    return f"{brackets[0]}\n{pad} " + f"\n{pad},".join(parts) + f"\n{pad}{brackets[1]}"


def _safe(text: str) -> str:
    if text.isascii():
        return text
    for character, escape in _LINE_BREAKS.items():
        text = text.replace(character, escape)
    # A lone surrogate has no UTF-8; this error handler writes it as JSON does.
    return text.encode("utf-8", "backslashreplace").decode()
