"""A type of the project or of a library as its own class: where it can be imported, and made again as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Dialect, TypeDecorator
from sqlalchemy.types import TypeEngine, UserDefinedType

from toolkit.autogenerate.column_types.evaluating import evaluated
from toolkit.autogenerate.column_types.expressions import MISSING, Unwritable, Words, attribute, parameters
from toolkit.autogenerate.column_types.naming import name_of
from toolkit.autogenerate.column_types.resolving import ddl, is_of_sqlalchemy

_SECRET = re.compile(r"key|secret|passw|token|salt|credential", re.IGNORECASE)
_NOT_ITS_OWN = (TypeEngine.__repr__, TypeDecorator.__repr__, UserDefinedType.__repr__)


def imported(kind: TypeEngine[Any], words: Words, context: AutogenContext, places: Sequence[Dialect]) -> str:
    """The class by its name, with its variants. Raises Unwritable where that would not make it again."""
    # Before all else: some types reckon their length when they are first asked for it.
    wanted = {place: ddl(kind, place) for place in places}
    variants = "".join(f".with_variant({words.write(one)}, {name!r})" for name, one in kind._variant_mapping.items())
    for text in _spelled(kind, words):
        made = evaluated(text + variants, words.imports, context)
        is_same = made is not None and all(want in (None, ddl(made, place)) for place, want in wanted.items())
        if is_same and type(made) is type(kind):
            return text + variants
    raise Unwritable("made again from what it keeps of its arguments it would be another column")


def _spelled(kind: TypeEngine[Any], words: Words) -> Iterator[str]:
    """As the class itself prints it, where it has words of its own, and as its arguments say."""
    if is_of_sqlalchemy(type(kind)):
        yield from words.public(kind)
        return
    name = name_of(type(kind), words.imports)
    if name is None:
        raise Unwritable("its class cannot be imported")
    _refuse_secrets(kind)
    printed = repr(kind)
    if type(kind).__repr__ not in _NOT_ITS_OWN and printed.startswith(f"{type(kind).__name__}("):
        yield name + printed[len(type(kind).__name__) :]
    for passes_on in (False, True):
        yield name + words.arguments(type(kind), kind, is_strict=True, passes_on=passes_on)


def _refuse_secrets(kind: TypeEngine[Any]) -> None:
    """A key that encrypts a column does not belong into a revision, which is committed and copied."""
    for name in parameters(type(kind), kind):
        value = attribute(kind, name)
        if _SECRET.search(name) and value is not MISSING and isinstance(value, str | bytes) and value:
            raise Unwritable(f"its argument `{name}` may be a secret")
