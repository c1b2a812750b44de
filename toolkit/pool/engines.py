"""The pools of real engines, read without connecting."""

from __future__ import annotations

import inspect
import math
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection, Engine

from toolkit.errors import SettingInvalid
from toolkit.pool.found import FoundPool
from toolkit.pool.importing import load, run_project_code

KINDS = ("QueuePool", "AsyncAdaptedQueuePool", "NullPool", "StaticPool", "SingletonThreadPool", "AssertionPool")


def read_pools(target: str, directory: Path, where: str, app: Any = None) -> tuple[FoundPool, ...]:
    """The pools of what ``package.module:name`` names: several where it is a Flask application with binds.

    It may be an engine, a session or what makes sessions, a Flask application or its ``db``, options for an engine, or
    a function that returns one of these. ``app`` is the Flask application, where one is loaded. Raises SettingInvalid.
    """
    found = load(target, directory, where)
    pools = run_project_code(
        lambda: tuple(_pools(found, target, where, app)), f"{target} could not be read.", directory, where
    )
    if not pools:
        raise _unfit(f"{target} has no engine.", where, "Name the engine itself.")
    return pools


def _pools(found: Any, target: str, where: str, app: Any) -> Iterator[FoundPool]:
    if isinstance(found, Mapping) and all(isinstance(key, str) for key in found):
        engines = {key: _engine(value) for key, value in found.items()}
        if not any(engines.values()):
            yield FoundPool(values=found)
        yield from (pool_of(engine, key) for key, engine in engines.items() if engine is not None)
        return
    engine = _engine(found)
    if engine is not None:
        yield pool_of(engine)
    elif hasattr(found, "app_context") and hasattr(found, "extensions"):
        yield from _of_application(found, target, where)
    elif hasattr(found, "init_app") and hasattr(type(found), "engines"):
        yield from _of_extension(found, app, target, where)
    elif _is(found, (*_sessions(), *_makers(), *_scoped())):
        raise _unfit(f"{target} is bound to no engine.", where, "Name the engine itself.")
    elif _is_factory(found):
        made = found()
        if inspect.iscoroutine(made):
            made.close()
            raise _unfit(f"{target} is a coroutine function.", where, "Name what it returns, or a plain function.")
        if _is_factory(made):
            raise _unfit(f"{target} returns another function.", where, "Name a function that returns an engine.")
        yield from _pools(made, f"{target}()", where, app)
    else:
        raise _no_engine(found, target, where)


def _no_engine(found: Any, target: str, where: str) -> SettingInvalid:
    if inspect.isfunction(found):
        wanted = ", ".join(inspect.signature(found).parameters)
        mend = "Name the engine itself, or a function that needs none."
        return _unfit(f"{target} takes arguments ({wanted}), which tk does not have.", where, mend)
    kind = type(found).__name__
    return _unfit(f"{target} is no engine and has none: it is of type {kind}.", where, "Name the engine itself.")


def _engine(found: Any) -> Engine | None:
    """The engine of an engine, a connection, a session, or what makes sessions; None where it has none."""
    if _is(found, _scoped()):
        found = found.session_factory
    if _is(found, _makers()):
        found = found.kw.get("bind")
    elif _is(found, _sessions()):
        found = found.bind
    if _is(found, _of_asyncio("AsyncEngine")):
        engine: Engine = found.sync_engine
        return engine
    if isinstance(found, Connection):
        return found.engine
    return found if isinstance(found, Engine) else None


def _is(found: object, kinds: tuple[type, ...]) -> bool:
    return isinstance(found, kinds)


def _sessions() -> tuple[type, ...]:
    return (*_of_orm("Session"), *_of_asyncio("AsyncSession"))


def _makers() -> tuple[type, ...]:
    return (*_of_orm("sessionmaker"), *_of_asyncio("async_sessionmaker"))


def _scoped() -> tuple[type, ...]:
    return (*_of_orm("scoped_session"), *_of_asyncio("async_scoped_session"))


def _of_orm(name: str) -> tuple[type, ...]:
    """Only where the project has imported it, as it has for a session: it takes a while."""
    return _of("sqlalchemy.orm", name)


def _of_asyncio(name: str) -> tuple[type, ...]:
    """Only where the project has imported it: it cannot be imported without greenlet."""
    return _of("sqlalchemy.ext.asyncio", name)


def _of(module: str, name: str) -> tuple[type, ...]:
    found = sys.modules.get(module)
    return () if found is None else (getattr(found, name),)


def _is_factory(found: Any) -> bool:
    if not callable(found):
        return False
    try:
        parameters = inspect.signature(found).parameters.values()
    except (TypeError, ValueError):
        return False
    free = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return all(one.default is not inspect.Parameter.empty or one.kind in free for one in parameters)


def _of_application(app: Any, target: str, where: str) -> Iterator[FoundPool]:
    extension = app.extensions.get("sqlalchemy")
    if extension is None:
        raise _unfit(f"The application {target} does not use Flask-SQLAlchemy.", where, "Name the engine itself.")
    # Before 3.0 the extension keeps a state there, and the object in it.
    yield from _of_extension(getattr(extension, "db", extension), app, target, where)


def _of_extension(extension: Any, app: Any, target: str, where: str) -> Iterator[FoundPool]:
    if app is None and not _has_application():
        mend = 'Name the application instead, engine = "package.module:create_app", or let tk load it: `app`.'
        raise _unfit(f"{target} has engines only inside of a Flask application.", where, mend)
    context: AbstractContextManager[Any] = nullcontext() if app is None else app.app_context()
    with context:
        # The default one has no name, and comes first.
        for bind, engine in sorted(extension.engines.items(), key=lambda item: item[0] or ""):
            yield pool_of(engine, bind)


def _has_application() -> bool:
    from flask import has_app_context

    return has_app_context()


def pool_of(engine: Engine, bind: str | None = None) -> FoundPool:
    """What an engine says of its pool."""
    pool = engine.pool
    values: dict[str, Any] = {"kind": kind_of(type(pool)), "pre_ping": bool(getattr(pool, "_pre_ping", False))}
    size = getattr(pool, "size", None)
    if size is not None:
        values["pool_size"] = size() if callable(size) else size
    for name, attribute in (("max_overflow", "_max_overflow"), ("pool_recycle", "_recycle")):
        if hasattr(pool, attribute):
            values[name] = getattr(pool, attribute)
    if hasattr(pool, "_timeout"):
        values["pool_timeout"] = math.inf if pool._timeout is None else pool._timeout
    return FoundPool(bind=bind, values=values, user=engine.url.username, url=engine.url)


def kind_of(pool_class: type) -> str:
    """The pool of SQLAlchemy's that it is, or is derived from."""
    names = [parent.__name__ for parent in pool_class.__mro__]
    return next((name for name in names if name in KINDS), names[0])


def _unfit(what: str, where: str, mend: str) -> SettingInvalid:
    return SettingInvalid(what, where=where, mend=mend)
