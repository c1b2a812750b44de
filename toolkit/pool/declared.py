"""The pools that ``[tool.tk.pools]`` declares, as values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from toolkit.errors import SettingInvalid
from toolkit.forecast import DeclaredPool
from toolkit.pool.found import FoundPool
from toolkit.pool.keys import checked, from_options


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """One pool, and where it leads."""

    pool: DeclaredPool
    url: URL | None = field(default=None, repr=False)
    """None where only numbers are declared."""


def declarations(
    tables: Mapping[str, Mapping[str, Any]], directory: Path, *, app: Any = None
) -> tuple[Declaration, ...]:
    """The pools of the setting ``pools``, in its order. A Flask application with binds gives one for each.

    ``app`` is the Flask application, where one is loaded. Raises SettingInvalid. Nothing connects.
    """
    return tuple(found for name, table in tables.items() for found in _declared(name, table, directory, app))


def _declared(name: str, table: Mapping[str, Any], directory: Path, app: Any) -> Iterator[Declaration]:
    where = f"[tool.tk.pools.{name}]"
    own = checked(table, where)
    for base, source in _bases(own, directory, where, app):
        values = {"user": base.user, "source": source, **base.values, **own}
        for key in ("engine", "options"):
            values.pop(key, None)
        recycle = values.get("pool_recycle", -1)
        values["pool_recycle"] = None if recycle is None or recycle < 0 else float(recycle)
        pool_name = f"{name}.{base.bind}" if base.bind else name
        yield Declaration(pool=DeclaredPool(name=pool_name, **values), url=base.url)


def _bases(own: Mapping[str, Any], directory: Path, where: str, app: Any) -> Iterator[tuple[FoundPool, str]]:
    """What the keys are written over: an engine, its options, or nothing."""
    engine, options = own.get("engine"), own.get("options")
    if engine is not None and options is not None:
        raise SettingInvalid(
            "A pool has `engine` or `options`, not both.", where=where, mend="Remove `options`: the engine has them."
        )
    if isinstance(options, Mapping):
        yield FoundPool(values=from_options(options, f"{where} options")), f"{where} options"
        return
    key = "options" if engine is None else "engine"
    target = options if engine is None else engine
    if target is None:
        yield FoundPool(), where
        return
    # To read an engine takes the ORM, which may have made it.
    from toolkit.pool.engines import read_pools

    for found in read_pools(target, directory, f"{where} {key}", app):
        # Options have the names of ``create_engine``; an engine was read under ours.
        values = found.values if found.url is not None else from_options(found.values, f"{where} {key}, {target}")
        yield FoundPool(bind=found.bind, values=values, user=found.user, url=found.url), target
