"""Values of the catalog out of what JSON has: of the types that the dataclasses declare, checked one by one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, is_dataclass
from functools import cache, partial
from types import NoneType
from typing import Any, NoReturn, get_args, get_origin

from toolkit.catalog.facets import facets

_WORDS = {str: "a text", int: "a whole number", bool: "true or false"}


class Misfit(Exception):
    """A value is not what belongs there; ``path`` leads to it: names of fields, and places in lists from 0."""

    def __init__(self, why: str, *path: str | int) -> None:
        super().__init__(why)
        self.why = why
        self.path = path

    def within(self, step: str | int) -> Misfit:
        """The same, seen from the value around it."""
        return Misfit(self.why, step, *self.path)


@dataclass(frozen=True, kw_only=True)
class _Taker:
    """How a value of one declared type is taken: of these types as it is, otherwise as ``made`` makes it."""

    plain: frozenset[type]
    made: Callable[[Any], Any]


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """How the objects of one class are built."""

    takers: dict[str, _Taker]
    left_out: tuple[tuple[str, Any], ...]
    required: frozenset[str]
    has_position: bool


def built(kind: type, value: Any, place: int = 1) -> Any:
    """The object of a dataclass; ``place`` is its position where the text says none."""
    if type(value) is not dict:
        raise Misfit(f"the fields of a {_called(kind)} are expected here")
    plan = _plan(kind)
    one: Any = object.__new__(kind)
    # The __init__ of a frozen class takes three times as long; filled field by field, the instances share their keys.
    said = one.__dict__
    for name, part in plan.left_out:
        said[name] = part
    if plan.has_position:
        said["position"] = place
    for name, part in value.items():
        taker = plan.takers.get(name)
        if taker is None:
            raise Misfit(f"unknown field {name!r} of a {_called(kind)}: a newer tk wrote it, or it is misspelt", name)
        said[name] = part if type(part) in taker.plain else _made(taker, part, name)
    if not plan.required <= said.keys():
        raise Misfit(f"a {_called(kind)} without its {', '.join(sorted(plan.required - said.keys()))}")
    return one


@cache
def _plan(kind: type) -> _Plan:
    return _Plan(
        takers={facet.name: _taker(facet.type) for facet in facets(kind)},
        left_out=tuple((facet.name, facet.left_out) for facet in facets(kind) if not facet.is_required),
        required=frozenset(facet.name for facet in facets(kind) if facet.is_required),
        has_position=any(facet.name == "position" for facet in facets(kind)),
    )


@cache
def _taker(kind: Any) -> _Taker:
    parts = get_args(kind)
    if kind is str:
        return _Taker(plain=frozenset({str}), made=_text_of_lines)
    if kind in _WORDS:
        return _Taker(plain=frozenset({kind}), made=partial(_refuse, _WORDS[kind]))
    if isinstance(kind, type) and is_dataclass(kind):
        return _Taker(plain=frozenset(), made=partial(built, kind))
    if get_origin(kind) is tuple and parts[1:] == (...,):
        return _Taker(plain=frozenset(), made=partial(_objects if is_dataclass(parts[0]) else _values, parts[0]))
    if get_origin(kind) is tuple:
        return _Taker(plain=frozenset(), made=partial(_each, parts))
    if NoneType in parts and len(set(parts)) == 2:  # noqa: PLR2004  one type, or None
        taker = _taker(next(part for part in parts if part is not NoneType))
        return _Taker(plain=taker.plain | {NoneType}, made=taker.made)
    raise TypeError(f"the text form has no {kind}")


def _made(taker: _Taker, value: Any, step: str | int) -> Any:
    try:
        return taker.made(value)
    except Misfit as misfit:
        raise misfit.within(step) from None


def _objects(kind: type, value: Any) -> tuple[Any, ...]:
    found = []
    for at, part in enumerate(_listed(value)):
        try:
            found.append(built(kind, part, at + 1))
            # What was read is let go: it takes as much memory as what is built.
            value[at] = None
        except Misfit as misfit:
            raise misfit.within(at) from None
    return tuple(found)


def _values(kind: Any, value: Any) -> tuple[Any, ...]:
    taker = _taker(kind)
    return tuple(
        [part if type(part) in taker.plain else _made(taker, part, at) for at, part in enumerate(_listed(value))]
    )


def _each(kinds: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if len(_listed(value)) != len(kinds):
        raise Misfit(f"a list of {len(kinds)} is expected here")
    takers = enumerate(zip(map(_taker, kinds), value, strict=True))
    return tuple([part if type(part) in taker.plain else _made(taker, part, at) for at, (taker, part) in takers])


def _listed(value: Any) -> list[Any]:
    if type(value) is not list:
        raise Misfit("a list is expected here")
    return value


def _text_of_lines(value: Any) -> str:
    if type(value) is not list or not all(type(line) is str for line in value):
        _refuse(_WORDS[str], value)
    return "\n".join(value)


def _refuse(expected: str, value: Any) -> NoReturn:
    raise Misfit(f"{expected} is expected here")


def _called(kind: type) -> str:
    """``foreign key`` of ForeignKey."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind.__name__).lower()
