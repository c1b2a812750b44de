"""The keys of a declared pool, and of the options for an engine: their names and types, and what is told of others."""

from __future__ import annotations

import difflib
import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.errors import SettingInvalid
from toolkit.pool.engines import KINDS, kind_of


@dataclass(frozen=True, kw_only=True)
class Key:
    """What a key takes. ``name`` is that of DeclaredPool's field."""

    name: str
    wanted: str
    read: Callable[[Any], Any]
    """Raises ValueError for what it does not take."""


def checked(table: Any, where: str) -> dict[str, Any]:
    """The values of ``[tool.tk.pools.NAME]``, by the names of DeclaredPool, ``engine`` and ``options``.

    Raises SettingInvalid for a name or a value that is none.
    """
    if not isinstance(table, Mapping):
        raise SettingInvalid(
            "A pool is a table.", where=where, mend=f"Write {where} on a line of its own, its settings below."
        )
    for key in table:
        if key not in KEYS:
            raise _unknown(str(key), where)
    return _values(table, where)


def from_options(options: Mapping[str, Any], where: str) -> dict[str, Any]:
    """What options for an engine say of its pool; the others, of which SQLAlchemy has many, are left out."""
    taken = {key: value for key, value in options.items() if key in _OPTIONS}
    # ``create_engine`` takes None for these as "not given"; a timeout of None waits for ever.
    given = {key: value for key, value in taken.items() if value is not None or key == "pool_timeout"}
    return _values({key: math.inf if value is None else value for key, value in given.items()}, where)


def _values(table: Mapping[str, Any], where: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in table.items():
        known = KEYS[key]
        try:
            read = known.read(value)
        except ValueError as error:
            raise _wrong(key, value, where) from error
        if values.get(known.name, read) != read:
            raise SettingInvalid(
                f"`{key}` says again, and otherwise, what `{known.name}` says.", where=where, mend=f"Remove `{key}`."
            )
        values[known.name] = read
    return values


def _wrong(key: str, value: Any, where: str) -> SettingInvalid:
    # A URL, wherever it was put, may hold a password.
    shown = "what stands there" if ":" in str(value) else repr(value)
    close = difflib.get_close_matches(str(value), KINDS, n=1) if KEYS[key].name == "kind" else []
    return SettingInvalid(
        f"`{key}` must be {KEYS[key].wanted}, not {shown}.",
        where=where,
        mend=f"Did you mean {close[0]}?" if close else f"Correct `{key}` there.",
    )


def _unknown(key: str, where: str) -> SettingInvalid:
    close = difflib.get_close_matches(key, KEYS, n=1)
    hint = f"Did you mean `{close[0]}`?" if close else f"The settings of a pool are: {', '.join(KEYS)}."
    return SettingInvalid(f"A pool has no setting `{key}`.", where=where, mend=hint)


def _whole(least: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise ValueError
        return value

    return read


def _number(least: float, most: float = math.inf) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError
        return float(value)

    return read


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError  # noqa: TRY004  whoever calls it makes one error of all kinds of wrong values
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError
    return value


def _target(value: Any) -> str:
    if ":" not in _text(value) or "/" in value:
        raise ValueError
    return str(value)


def _options(value: Any) -> Any:
    return value if isinstance(value, Mapping) else _target(value)


def _kind(value: Any) -> str:
    """A name of SQLAlchemy's, with or without its module, or the class itself."""
    name = kind_of(value) if inspect.isclass(value) else _text(value).rpartition(".")[2]
    if name not in KINDS:
        raise ValueError
    return name


_TARGET = 'a string "package.module:name"'
KEYS: Mapping[str, Key] = {
    "processes": Key(name="processes", wanted="a whole number above 0", read=_whole(1)),
    "replicas": Key(name="replicas", wanted="a whole number above 0", read=_whole(1)),
    "pool_size": Key(name="pool_size", wanted="a whole number, 0 for no limit", read=_whole(0)),
    "max_overflow": Key(name="max_overflow", wanted="a whole number, -1 for no limit", read=_whole(-1)),
    "pool_timeout": Key(name="pool_timeout", wanted="a number of seconds", read=_number(0)),
    "pool_recycle": Key(name="pool_recycle", wanted="a number of seconds, -1 for never", read=_number(-1)),
    "pre_ping": Key(name="pre_ping", wanted="true or false", read=_flag),
    "pool_pre_ping": Key(name="pre_ping", wanted="true or false", read=_flag),
    "threads": Key(name="threads", wanted="a whole number above 0", read=_whole(1)),
    "share": Key(name="share", wanted="a number from 0 to 1", read=_number(0, 1)),
    "user": Key(name="user", wanted="a string", read=_text),
    "pooler": Key(name="pooler", wanted="a string", read=_text),
    "kind": Key(name="kind", wanted=f"one of {', '.join(KINDS)}", read=_kind),
    "poolclass": Key(name="kind", wanted=f"one of {', '.join(KINDS)}", read=_kind),
    "engine": Key(name="engine", wanted=_TARGET, read=_target),
    "options": Key(name="options", wanted=f"a table of options for an engine, or {_TARGET}", read=_options),
}
_OPTIONS = frozenset({"pool_size", "max_overflow", "pool_timeout", "pool_recycle", "pool_pre_ping", "poolclass"})
"""What ``create_engine`` and SQLALCHEMY_ENGINE_OPTIONS have of these."""
