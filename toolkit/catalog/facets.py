"""The facets of a class of the catalog, as its dataclass declares them: what the text form is made by."""

from __future__ import annotations

from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints


@dataclass(frozen=True, kw_only=True)
class Facet:
    """One field. A value equal to ``left_out`` is not written."""

    name: str
    type: Any
    left_out: Any
    is_required: bool
    """It has no default, and cannot be None."""

    @property
    def holds_members(self) -> bool:
        """It is a tuple of other objects of the catalog."""
        return get_origin(self.type) is tuple and is_dataclass(get_args(self.type)[0])


@cache
def facets(kind: Any) -> tuple[Facet, ...]:
    """Those of a class, its name first, so that the first line of an object says which it is."""
    types = get_type_hints(kind)
    found = (_facet(field, types[field.name]) for field in fields(kind))
    return tuple(sorted(found, key=lambda facet: facet.name != "name"))


def _facet(field: Field[Any], kind: Any) -> Facet:
    has_default = field.default is not MISSING
    return Facet(
        name=field.name,
        type=kind,
        left_out=field.default if has_default else None,
        is_required=not has_default and NoneType not in get_args(kind),
    )
